package io.edgeauth.certificate;

import static io.edgeauth.fixtures.TestRuntime.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.ChainVerdict.Undecided;
import io.edgeauth.certificate.RevocationSettings.Mode;
import io.edgeauth.certificate.TestRevocations.AnswerDraft;
import io.edgeauth.certificate.TestRevocations.ListDraft;
import io.edgeauth.event.FileEvent;
import io.edgeauth.event.RevocationEvent;
import io.edgeauth.event.RevocationEvent.Change;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M12, M18: revoked, and nobody who can say; by lists and by a responder. */
final class RevocationTest {

  /** What the server says, to the bytes that were sent to it. */
  @FunctionalInterface
  private interface Answer {
    byte[] to(byte[] request) throws Exception;
  }

  private final TestRuntime runtime = TestRuntime.start();
  private final AtomicInteger calls = new AtomicInteger();

  @TempDir private Path directory;

  private HttpServer server;
  private ExecutorService threads;
  private volatile Answer answer = request -> new byte[0];
  private TestCertificate root;
  private TestCertificate leaf;
  private List<X509Certificate> chain;
  private Path store;
  private Path list;

  @BeforeEach
  void start() throws Exception {
    root = TestCertificate.root("root").make();
    leaf = root.leaf("orders").make();
    chain = List.of(leaf.certificate());
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
    list = directory.resolve("root.crl");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          byte[] body;
          try {
            body = answer.to(exchange.getRequestBody().readAllBytes());
          } catch (Exception e) {
            throw new IOException(e);
          }
          exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : 0);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    runtime.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private ChainValidator open(Mode mode, List<Path> files, List<URI> urls, boolean soft) {
    return open(mode, files, urls, soft, Duration.ofSeconds(5));
  }

  private ChainValidator open(
      Mode mode, List<Path> files, List<URI> urls, boolean soft, Duration timeout) {
    RevocationSettings revocation =
        new RevocationSettings(
            mode,
            files,
            urls,
            mode.usesResponder() ? url() : null,
            soft,
            timeout,
            timeout,
            OutboundSettings.DEFAULTS);
    return ChainValidator.open(
        new ChainSettings(store, null, ExtendedKeyUsageOf.CLIENTS, 5, revocation),
        runtime.runtime());
  }

  /** Bouncy Castle's and ours have the same name. */
  private static final class ExtendedKeyUsageOf {
    private static final io.edgeauth.certificate.ExtendedKeyUsage CLIENTS =
        io.edgeauth.certificate.ExtendedKeyUsage.CLIENT_AUTH;
  }

  private static void refused(ChainVerdict verdict, Reason reason) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason));
  }

  private static void undecided(ChainVerdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Undecided.class,
            undecided -> assertThat(undecided.reason()).isEqualTo(Reasons.REVOCATION_UNAVAILABLE));
  }

  private ChainVerdict byList(byte[] content) throws Exception {
    Files.write(list, content);
    try (ChainValidator validator = open(Mode.CRL, List.of(list), List.of(), false)) {
      return validator.validate(chain);
    }
  }

  private ListDraft revocations() {
    return new ListDraft(root);
  }

  @Test
  void list_thatRevokes_refused() throws Exception {
    refused(byList(revocations().revoking(leaf).make()), Reasons.CERTIFICATE_REVOKED);
    assertThat(byList(revocations().revoking(root).make())).isInstanceOf(Trusted.class);
  }

  @Test
  void list_thatIsNotInForce_undecided() throws Exception {
    undecided(byList(revocations().until(NOW.minusSeconds(1)).make()));
    assertThat(byList(revocations().until(NOW).make())).isInstanceOf(Trusted.class);
    undecided(byList(revocations().from(NOW.plusSeconds(61)).make()));
    assertThat(byList(revocations().from(NOW.plusSeconds(60)).make())).isInstanceOf(Trusted.class);
    undecided(byList(revocations().until(null).make()));
  }

  @Test
  void list_ofAnotherIssuerOrKey_undecided() throws Exception {
    TestCertificate other = TestCertificate.root("other").make();
    undecided(byList(revocations().issuerName(other).make()));
    undecided(byList(revocations().signer(other).make()));
    undecided(byList(revocations().signature("SHA1withECDSA").make()));
  }

  @Test
  void list_thatDoesNotSpeakOfEverything_undecided() throws Exception {
    IssuingDistributionPoint authorities =
        new IssuingDistributionPoint(null, false, true, null, false, false);
    undecided(byList(point(authorities)));
    IssuingDistributionPoint users =
        new IssuingDistributionPoint(null, true, false, null, false, false);
    assertThat(byList(point(users))).isInstanceOf(Trusted.class);
    undecided(byList(point(new IssuingDistributionPoint(null, false, false, null, true, false))));
  }

  private byte[] point(IssuingDistributionPoint point) throws Exception {
    return revocations().critical(Extension.issuingDistributionPoint, point).make();
  }

  @Test
  void list_byAnIssuerThatMayNotSignLists_undecided() throws Exception {
    root =
        TestCertificate.root("root")
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
            .make();
    leaf = root.leaf("orders").make();
    chain = List.of(leaf.certificate());
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
    undecided(byList(revocations().make()));
  }

  @Test
  void list_ofAnIntermediate_isAskedForAsWell() throws Exception {
    TestCertificate between = root.intermediate("between").make();
    chain = List.of(between.leaf("orders").make().certificate(), between.certificate());
    Path lower = Files.write(directory.resolve("between.crl"), new ListDraft(between).make());
    Files.write(list, revocations().make());
    try (ChainValidator one = open(Mode.CRL, List.of(lower), List.of(), false);
        ChainValidator both = open(Mode.CRL, List.of(lower, list), List.of(), false)) {
      undecided(one.validate(chain));
      assertThat(both.validate(chain)).isInstanceOf(Trusted.class);
    }
    Files.write(list, revocations().revoking(between).make());
    try (ChainValidator both = open(Mode.CRL, List.of(lower, list), List.of(), false)) {
      refused(both.validate(chain), Reasons.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void list_missingOrMalformedAtStart_refusedWithWhatToWrite() throws Exception {
    for (byte[] content : List.of(new byte[0], new byte[] {0x30, 3, 1}, "text".getBytes(UTF_8))) {
      Files.write(list, content);
      assertThatThrownBy(() -> open(Mode.CRL, List.of(list), List.of(), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: lists of revocations");
    }
  }

  /** M18 */
  @Test
  void list_thatChanges_rememberedChainRefusedAndBrokenOneIgnored() throws Exception {
    Files.write(list, revocations().make());
    try (ChainValidator validator = open(Mode.CRL, List.of(list), List.of(), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      Files.write(list, revocations().revoking(leaf).make());
      await().until(() -> runtime.events().of(FileEvent.class).size() == 1);
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
      Files.writeString(list, "");
      await().until(() -> runtime.events().of(FileEvent.class).size() == 2);
      assertThat(runtime.events().of(FileEvent.class).get(1).taken()).isFalse();
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void softFail_nobodyCanSay_trustedWithAnEventAndSoonAskedAgain() throws Exception {
    Files.write(list, revocations().until(NOW.minusSeconds(1)).make());
    try (ChainValidator validator = open(Mode.CRL, List.of(list), List.of(), true)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(runtime.events().of(RevocationEvent.class))
          .singleElement()
          .matches(event -> event.change() == Change.SOFT_FAILED);
      runtime.clock().advance(Duration.ofSeconds(61));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(runtime.events().of(RevocationEvent.class)).hasSize(2);
    }
    Files.write(list, revocations().revoking(leaf).until(NOW.minusSeconds(1)).make());
    try (ChainValidator validator = open(Mode.CRL, List.of(list), List.of(), true)) {
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED); // also by one that has ended
    }
    Files.write(list, revocations().revoking(leaf).make());
    try (ChainValidator validator = open(Mode.CRL, List.of(list), List.of(), true)) {
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void fetchedList_whenItIsDue_fetchedAgainAndNoOlderOneTaken() throws Exception {
    byte[] good = revocations().make();
    answer = request -> good;
    try (ChainValidator validator = open(Mode.CRL, List.of(), List.of(url()), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(calls).hasValue(1);
      runtime.clock().advance(Duration.ofSeconds(3601));
      runtime.ticker().advance(Duration.ofSeconds(3601));
      undecided(validator.validate(chain));
      byte[] revoking =
          revocations()
              .revoking(leaf)
              .from(NOW.plusSeconds(3600))
              .until(NOW.plusSeconds(7200))
              .make();
      answer = request -> revoking;
      runtime.ticker().advance(Duration.ofSeconds(61));
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
      byte[] older =
          revocations().from(NOW.plusSeconds(3500)).until(NOW.plusSeconds(99_999)).make();
      answer = request -> older;
      runtime.clock().advance(Duration.ofHours(1));
      runtime.ticker().advance(Duration.ofHours(1));
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED); // it stays so
      undecided(validator.validate(List.of(root.leaf("b").make().certificate())));
      assertThat(runtime.events().of(RevocationEvent.class))
          .extracting(RevocationEvent::change)
          .contains(Change.LOADED, Change.FAILED);
    }
  }

  private ChainVerdict byResponder(Answer said) {
    answer = said;
    try (ChainValidator validator = open(Mode.OCSP, List.of(), List.of(), false)) {
      return validator.validate(chain);
    }
  }

  private AnswerDraft answers() {
    return new AnswerDraft(root);
  }

  @Test
  void responder_thatSays_isFollowed() {
    assertThat(byResponder(request -> answers().answer(request))).isInstanceOf(Trusted.class);
    refused(
        byResponder(
            request ->
                answers()
                    .status(new RevokedStatus(Date.from(NOW.minusSeconds(60)), 1))
                    .answer(request)),
        Reasons.CERTIFICATE_REVOKED);
    refused(
        byResponder(request -> answers().status(new UnknownStatus()).answer(request)),
        Reasons.REVOCATION_UNKNOWN);
  }

  @Test
  void responder_notInTime_undecided() {
    undecided(byResponder(request -> answers().until(NOW.minusSeconds(1)).answer(request)));
    assertThat(byResponder(request -> answers().until(NOW).answer(request)))
        .isInstanceOf(Trusted.class);
    undecided(byResponder(request -> answers().from(NOW.plusSeconds(61)).answer(request)));
    assertThat(byResponder(request -> answers().from(NOW.plusSeconds(60)).answer(request)))
        .isInstanceOf(Trusted.class);
    undecided(
        byResponder(request -> answers().from(NOW.minusSeconds(301)).until(null).answer(request)));
    assertThat(
            byResponder(
                request -> answers().from(NOW.minusSeconds(300)).until(null).answer(request)))
        .isInstanceOf(Trusted.class);
  }

  @Test
  void responder_whoMayNotSay_undecided() throws Exception {
    TestCertificate other = TestCertificate.root("root").make();
    undecided(byResponder(request -> new AnswerDraft(other).answer(request)));
    undecided(byResponder(request -> answers().signature("SHA1withECDSA").answer(request)));
    undecided(byResponder(request -> answers().delegate(leaf).answer(request)));
    ExtendedKeyUsage signs = new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning);
    TestCertificate delegate =
        root.leaf("responder").extension(Extension.extendedKeyUsage, false, signs).make();
    assertThat(byResponder(request -> answers().delegate(delegate).answer(request)))
        .isInstanceOf(Trusted.class);
    TestCertificate ended =
        root.leaf("responder")
            .extension(Extension.extendedKeyUsage, false, signs)
            .until(NOW.minusSeconds(1))
            .make();
    undecided(byResponder(request -> answers().delegate(ended).answer(request)));
    TestCertificate foreign =
        other.leaf("responder").extension(Extension.extendedKeyUsage, false, signs).make();
    undecided(byResponder(request -> answers().delegate(foreign).answer(request)));
  }

  @Test
  void responder_toAnotherQuestion_undecided() {
    undecided(byResponder(request -> answers().nonce(new byte[] {4, 1, 7}).answer(request)));
    assertThat(byResponder(request -> answers().withoutNonce().answer(request)))
        .isInstanceOf(Trusted.class);
    undecided(byResponder(request -> answers().aboutAnother().answer(request)));
  }

  @Test
  void responder_withGarbageOrNothing_undecided() {
    undecided(byResponder(request -> new byte[0]));
    undecided(byResponder(request -> new byte[] {0x30, 3, 0x0a, 1, 6}));
    undecided(byResponder(request -> new byte[] {0x30, (byte) 0x84, 1, 1, 1, 1}));
    undecided(byResponder(request -> new byte[70_000]));
    for (int at = 1; at < 400; at += 23) {
      int cut = at;
      undecided(
          byResponder(
              request -> {
                byte[] whole = answers().answer(request);
                return Arrays.copyOf(whole, Math.min(cut, whole.length - 1));
              }));
    }
  }

  /** An answer is used for an hour; when the responder is out, as long as it says itself. */
  @Test
  void responder_outLater_answerUsedUntilItsEnd() {
    answer = request -> answers().until(NOW.plusSeconds(7200)).answer(request);
    try (ChainValidator validator = open(Mode.OCSP, List.of(), List.of(), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      runtime.clock().advance(Duration.ofHours(1));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(calls).hasValue(1);
      answer = request -> new byte[0];
      runtime.clock().advance(Duration.ofSeconds(1));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(calls).hasValue(2);
      runtime.clock().advance(Duration.ofHours(1));
      undecided(validator.validate(chain));
      assertThat(runtime.events().of(RevocationEvent.class))
          .singleElement()
          .matches(event -> event.change() == Change.FAILED);
    }
  }

  @Test
  void responderOrList_responderOut_listDecides() throws Exception {
    Files.write(list, revocations().make());
    try (ChainValidator validator = open(Mode.OCSP_OR_CRL, List.of(list), List.of(), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
    }
    Files.write(list, revocations().revoking(leaf).make());
    try (ChainValidator validator = open(Mode.OCSP_OR_CRL, List.of(list), List.of(), false)) {
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
    }
    answer = request -> answers().answer(request);
    Files.write(list, revocations().make());
    try (ChainValidator validator = open(Mode.OCSP_OR_CRL, List.of(list), List.of(), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
    }
  }

  /** M12: with soft-fail too, since the list does say what the responder does not. */
  @Test
  void responderOrList_responderHangs_listDecides() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    answer =
        request -> {
          hang.await();
          return answers().answer(request);
        };
    Duration timeout = Duration.ofMillis(300);
    List<Path> lists = List.of(list);
    try {
      Files.write(list, revocations().revoking(leaf).make());
      for (boolean soft : List.of(true, false)) {
        try (ChainValidator validator = open(Mode.OCSP_OR_CRL, lists, List.of(), soft, timeout)) {
          refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
        }
      }
      Files.write(list, revocations().make());
      try (ChainValidator validator = open(Mode.OCSP_OR_CRL, lists, List.of(), false, timeout)) {
        assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      }
    } finally {
      hang.countDown();
    }
  }

  /** M12: the responder that said so hangs now, and soft-fail does not forget it. */
  @Test
  void responder_hangsAfterItSaidRevoked_staysRefused() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    RevokedStatus revoked = new RevokedStatus(Date.from(NOW.minusSeconds(60)), 1);
    answer = request -> answers().status(revoked).answer(request);
    Duration timeout = Duration.ofSeconds(1);
    try (ChainValidator validator = open(Mode.OCSP, List.of(), List.of(), true, timeout)) {
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
      answer =
          request -> {
            hang.await();
            return new byte[0];
          };
      runtime.clock().advance(Duration.ofHours(2));
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
    } finally {
      hang.countDown();
    }
  }

  /** M12: a list in the responder's place holds for a minute, not as long as the list does. */
  @Test
  void responderOrList_responderBackAgain_asked() throws Exception {
    Files.write(list, revocations().make());
    try (ChainValidator validator = open(Mode.OCSP_OR_CRL, List.of(list), List.of(), false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      RevokedStatus revoked = new RevokedStatus(Date.from(NOW.minusSeconds(60)), 1);
      answer = request -> answers().status(revoked).answer(request);
      runtime.clock().advance(Duration.ofSeconds(60));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(calls).hasValue(1);
      runtime.clock().advance(Duration.ofSeconds(1));
      refused(validator.validate(chain), Reasons.CERTIFICATE_REVOKED);
    }
  }

  /** A request waits no longer than the deadline, and all that ask at once make one call. */
  @Test
  void responder_thatHangs_oneCallAndNobodyWaitsLonger() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    answer =
        request -> {
          hang.await();
          return answers().answer(request);
        };
    Duration timeout = Duration.ofSeconds(1);
    try (ChainValidator validator = open(Mode.OCSP, List.of(), List.of(), false, timeout)) {
      List<Future<Duration>> waits = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waits.add(
            threads.submit(
                () -> {
                  long began = System.nanoTime();
                  assertThat(validator.validate(chain)).isInstanceOf(Undecided.class);
                  return Duration.ofNanos(System.nanoTime() - began);
                }));
      }
      for (Future<Duration> wait : waits) {
        assertThat(wait.get()).isLessThan(timeout.multipliedBy(4));
      }
      assertThat(calls).hasValueLessThanOrEqualTo(2); // one that came as the first ended asks anew
    } finally {
      hang.countDown();
    }
  }

  @Test
  void settings_thatDoNotFit_refusedWithWhatToWrite() {
    for (Mode mode : List.of(Mode.CRL, Mode.OCSP, Mode.OCSP_OR_CRL)) {
      assertThatThrownBy(
              () ->
                  new RevocationSettings(
                      mode,
                      List.of(),
                      List.of(),
                      null,
                      false,
                      Duration.ofSeconds(1),
                      Duration.ofSeconds(2),
                      OutboundSettings.DEFAULTS))
          .hasMessageContaining("expected: ");
    }
    assertThatThrownBy(
            () ->
                new RevocationSettings(
                    Mode.OCSP,
                    List.of(),
                    List.of(),
                    URI.create("http://ocsp.example.com/"),
                    false,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    OutboundSettings.DEFAULTS))
        .hasMessageContaining("ocsp-url");
  }
}
