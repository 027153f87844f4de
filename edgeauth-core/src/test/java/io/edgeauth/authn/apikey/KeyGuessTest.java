package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A09, without limits: ten thousand keys that were invented, from one address and from many. None
 * passes, and whoever has a good key hardly notices.
 */
@Timeout(300)
final class KeyGuessTest {

  private static final int GUESSES = 10_000;

  /** More than the look-ups that a slow store is given at once. */
  private static final int GUESSERS = 80;

  /** Half of them are that fast: a quarter of what the slow store takes for one. */
  private static final Duration FAST = Duration.ofMillis(5);

  @TempDir static Path directory;

  private final SecureRandom random = new SecureRandom();
  private final ApiKeyFormat format = ApiKeyFormat.of("ck_test_");
  private final ConcurrentHashMap<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

  /** A store and how long what it says is believed. */
  private record Place(String name, ApiKeyStoreSpec store, Duration ttl) {
    @Override
    public String toString() {
      return name;
    }
  }

  private record Opened(ApiKeyStore store) implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return store;
    }
  }

  static Stream<Place> places() {
    Duration slow = Duration.ofMillis(20);
    return Stream.of(
        new Place("memory", new Opened(new MemoryStore()), Duration.ofMinutes(1)),
        new Place("file", ApiKeyStore.file(directory.resolve("keys.json")), Duration.ofMinutes(1)),
        new Place("slow", new Opened(new FarStore(slow)), Duration.ofMinutes(1)),
        new Place("slow and often asked", new Opened(new FarStore(slow)), Duration.ofMillis(200)));
  }

  private static int status(EdgeAuth edge, String secret, String address) {
    TestRequest request = TestRequest.get("/").peer(address).header("X-API-Key", secret);
    return edge.decide(request) instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  @ParameterizedTest
  @MethodSource("places")
  @DisplayName("A09: 10 000 guesses neither pass, nor lock the owner out, nor slow them down")
  void decide_guesses_ownerIsServed(Place place) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(GUESSERS);
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator(
                "partner", ApiKeys.prefix("ck_test_").store(place.store()).cache(place.ttl(), 100))
            .route(Route.path("/**").authenticate("partner"))
            .build()) {
      String owners = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme")).secret();
      assertThat(status(edge, owners, "192.0.2.1")).isEqualTo(200);
      List<Future<?>> guessers = new ArrayList<>();
      AtomicInteger next = new AtomicInteger();
      for (int i = 0; i < GUESSERS; i++) {
        guessers.add(threads.submit(() -> guess(edge, next)));
      }
      List<Long> times = new ArrayList<>();
      while (times.size() < 100 || !guessers.stream().allMatch(Future::isDone)) {
        long begin = System.nanoTime();
        assertThat(status(edge, owners, "192.0.2.1")).isEqualTo(200);
        times.add(System.nanoTime() - begin);
      }
      for (Future<?> guesser : guessers) {
        guesser.get();
      }
      times.sort(null);
      Duration half = Duration.ofNanos(times.get(times.size() / 2));
      System.out.printf(
          "A09, %s: %s; owner: %d requests, p50 %.3f ms, p99 %.3f ms%n",
          place,
          statuses,
          times.size(),
          half.toNanos() / 1e6,
          times.get(times.size() * 99 / 100) / 1e6);
      assertThat(half).isLessThan(FAST);
    } finally {
      threads.shutdownNow();
    }
    assertThat(statuses.keySet()).contains(401).isSubsetOf(401, 503);
    assertThat(statuses.values().stream().mapToLong(LongAdder::sum).sum()).isEqualTo(GUESSES);
  }

  /** The first half from one address, and the others from one each. */
  private void guess(EdgeAuth edge, AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < GUESSES; i = next.getAndIncrement()) {
      String address = i < GUESSES / 2 ? "198.51.100.1" : "10.0." + i / 250 % 250 + "." + i % 250;
      int status = status(edge, format.generate(random), address);
      statuses.computeIfAbsent(status, unused -> new LongAdder()).increment();
    }
  }
}
