package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.NotFound;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** K09: fetches that hang, wherever they do; whoever has a known key never notices. */
@Timeout(60)
final class RemoteKeySetHangTest {

  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration STALE_FOR = Duration.ofHours(24);
  private static final Duration TOTAL = Duration.ofMillis(1_500);
  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private TestIssuer issuer;
  private TestRuntime runtime;
  private int failuresToLoad;
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

  /** The set that the issuer's metadata names, with its key. */
  private KeySet loaded() {
    KeySet keys =
        KeySets.remote(
            new RemoteKeySettings(
                issuer.issuer(),
                null,
                REFRESH,
                COOLDOWN,
                STALE_FOR,
                Duration.ofMillis(400),
                TOTAL,
                512 * 1024,
                OutboundSettings.DEFAULTS),
            runtime.runtime());
    await().until(() -> find(keys, "k1") instanceof Found);
    failuresToLoad = failures().size(); // a machine with other things to do may take too long
    return keys;
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  /** The set moves to an address that hangs; its old one is trusted for an hour. */
  private void moveTo(HangingServer server) {
    issuer.answerMetadataWith(
        TestIssuer.json(
            200, Map.of("issuer", issuer.issuer(), "jwks_uri", server.uri().toString())));
    runtime.ticker().advance(Duration.ofHours(1));
  }

  private void moveBack() {
    issuer.answerMetadataWith(
        TestIssuer.json(
            200, Map.of("issuer", issuer.issuer(), "jwks_uri", issuer.jwksUri().toString())));
  }

  private List<String> failures() {
    return runtime.events().of(KeySetEvent.class).stream()
        .filter(event -> event.change() == Change.FAILED)
        .map(KeySetEvent::detail)
        .skip(failuresToLoad)
        .toList();
  }

  private static void assertServesAThousand(KeySet keys) {
    for (int i = 0; i < 1_000; i++) {
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_fetchHangs_endsAtTheDeadlineAndKnownKeysNeverWait(HangingServer.At where)
      throws Exception {
    KeySet keys = loaded();
    try (HangingServer server = HangingServer.start(where)) {
      moveTo(server);
      RequestThread<KeyLookup> unknown = RequestThread.start(() -> find(keys, "unknown"));
      await().until(() -> unknown.isWaiting() || unknown.isDone());

      assertServesAThousand(keys);

      assertThat(unknown.result()).isInstanceOf(Unavailable.class);
      // Within the total timeout; the rest is for a machine with other things to do.
      assertThat(unknown.took()).isLessThan(TOTAL.multipliedBy(4));
      await().until(() -> !failures().isEmpty());
      if (where.trickles()) { // its drops meet every deadline but that of the whole call
        assertThat(failures().get(0)).endsWith("no whole answer within " + TOTAL);
      }
      assertServesAThousand(keys);
    }
    moveBack();
    runtime.ticker().advance(COOLDOWN);
    // Another try of the old address may be under way, and is waited for.
    await().until(() -> find(keys, "unknown") instanceof NotFound);
  }

  /**
   * Nothing bounds the machine's name service. Here it is the timer of the deadline that is taken
   * away, while the answer trickles: such a fetch does not end either.
   */
  @Test
  void find_fetchPastItsDeadline_nobodyWaitsForItAndTheSetServesAsLongAsPromised()
      throws Exception {
    KeySet keys = loaded();
    try (HangingServer server = HangingServer.start(HangingServer.At.BODY)) {
      runtime.runtime().timer().execute(this::waitForRelease);
      moveTo(server);
      RequestThread<KeyLookup> unknown = RequestThread.start(() -> find(keys, "unknown"));

      assertThat(unknown.result()).isInstanceOf(Unavailable.class);
      assertThat(unknown.took()).isBetween(TOTAL, TOTAL.multipliedBy(4));
      assertThat(failures()).isEmpty(); // it still hangs
      runtime.ticker().advance(TOTAL);
      long began = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        assertThat(find(keys, "unknown")).isInstanceOf(Unavailable.class);
      }
      // Each would have waited for the total timeout.
      assertThat(System.nanoTime() - began).isLessThan(TOTAL.toNanos() * 5);

      runtime.ticker().advance(STALE_FOR.minus(Duration.ofHours(1)).minus(TOTAL));
      assertServesAThousand(keys);
      runtime.ticker().advance(Duration.ofNanos(1));
      assertThat(find(keys, "k1")).isInstanceOf(Unavailable.class);

      moveBack();
      released.countDown();
      await().until(() -> !failures().isEmpty());
      runtime.ticker().advance(COOLDOWN);
      await().until(() -> find(keys, "k1") instanceof Found);
    }
  }

  private void waitForRelease() {
    try {
      assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean occupyAWorker() {
    runtime.runtime().workers().execute(this::waitForRelease);
    return true;
  }

  /** Other calls hang and have taken all workers: then nobody looked, and nobody can say no. */
  @Test
  void find_noWorkerIsFree_unknownIdsAreToldThatNobodyCanSay() {
    KeySet keys = loaded();
    int fetches = issuer.keySetRequests();
    for (int i = 0; i < 64; i++) {
      await() // the worker of the first fetch may not have ended yet
          .ignoreExceptionsInstanceOf(RejectedExecutionException.class)
          .until(this::occupyAWorker);
    }
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class); // the set is fresh enough
    runtime.ticker().advance(COOLDOWN);

    assertThat(find(keys, "unknown")).isEqualTo(new Unavailable(Duration.ofSeconds(1)));
    assertThat(find(keys, "unknown")).isEqualTo(new Unavailable(Duration.ofSeconds(1)));
    assertServesAThousand(keys);
    assertThat(issuer.keySetRequests()).isEqualTo(fetches);
    assertThat(failures()).isEmpty();

    released.countDown();
    await().until(() -> find(keys, "unknown") instanceof NotFound);
    assertThat(issuer.keySetRequests()).isGreaterThan(fetches);
  }
}
