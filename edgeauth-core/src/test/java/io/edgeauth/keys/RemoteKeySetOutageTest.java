package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.NotFound;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An issuer that is out of reach, on virtual time: K13. */
@Timeout(30)
final class RemoteKeySetOutageTest {

  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private TestIssuer issuer;
  private TestRuntime runtime;

  @BeforeEach
  void start() {
    issuer = TestIssuer.start(KEY);
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    runtime.close();
    issuer.close();
  }

  private KeySet open(Duration staleFor) {
    return open(staleFor, runtime.runtime());
  }

  private KeySet open(Duration staleFor, EdgeRuntime on) {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            issuer.jwksUri(),
            Duration.ofMinutes(5),
            COOLDOWN,
            staleFor,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            512 * 1024,
            OutboundSettings.DEFAULTS),
        on);
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  private void breakDown() {
    issuer.answerKeySetWith(TestIssuer.body(500, "application/json", "{}"));
  }

  /** K13. */
  @Test
  void find_outage_lastGoodKeysUntilStaleForAndThenUnavailable() {
    KeySet keys = open(Duration.ofHours(24));
    find(keys, "k1");
    breakDown();
    for (int hour = 1; hour <= 23; hour++) {
      runtime.ticker().advance(Duration.ofHours(1));
      assertThat(find(keys, "unknown")).isInstanceOf(Unavailable.class);
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    }
    runtime.ticker().advance(Duration.ofHours(1));
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    runtime.ticker().advance(Duration.ofNanos(1));
    assertThat(find(keys, "k1"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable ->
                assertThat(unavailable.retryAfter())
                    .isBetween(Duration.ofSeconds(1), COOLDOWN.plusSeconds(1)));
  }

  @Test
  void find_outageEnds_keysAreBackAndTheAgeBeginsAnew() {
    KeySet keys = open(Duration.ofMinutes(10));
    find(keys, "k1");
    breakDown();
    runtime.ticker().advance(COOLDOWN);
    find(keys, "unknown");
    runtime.ticker().advance(Duration.ofMinutes(10));
    assertThat(find(keys, "k1")).isInstanceOf(Unavailable.class);

    issuer.publish(KEY);
    runtime.ticker().advance(COOLDOWN);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);

    runtime.ticker().advance(Duration.ofMinutes(9));
    breakDown();
    assertThat(find(keys, "unknown")).isInstanceOf(Unavailable.class);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    assertThat(runtime.events().of(KeySetEvent.class))
        .extracting(KeySetEvent::change)
        .containsExactly(Change.LOADED, Change.FAILED, Change.FAILED, Change.LOADED, Change.FAILED);
  }

  @Test
  void find_staleForZero_endsWithTheFirstFailure() {
    KeySet keys = open(Duration.ZERO);
    find(keys, "k1");
    runtime.ticker().advance(Duration.ofMinutes(5));
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);

    breakDown();
    find(keys, "unknown");

    assertThat(find(keys, "k1")).isInstanceOf(Unavailable.class);
  }

  /** On real time: an application may be up before its issuer, and nobody need ask it twice. */
  @Test
  void open_issuerDownAtTheStart_loadsByItselfOnceItIsUp() {
    RecordedEvents events = new RecordedEvents();
    issuer.answerKeySetWith(exchange -> {}); // ends the connection without a word
    try (EdgeRuntime real =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(events)), true)) {
      real.leases().begin();
      KeySet keys = open(Duration.ofHours(1), real);
      await().until(() -> !events.of(KeySetEvent.class).isEmpty());
      assertThat(events.of(KeySetEvent.class).get(0).change()).isEqualTo(Change.FAILED);

      issuer.publish(KEY);

      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  events.of(KeySetEvent.class).stream()
                      .anyMatch(event -> event.change() == Change.LOADED));
      int requests = issuer.keySetRequests();
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
      assertThat(issuer.keySetRequests()).isEqualTo(requests);
    }
  }

  /** An unknown id is 401 after a success, 503 after a failure. */
  @Test
  void find_unknownIdAfterAFailure_unavailable() {
    KeySet keys = open(Duration.ofHours(1));
    find(keys, "k1");
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);
    breakDown();
    runtime.ticker().advance(COOLDOWN);
    assertThat(find(keys, "unknown")).isInstanceOf(Unavailable.class);
    assertThat(find(keys, "unknown")).isInstanceOf(Unavailable.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }

  /** Retries after 1, 2, 4, 8, 16 seconds and then once per cooldown. */
  @Test
  void find_failuresInARow_pausesDoubleUpToTheCooldown() {
    breakDown();
    KeySet keys = open(Duration.ofHours(1));
    find(keys, "k1");
    int requests = 1;
    assertThat(issuer.keySetRequests()).isEqualTo(requests);
    for (int pause : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      runtime.ticker().advance(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(find(keys, "k1")).isEqualTo(new Unavailable(Duration.ofSeconds(1)));
      assertThat(issuer.keySetRequests()).as("before %s s", pause).isEqualTo(requests);
      runtime.ticker().advance(Duration.ofNanos(1));
      find(keys, "k1");
      assertThat(issuer.keySetRequests()).as("after %s s", pause).isEqualTo(++requests);
    }
  }

  @Test
  void find_neverFetched_unavailableUntilTheIssuerIsThere() {
    breakDown();
    KeySet keys = open(Duration.ofHours(1));
    assertThat(find(keys, "k1")).isEqualTo(new Unavailable(Duration.ofSeconds(2)));
    issuer.publish(KEY);

    runtime.ticker().advance(Duration.ofSeconds(1));

    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);
  }

  /** Other resources' calls hang and have taken all workers: the refreshing goes on afterwards. */
  @Test
  void open_allWorkersBusy_fetchedLater() {
    CountDownLatch released = new CountDownLatch(1);
    try (TestRuntime eager = TestRuntime.startPrefetching()) {
      for (int i = 0; i < 64; i++) {
        eager.runtime().workers().execute(() -> waitFor(released));
      }
      runtime.close();
      runtime = eager;
      KeySet keys = open(Duration.ofHours(1));
      assertThat(find(keys, "k1")).isInstanceOf(Unavailable.class);
      assertThat(issuer.keySetRequests()).isZero();

      released.countDown();

      await().until(() -> !eager.events().of(KeySetEvent.class).isEmpty());
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    } finally {
      released.countDown();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
