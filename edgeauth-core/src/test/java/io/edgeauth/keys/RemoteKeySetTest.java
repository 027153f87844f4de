package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.NotFound;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When keys are fetched, and who waits for it: K01, K02, K12, K13. */
@Timeout(30)
final class RemoteKeySetTest {

  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final Duration STALE_FOR = Duration.ofHours(24);
  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey NEXT = TestKey.of("ES256", "k2");

  private TestIssuer issuer;
  private TestRuntime runtime;
  private final CountDownLatch released = new CountDownLatch(1);

  @BeforeEach
  void start() {
    issuer = TestIssuer.start(KEY);
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    released.countDown();
    runtime.close();
    issuer.close();
  }

  private KeySet open(TestRuntime on) {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            issuer.jwksUri(),
            Duration.ofMinutes(5),
            COOLDOWN,
            STALE_FOR,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            512 * 1024,
            OutboundSettings.DEFAULTS),
        on.runtime());
  }

  private KeySet loaded() {
    KeySet keys = open(runtime);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
    return keys;
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  private void hang() {
    issuer.answerKeySetWith(
        exchange -> {
          try {
            assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void open_prefetching_fetchesInTheBackground() {
    try (TestRuntime eager = TestRuntime.startPrefetching()) {
      KeySet keys = open(eager);

      await().until(() -> !eager.events().of(KeySetEvent.class).isEmpty());
      assertThat(eager.events().of(KeySetEvent.class))
          .extracting(KeySetEvent::change, KeySetEvent::keys)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(Change.LOADED, 1));
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
      assertThat(issuer.keySetRequests()).isEqualTo(1);
    }
  }

  @Test
  void open_onlyLookedAt_callsNobody() {
    open(runtime);

    assertThat(issuer.keySetRequests()).isZero();
  }

  /** K01: made-up key ids cost the issuer one fetch per cooldown. */
  @Test
  void find_thousandUnknownIds_oneFetchPerCooldown() throws Exception {
    KeySet keys = loaded();
    for (int round = 1; round <= 3; round++) {
      runtime.ticker().advance(COOLDOWN);
      List<KeyLookup> lookups = all(8, 125, () -> find(keys, UUID.randomUUID().toString()));

      assertThat(lookups).hasSize(1_000).allMatch(lookup -> lookup instanceof NotFound);
      assertThat(issuer.keySetRequests()).isEqualTo(1 + round);
    }
    runtime.ticker().advance(COOLDOWN.minusNanos(1));
    assertThat(find(keys, "x")).isInstanceOf(NotFound.class);
    assertThat(issuer.keySetRequests()).isEqualTo(4);
  }

  /** K01, K09: whoever has a known key never waits. */
  @Test
  void find_knownKeyWhileAFetchHangs_atOnce() throws Exception {
    KeySet keys = loaded();
    hang();
    runtime.ticker().advance(COOLDOWN);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<KeyLookup> waiting = threads.submit(() -> find(keys, "unknown"));
      await().until(() -> issuer.keySetRequests() == 2);

      for (int i = 0; i < 1_000; i++) {
        assertThat(find(keys, "k1")).isInstanceOf(Found.class);
      }

      assertThat(waiting.isDone()).isFalse();
      released.countDown();
      assertThat(waiting.get()).isInstanceOf(Unavailable.class); // the answer was empty
    } finally {
      threads.shutdownNow();
    }
  }

  /** K02. */
  @Test
  void find_manyAtOnceBeforeTheFirstFetch_oneFetchForAll() throws Exception {
    KeySet keys = open(runtime);

    List<KeyLookup> lookups = all(100, 1, () -> find(keys, "k1"));

    assertThat(lookups).hasSize(100).allMatch(lookup -> lookup instanceof Found);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
  }

  /** K02: waiters are bounded, the next ones are told at once. */
  @Test
  void find_moreWaitersThanPlaces_theOthersAreToldAtOnce() throws Exception {
    KeySet keys = open(runtime);
    hang();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<KeyLookup>> waiting = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        waiting.add(threads.submit(() -> find(keys, "k1")));
      }
      await().until(() -> waiting.stream().filter(Future::isDone).count() == 400 - 256);
      await().until(() -> issuer.keySetRequests() == 1);
      issuer.publish(KEY);
      released.countDown();
      for (Future<KeyLookup> one : waiting) {
        assertThat(one.get()).isInstanceOf(Unavailable.class);
      }
      assertThat(issuer.keySetRequests()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  /** D10. */
  @Test
  void find_interruptedWhileWaiting_keepsTheInterruptAndTheFetch() throws Exception {
    KeySet keys = open(runtime);
    hang();
    Thread.currentThread().interrupt();

    KeyLookup lookup = find(keys, "k1");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(lookup).isInstanceOf(Unavailable.class);
    await().until(() -> issuer.keySetRequests() == 1);
    issuer.publish(KEY);
    released.countDown();
    await().until(() -> !runtime.events().of(KeySetEvent.class).isEmpty());
    runtime.ticker().advance(Duration.ofSeconds(1));
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
  }

  /** K12, J42. */
  @Test
  void find_keysRotate_newOnesWithinTheCooldownAndOldOnesGone() {
    KeySet keys = loaded();
    issuer.publish(KEY, NEXT);
    assertThat(find(keys, "k2")).isInstanceOf(NotFound.class);

    runtime.ticker().advance(COOLDOWN);
    assertThat(find(keys, "k2")).isInstanceOf(Found.class);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);

    issuer.publish(NEXT);
    runtime.ticker().advance(COOLDOWN);
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);
    assertThat(find(keys, "k1")).isInstanceOf(NotFound.class);
    assertThat(find(keys, "k2")).isInstanceOf(Found.class);
  }

  @Test
  void find_sameIdWithAnotherKey_theNewOne() {
    KeySet keys = loaded();
    VerificationKey before = ((Found) find(keys, "k1")).key();
    issuer.publish(TestKey.of("ES256", "k1"));

    runtime.ticker().advance(COOLDOWN);
    find(keys, "unknown");

    assertThat(((Found) find(keys, "k1")).key()).isNotEqualTo(before);
  }

  @Test
  void find_setFetchedAgainUnchanged_sameKeyAndNoEvent() {
    KeySet keys = loaded();
    VerificationKey before = ((Found) find(keys, "k1")).key();

    runtime.ticker().advance(COOLDOWN);
    find(keys, "unknown");

    assertThat(issuer.keySetRequests()).isEqualTo(2);
    assertThat(((Found) find(keys, "k1")).key()).isSameAs(before);
    assertThat(runtime.events().of(KeySetEvent.class)).hasSize(1);
  }

  /** K12: a key that left is gone although nobody asks for an unknown one. */
  @Test
  void find_nothingFetchedForLong_setEndsByItself() {
    KeySet keys = loaded();
    issuer.answerKeySetWith(TestIssuer.body(500, "text/plain", "no"));

    runtime.ticker().advance(STALE_FOR);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    runtime.ticker().advance(Duration.ofNanos(1));
    assertThat(find(keys, "k1")).isInstanceOf(Unavailable.class);
  }

  private static List<KeyLookup> all(int threads, int each, Callable<KeyLookup> call)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<List<KeyLookup>>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            pool.submit(
                () -> {
                  start.await();
                  List<KeyLookup> lookups = new ArrayList<>();
                  for (int n = 0; n < each; n++) {
                    lookups.add(call.call());
                  }
                  return lookups;
                }));
      }
      start.countDown();
      List<KeyLookup> lookups = new ArrayList<>();
      for (Future<List<KeyLookup>> future : futures) {
        lookups.addAll(future.get());
      }
      return lookups;
    } finally {
      pool.shutdownNow();
    }
  }
}
