package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.ChainVerdict.Undecided;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of chains is of these chains alone, and new ones do not stand in its way. */
final class KnownChainsTest {

  /** Stands still, and keeps threads that are marked from reading it. */
  private static final class HoldingClock extends Clock {
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch open = new CountDownLatch(1);
    private final ThreadLocal<Boolean> held = ThreadLocal.withInitial(() -> false);

    @Override
    public Instant instant() {
      if (held.get()) {
        arrived.release();
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return TestRuntime.NOW;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static final int PLACES = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final HoldingClock clock = new HoldingClock();
  private final EdgeRuntime runtime =
      EdgeRuntime.start(clock, new FakeTicker(), EventSink.to(List.of()), false);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir private Path directory;

  private TestCertificate root;
  private TestCertificate between;
  private TestCertificate leaf;
  private ChainValidator validator;

  @BeforeEach
  void open() throws Exception {
    var unused = runtime.leases().begin();
    root = TestCertificate.root("root").make();
    between = root.intermediate("between").make();
    leaf = between.leaf("orders").make();
    Path store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
    validator = ChainValidator.open(ChainSettings.of(store), runtime);
  }

  @AfterEach
  void close() {
    clock.open.countDown();
    threads.shutdownNow();
    validator.close();
    runtime.close();
  }

  private static List<X509Certificate> chain(TestCertificate... certificates) {
    List<X509Certificate> chain = new ArrayList<>();
    for (TestCertificate one : certificates) {
      chain.add(one.certificate());
    }
    return chain;
  }

  /** The JDK's factory would hand out the object that it has handed out before. */
  private static X509Certificate copy(X509Certificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
            .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
  }

  @Test
  void validate_sameChain_sameVerdictWhoeverParsedIt() throws Exception {
    ChainVerdict first = validator.validate(chain(leaf, between));
    assertThat(first).isInstanceOf(Trusted.class);
    for (int i = 0; i < 3; i++) {
      assertThat(validator.validate(chain(leaf, between))).isSameAs(first);
      assertThat(validator.validate(List.of(copy(leaf.certificate()), copy(between.certificate()))))
          .isSameAs(first);
    }
  }

  /** The certificate is known by its object, and the one above it is another. */
  @Test
  void validate_knownCertificateUnderAnother_judgedAnew() throws Exception {
    TestCertificate ended =
        root.intermediate("between")
            .keys(between.keys())
            .until(TestRuntime.NOW.minusSeconds(1))
            .make();
    TestCertificate forged = TestCertificate.root("other").make().intermediate("between").make();
    TestCertificate renewed = root.intermediate("between").keys(between.keys()).make();
    for (int i = 0; i < 3; i++) {
      assertThat(validator.validate(chain(leaf, between))).isInstanceOf(Trusted.class);
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Refused.class);
      assertThat(validator.validate(chain(leaf, ended))).isInstanceOf(Refused.class);
      assertThat(validator.validate(chain(leaf, forged))).isInstanceOf(Refused.class);
      assertThat(validator.validate(chain(leaf, between, between))).isInstanceOf(Refused.class);
      assertThat(validator.validate(chain(leaf, renewed))).isInstanceOf(Trusted.class);
      assertThat(validator.validate(chain(leaf, between, root))).isInstanceOf(Trusted.class);
    }
  }

  /** Two certificates in one order and in the other are two chains. */
  @Test
  void validate_knownCertificatesInAnotherOrder_refused() {
    assertThat(validator.validate(chain(leaf, between))).isInstanceOf(Trusted.class);
    assertThat(validator.validate(chain(leaf, between))).isInstanceOf(Trusted.class);
    assertThat(validator.validate(chain(between, leaf))).isInstanceOf(Refused.class);
  }

  private List<Future<ChainVerdict>> fillPlaces() throws Exception {
    List<Future<ChainVerdict>> held = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      List<X509Certificate> stranger = chain(between.leaf("n" + i).make(), between);
      held.add(
          threads.submit(
              () -> {
                clock.held.set(true);
                return validator.validate(stranger);
              }));
    }
    assertThat(clock.arrived.tryAcquire(PLACES, 10, TimeUnit.SECONDS)).isTrue();
    return held;
  }

  /** M21: new chains are judged by as many at once as there are places, known ones at any time. */
  @Test
  void validate_allPlacesTaken_knownAtOnceAndNewTurnedAway() throws Exception {
    Trusted known = (Trusted) validator.validate(chain(leaf, between));
    List<Future<ChainVerdict>> held = fillPlaces();

    // One that waited for a place would be turned away.
    assertThat(validator.validate(chain(leaf, between))).isSameAs(known);

    long began = System.nanoTime();
    ChainVerdict late = validator.validate(chain(between.leaf("late").make(), between));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(late)
        .isInstanceOfSatisfying(
            Undecided.class,
            busy -> {
              assertThat(busy.reason()).isEqualTo(Reasons.VERIFICATION_BUSY);
              assertThat(busy.reason().status()).isEqualTo(503);
              assertThat(busy.retryAfter()).isPositive();
            });

    clock.open.countDown();
    for (Future<ChainVerdict> one : held) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Trusted.class);
    }
    assertThat(validator.validate(chain(between.leaf("later").make(), between)))
        .isInstanceOf(Trusted.class);
  }

  /** M21: who waits for a place gets the next one. */
  @Test
  void validate_placeGetsFree_whoWaitsIsJudged() throws Exception {
    List<Future<ChainVerdict>> held = fillPlaces();
    List<X509Certificate> next = chain(between.leaf("next").make(), between);
    CountDownLatch begun = new CountDownLatch(1);
    Future<ChainVerdict> waiting =
        threads.submit(
            () -> {
              begun.countDown();
              return validator.validate(next);
            });
    begun.await();
    clock.open.countDown();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(Trusted.class);
    for (Future<ChainVerdict> one : held) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Trusted.class);
    }
  }

  /** M21: a thousand that ask with one chain are one validation. */
  @Test
  void validate_oneChainByMany_takesOnePlace() throws Exception {
    List<X509Certificate> chain = chain(leaf, between);
    List<Future<ChainVerdict>> all = new ArrayList<>();
    for (int i = 0; i < 4 * PLACES; i++) {
      all.add(
          threads.submit(
              () -> {
                clock.held.set(true);
                return validator.validate(chain);
              }));
    }
    assertThat(clock.arrived.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    // The one that is held has one place; another chain finds the next.
    assertThat(validator.validate(chain(between.leaf("other").make(), between)))
        .isInstanceOf(Trusted.class);
    clock.open.countDown();
    for (Future<ChainVerdict> one : all) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Trusted.class);
    }
  }
}
