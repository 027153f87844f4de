package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
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
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A09, with a limit that counts failures: ten thousand keys that were invented. Who guesses is
 * throttled by address, and whoever has a good key elsewhere is never refused and hardly notices.
 */
@Timeout(120)
final class ThrottledGuessTest {

  private static final int GUESSES = 10_000;
  private static final int GUESSERS = 8;
  private static final int PERMITS = 20;

  /** Half of the owner's requests are that fast, also on a machine with other things to do. */
  private static final Duration FAST = Duration.ofMillis(5);

  private static final String OWNER = "192.0.2.1";

  private record Opened(ApiKeyStore store) implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return store;
    }
  }

  private final ExecutorService threads = Executors.newFixedThreadPool(GUESSERS);
  private final SecureRandom random = new SecureRandom();
  private final ApiKeyFormat format = ApiKeyFormat.of("ck_test_");
  private final ConcurrentHashMap<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator("partner", ApiKeys.prefix("ck_test_").store(new Opened(new MemoryStore())))
          .limit("guessing", RateLimit.tokenBucket(PERMITS, Duration.ofDays(1)).countsFailures())
          .route(Route.path("/**").authenticate("partner").limit("guessing"))
          .build();
  private String owners;

  @BeforeEach
  void issue() throws ApiKeyStoreException {
    owners = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme")).secret();
    assertThat(status(owners, OWNER)).isEqualTo(200);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    edge.close();
  }

  private int status(String secret, String address) {
    TestRequest request = TestRequest.get("/").peer(address).header("X-API-Key", secret);
    return edge.decide(request) instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  private long counted(int status) {
    LongAdder count = statuses.get(status);
    return count == null ? 0 : count.sum();
  }

  /** All guesses, while the owner goes on. */
  private void guess(IntFunction<String> addresses) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> guessers = new ArrayList<>();
    for (int i = 0; i < GUESSERS; i++) {
      guessers.add(
          threads.submit(
              () -> {
                for (int n = next.getAndIncrement(); n < GUESSES; n = next.getAndIncrement()) {
                  int status = status(format.generate(random), addresses.apply(n));
                  statuses.computeIfAbsent(status, unused -> new LongAdder()).increment();
                }
              }));
    }
    List<Long> times = new ArrayList<>();
    while (times.size() < 1_000 || !guessers.stream().allMatch(Future::isDone)) {
      long begin = System.nanoTime();
      assertThat(status(owners, OWNER)).isEqualTo(200);
      times.add(System.nanoTime() - begin);
    }
    for (Future<?> guesser : guessers) {
      guesser.get();
    }
    times.sort(null);
    Duration half = Duration.ofNanos(times.get(times.size() / 2));
    System.out.printf(
        "A09, throttled: %s; owner: %d requests, p50 %.3f ms, p99 %.3f ms%n",
        statuses, times.size(), half.toNanos() / 1e6, times.get(times.size() * 99 / 100) / 1e6);
    assertThat(half).isLessThan(FAST);
    assertThat(counted(200)).isZero();
    assertThat(counted(401) + counted(429)).isEqualTo(GUESSES);
  }

  /** As many more can be looked at as are verified at the same moment. */
  private void requireThrottled() {
    assertThat(counted(401)).isBetween((long) PERMITS, (long) PERMITS + GUESSERS - 1);
  }

  @Test
  @DisplayName("A09: 10 000 guesses from one address: 429 after the permits, the owner is served")
  void decide_guessesOfOneAddress_throttledOwnerServed() throws Exception {
    guess(n -> "198.51.100.1");
    requireThrottled();
    // The address is what is throttled, and no key is locked: its owner is too, there alone.
    assertThat(status(owners, "198.51.100.1")).isEqualTo(429);
    assertThat(status(owners, "198.51.100.2")).isEqualTo(200);
  }

  @Test
  @DisplayName("A09: 10 000 guesses from as many addresses keep nobody out")
  void decide_guessesOfManyAddresses_nobodyKeptOut() throws Exception {
    guess(n -> "10.0." + n / 250 + "." + n % 250);
    assertThat(counted(401)).isEqualTo(GUESSES);
    assertThat(status(owners, "10.0.0.1")).isEqualTo(200);
  }

  @Test
  @DisplayName("A09, L02: 10 000 guesses from as many addresses of one /64 are one guesser's")
  void decide_guessesOfOneSite_throttledOwnerServed() throws Exception {
    guess(n -> "2001:db8:0:7:" + Integer.toHexString(n) + "::" + Integer.toHexString(n + 1));
    requireThrottled();
    assertThat(status(owners, "2001:db8:0:7::1")).isEqualTo(429);
    assertThat(status(owners, "2001:db8:0:8::1")).isEqualTo(200);
  }

  @Test
  @DisplayName("A09, L02: IPv4 addresses written as IPv6 are the same guesser")
  void decide_guessesOfAMappedAddress_throttled() {
    for (int i = 0; i < PERMITS; i++) {
      String address = i % 2 == 0 ? "198.51.100.1" : "::ffff:198.51.100.1";
      assertThat(status(format.generate(random), address)).isEqualTo(401);
    }
    assertThat(status(format.generate(random), "::ffff:198.51.100.1")).isEqualTo(429);
    assertThat(status(format.generate(random), "198.51.100.1")).isEqualTo(429);
    assertThat(status(owners, "::ffff:198.51.100.2")).isEqualTo(200);
  }
}
