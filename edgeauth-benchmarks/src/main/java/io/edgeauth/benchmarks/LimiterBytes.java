package io.edgeauth.benchmarks;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Prints what a million keys of each limiter keep of the heap: the limiter, its key, and the map
 * that holds both. Ten times as many keys are counted by EdgeAuth, which keeps to its bound.
 *
 * <pre>{@code
 * java -cp edgeauth-benchmarks.jar io.edgeauth.benchmarks.LimiterBytes
 * }</pre>
 */
public final class LimiterBytes {

  private static final int KEYS = 1_000_000;

  private LimiterBytes() {}

  /**
   * Measures.
   *
   * @param arguments none
   */
  public static void main(String... arguments) {
    print(KEYS, System.out);
  }

  static void print(int keys, PrintStream out) {
    print("EdgeAuth", keys, () -> edgeAuth(keys), out);
    print("Bucket4j", keys, () -> peer(new LocalLimiting.Buckets(), keys), out);
    print("Resilience4j", keys, () -> peer(new LocalLimiting.Resilience(), keys), out);
    print("Guava", keys, () -> peer(new LocalLimiting.Guava(), keys), out);
  }

  private static void print(String name, int keys, Supplier<Object> made, PrintStream out) {
    long first = bytes(made); // with what is loaded and made once
    out.printf(
        Locale.ROOT, "%s: %.0f bytes a key%n", name, (double) Math.min(first, bytes(made)) / keys);
  }

  private static long bytes(Supplier<Object> made) {
    long before = heap();
    Object kept = made.get();
    try {
      return heap() - before;
    } finally {
      Reference.reachabilityFence(kept);
    }
  }

  private static Object edgeAuth(int keys) {
    RateLimiter limiter = RateLimiter.local(keys, Clock.systemUTC(), Ticker.systemTicker());
    LimitRule rule = LimitRule.of("month", RateLimit.tokenBucket(1000, Duration.ofDays(30)));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10 * keys; i++) {
      LimitedKey key = new LimitedKey(random.nextLong(), random.nextLong());
      limiter.acquire(List.of(new Charge(rule, key, 1)));
    }
    return limiter;
  }

  private static Object peer(LocalLimiting.Peer<?> peer, int keys) {
    LocalLimiting.Keys names = new LocalLimiting.Keys();
    names.keys = keys;
    names.setUp();
    peer.setUp(names);
    return peer;
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
