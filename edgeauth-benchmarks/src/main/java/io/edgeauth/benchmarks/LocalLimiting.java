package io.edgeauth.benchmarks;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision of a limiter in this process that grants: for one key, of which everybody asks, and
 * for a million in no order. All are so wide that nobody is refused, and all keys are known.
 *
 * <p>EdgeAuth counts by as many keys as it may hold, so that some of a million have to go for
 * others; its answer says what remains and until when. The peers hold what they are given, in a map
 * as their users write it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class LocalLimiting {

  private static final int WIDE = 1_000_000_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The names of keys, and for each thread an order of its own. */
  @State(Scope.Benchmark)
  public static class Keys {

    @Param({"1", "1000000"})
    int keys;

    String[] names;

    @Setup
    public void setUp() {
      names = new String[keys];
      for (int i = 0; i < keys; i++) {
        names[i] = "user-" + Integer.toHexString(i * 0x9E3779B9);
      }
    }
  }

  /** Where a thread goes on. */
  @State(Scope.Thread)
  public static class Order {

    private final SplittableRandom random = new SplittableRandom();

    int next(int keys) {
      return keys == 1 ? 0 : random.nextInt(keys);
    }
  }

  /**
   * A limiter of EdgeAuth, in which every key has been counted. Of many keys the charge is made for
   * each decision, as a request makes it, and its bytes are counted.
   */
  @State(Scope.Benchmark)
  public static class EdgeAuthLimiter {

    RateLimiter limiter;
    private final LimitRule rule = LimitRule.of("wide", RateLimit.tokenBucket(WIDE, SECOND));
    private List<Charge> only;
    private long[] bits;

    @Setup
    public void setUp(Keys keys) {
      limiter =
          RateLimiter.local(Math.max(1_000, keys.keys), Clock.systemUTC(), Ticker.systemTicker());
      bits = new SplittableRandom(1).longs(2L * keys.keys).toArray();
      only = made(0);
      for (int i = 0; i < keys.keys; i++) {
        limiter.acquire(made(i));
      }
    }

    private List<Charge> made(int key) {
      return List.of(new Charge(rule, new LimitedKey(bits[2 * key], bits[2 * key + 1]), 1));
    }

    List<Charge> of(Keys keys, Order order) {
      return keys.keys == 1 ? only : made(order.next(keys.keys));
    }
  }

  /**
   * A peer's limiters by key.
   *
   * @param <L> its limiter
   */
  public abstract static class Peer<L> {

    final Map<String, L> limiters = new ConcurrentHashMap<>();
    private final Function<String, L> made;

    Peer(Function<String, L> made) {
      this.made = made;
    }

    @Setup
    public void setUp(Keys keys) {
      for (String name : keys.names) {
        limiters.computeIfAbsent(name, made);
      }
    }

    L of(Keys keys, Order order) {
      return limiters.computeIfAbsent(keys.names[order.next(keys.keys)], made);
    }
  }

  /** Bucket4j. */
  @State(Scope.Benchmark)
  public static class Buckets extends Peer<Bucket> {
    public Buckets() {
      super(
          name ->
              Bucket.builder()
                  .addLimit(limit -> limit.capacity(WIDE).refillGreedy(WIDE, SECOND))
                  .build());
    }
  }

  /** Resilience4j. */
  @State(Scope.Benchmark)
  public static class Resilience extends Peer<io.github.resilience4j.ratelimiter.RateLimiter> {

    private static final RateLimiterConfig CONFIG =
        RateLimiterConfig.custom()
            .limitForPeriod(WIDE)
            .limitRefreshPeriod(SECOND)
            .timeoutDuration(Duration.ZERO)
            .build();

    public Resilience() {
      super(name -> io.github.resilience4j.ratelimiter.RateLimiter.of(name, CONFIG));
    }
  }

  /** Guava. */
  @State(Scope.Benchmark)
  @SuppressWarnings("UnstableApiUsage")
  public static class Guava extends Peer<com.google.common.util.concurrent.RateLimiter> {
    public Guava() {
      super(name -> com.google.common.util.concurrent.RateLimiter.create(WIDE));
    }
  }

  @Benchmark
  public Acquisition edgeAuth(Keys keys, Order order, EdgeAuthLimiter subject) {
    Acquisition answer = subject.limiter.acquire(subject.of(keys, order));
    granted(answer instanceof Acquisition.Granted);
    return answer;
  }

  @Benchmark
  public boolean bucket4j(Keys keys, Order order, Buckets subject) {
    return granted(subject.of(keys, order).tryConsume(1));
  }

  /** With what remains, as answers tell it. */
  @Benchmark
  public ConsumptionProbe bucket4jWithRemaining(Keys keys, Order order, Buckets subject) {
    ConsumptionProbe answer = subject.of(keys, order).tryConsumeAndReturnRemaining(1);
    granted(answer.isConsumed());
    return answer;
  }

  @Benchmark
  public boolean resilience4j(Keys keys, Order order, Resilience subject) {
    return granted(subject.of(keys, order).acquirePermission());
  }

  /** It says no where two ask within a nanosecond, so that its answer is not judged. */
  @Benchmark
  @SuppressWarnings("UnstableApiUsage")
  public boolean guava(Keys keys, Order order, Guava subject) {
    return subject.of(keys, order).tryAcquire();
  }

  private static boolean granted(boolean granted) {
    if (!granted) {
      throw new IllegalStateException("refused, though the limit is as wide as it can be");
    }
    return true;
  }
}
