package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.KeySetEvent;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestIssuer.Answer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.NotFound;
import io.edgeauth.outbound.OutboundSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new key that comes right after, or during, a fetch of the background: K01, K12. */
@Timeout(30)
final class RemoteKeySetRotationTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey NEXT = TestKey.of("ES256", "k2");

  private final CountDownLatch released = new CountDownLatch(1);
  private TestIssuer issuer;
  private TestRuntime runtime;

  @BeforeEach
  void start() {
    issuer = TestIssuer.start(KEY);
    runtime = TestRuntime.startPrefetching();
  }

  @AfterEach
  void end() {
    released.countDown();
    runtime.close();
    issuer.close();
  }

  private KeySet open() {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            issuer.jwksUri(),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            512 * 1024,
            OutboundSettings.DEFAULTS),
        runtime.runtime());
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  /** Answers with the keys of now, but not before the test lets it. */
  private void publishLate(TestKey key) {
    Answer answer = TestIssuer.json(200, Map.of("keys", List.of(key.publicJwk())));
    issuer.answerKeySetWith(
        exchange -> {
          try {
            assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answer.to(exchange);
        });
  }

  @Test
  void find_newIdRightAfterABackgroundFetch_foundAtOnce() {
    KeySet keys = open();
    await().until(() -> !runtime.events().of(KeySetEvent.class).isEmpty());
    issuer.publish(KEY, NEXT);

    assertThat(find(keys, "k2")).isInstanceOf(Found.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }

  /** The twin: what an unknown id began is the last for a cooldown. */
  @Test
  void find_newIdRightAfterAnUnknownOne_notFoundAndNotFetched() {
    KeySet keys = open();
    await().until(() -> !runtime.events().of(KeySetEvent.class).isEmpty());
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);
    issuer.publish(KEY, NEXT);

    assertThat(find(keys, "k2")).isInstanceOf(NotFound.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }

  @Test
  void find_newIdWhileABackgroundFetchReadsTheSetOfBefore_foundByOneMore() throws Exception {
    publishLate(KEY);
    KeySet keys = open();
    await().until(() -> issuer.keySetRequests() == 1);
    issuer.publish(KEY, NEXT);

    assertThat(foundBehindTheFetch(keys, "k2")).isInstanceOf(Found.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }

  /** The twin: an id that nobody publishes costs that one fetch more, and no third. */
  @Test
  void find_unknownIdWhileABackgroundFetchIsUnderWay_oneMoreAndNotFound() throws Exception {
    publishLate(KEY);
    KeySet keys = open();
    await().until(() -> issuer.keySetRequests() == 1);
    issuer.publish(KEY);

    assertThat(foundBehindTheFetch(keys, "unknown")).isInstanceOf(NotFound.class);
    assertThat(find(keys, "unknown")).isInstanceOf(NotFound.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }

  /** What a look-up says that waited for the fetch under way, which then goes on. */
  private KeyLookup foundBehindTheFetch(KeySet keys, String id) throws Exception {
    FutureTask<KeyLookup> lookup = new FutureTask<>(() -> find(keys, id));
    Thread waiting = new Thread(lookup, "waiting");
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    released.countDown();
    return lookup.get(20, TimeUnit.SECONDS);
  }
}
