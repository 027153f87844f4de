package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** K02: a thousand requests at once, and no key yet. */
@Timeout(60)
final class RemoteKeySetCrowdTest {

  private static final int CROWD = 1_000;
  private static final int PLACES = 256;
  private static final TestKey KEY = TestKey.of("ES256", "k1");

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

  private KeySet open(Duration totalTimeout) {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            issuer.jwksUri(),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            totalTimeout,
            512 * 1024,
            OutboundSettings.DEFAULTS),
        runtime.runtime());
  }

  private static List<RequestThread<KeyLookup>> crowd(KeySet keys) {
    CountDownLatch start = new CountDownLatch(1);
    List<RequestThread<KeyLookup>> all = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      all.add(
          RequestThread.start(
              () -> {
                waitFor(start);
                return keys.find("k1", JwsAlgorithm.ES256);
              }));
    }
    start.countDown();
    return all;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<KeyLookup> results(List<RequestThread<KeyLookup>> all) throws Exception {
    List<KeyLookup> results = new ArrayList<>();
    for (RequestThread<KeyLookup> one : all) {
      results.add(one.result());
    }
    return results;
  }

  private static long count(List<KeyLookup> lookups, Class<? extends KeyLookup> type) {
    return lookups.stream().filter(type::isInstance).count();
  }

  /** Places are for 256; the others are told at once to come again after a second. */
  @Test
  void find_thousandAtOnce_oneFetchForThoseWithAPlace() throws Exception {
    KeySet keys = open(Duration.ofSeconds(30));
    String set = TestIssuer.keySet(KEY);
    issuer.answerKeySetWith(
        exchange -> {
          waitFor(released);
          TestIssuer.body(200, "application/json", set).to(exchange);
        });

    List<RequestThread<KeyLookup>> all = crowd(keys);
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> all.stream().filter(RequestThread::isDone).count() == CROWD - PLACES);
    for (RequestThread<KeyLookup> one : all) {
      if (one.isDone()) {
        assertThat(one.result()).isEqualTo(new Unavailable(Duration.ofSeconds(1)));
      }
    }
    released.countDown();

    List<KeyLookup> results = results(all);
    assertThat(count(results, Found.class)).isEqualTo(PLACES);
    assertThat(count(results, Unavailable.class)).isEqualTo(CROWD - PLACES);
    assertThat(keys.find("k1", JwsAlgorithm.ES256)).isInstanceOf(Found.class);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
  }

  /** A failure counts for one pause, a second after the first; the next crowd has a fetch again. */
  @Test
  void find_thousandAtOnceIssuerHangs_nobodyWaitsLongerThanTheFetchMayTake() throws Exception {
    Duration total = Duration.ofSeconds(3);
    KeySet keys = open(total);
    // Nothing is fetched but what requests bring about: time for them stands still.
    runtime.runtime().timer().execute(() -> waitFor(released));
    CountDownLatch hung = new CountDownLatch(1);
    issuer.answerKeySetWith(exchange -> waitFor(hung));

    List<RequestThread<KeyLookup>> all = crowd(keys);

    assertThat(results(all)).hasOnlyElementsOfType(Unavailable.class);
    // Within the total timeout; the rest is for a machine with other things to do.
    assertThat(all).allMatch(one -> one.took().compareTo(total.multipliedBy(4)) < 0);
    assertThat(issuer.keySetRequests()).isEqualTo(1);

    hung.countDown();
    issuer.publish(KEY);
    runtime.ticker().advance(Duration.ofSeconds(1).minusNanos(1));
    assertThat(results(crowd(keys))).hasOnlyElementsOfType(Unavailable.class);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
    runtime.ticker().advance(Duration.ofNanos(1));
    assertThat(count(results(crowd(keys)), Found.class)).isPositive();
    assertThat(keys.find("k1", JwsAlgorithm.ES256)).isInstanceOf(Found.class);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
  }
}
