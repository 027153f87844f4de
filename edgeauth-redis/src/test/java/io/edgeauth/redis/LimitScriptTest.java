package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.redis.SharedCharges.Operation;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The script against slow, obvious models in exact numbers, on a time that the test sets: the text
 * that runs is the one of the jar, but for the line that asks Redis for its time, and its keys live
 * longer, since Redis's own clock goes on.
 */
final class LimitScriptTest {

  private static final String TIME = "local time = call('TIME')";
  private static final String LIFE = "'PX', writes[i + 2])";
  private static final long START = 1_790_000_000_123_456L;

  private static TestRedis redis;
  private static RedisClient client;
  private static RedisClusterAsyncCommands<byte[], byte[]> commands;
  private static LimitScript script;

  private final SharedLimits limits = new SharedLimits(Clock.systemUTC());
  private final RedisKeys keys = new RedisKeys("model:");
  private long now = START;

  @BeforeAll
  static void start() throws IOException {
    redis = TestRedis.start();
    client = RedisClient.create(redis.uri());
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    commands = (RedisClusterAsyncCommands<byte[], byte[]>) connection.async();
    try (InputStream in = LimitScript.class.getResourceAsStream("limits.lua")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).containsOnlyOnce(TIME).containsOnlyOnce(LIFE);
      script =
          new LimitScript(
              text.replace(TIME, "local time = {0, call('GET', 'time')}")
                  .replace(LIFE, "'PX', writes[i + 2] + 600000)")
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    redis.close();
  }

  /** What the script said, and what it means. */
  private record Said(boolean passes, LimitState state) {}

  private Said ask(Charge charge, Operation operation) {
    SharedCharges charges = SharedCharges.of(List.of(charge), limits, keys, false).get(0);
    long[] numbers = call(charges.keys(), charges.arguments(operation));
    LimitState[] states = new LimitState[1];
    boolean passes = numbers[0] == 1;
    charges.states(numbers, passes && operation == Operation.ACQUIRE, states);
    return new Said(passes, states[0]);
  }

  private long[] call(byte[][] names, byte[][] arguments) {
    var unused = commands.set(bytes("time"), bytes(String.valueOf(now)));
    return script.call(commands, names, arguments).toCompletableFuture().join();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Stream<SplittableRandom> seeds() {
    return IntStream.range(0, 12).mapToObj(SplittableRandom::new);
  }

  private static long oneOf(SplittableRandom random, long... some) {
    return some[random.nextInt(some.length)];
  }

  private void pass(SplittableRandom random, long period) {
    now +=
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> 1;
          case 2 -> random.nextLong(3 * period);
          default -> random.nextLong(period / 20 + 2);
        };
  }

  private static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }

  /** Permits as fractions of {@code per * 1000}: they come back with every nanosecond. */
  private static final class BucketModel {

    private final BigInteger full;
    private final BigInteger whole;
    private final long permits;
    private BigInteger held;
    private long at;

    BucketModel(long permits, Duration per, long burst, long at) {
      this.permits = permits;
      this.whole = big(per.toNanos());
      this.full = whole.multiply(big(burst));
      this.held = full;
      this.at = at;
    }

    void at(long micros) {
      held = held.add(big(micros - at).multiply(big(1000)).multiply(big(permits))).min(full);
      at = micros;
    }

    boolean take(long cost) {
      BigInteger price = whole.multiply(big(cost));
      boolean passes = held.compareTo(price) >= 0;
      held = passes ? held.subtract(price) : held;
      return passes;
    }

    void give(long cost) {
      held = held.add(whole.multiply(big(cost))).min(full);
    }

    void drain(long cost) {
      held = held.subtract(whole.multiply(big(cost))).max(BigInteger.ZERO);
    }

    long remaining() {
      return held.divide(whole).longValueExact();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tokenBucket_anySteps_asTheModel(SplittableRandom random) {
    long permits = oneOf(random, 1, 3, 7, 1000, 999_999_937);
    Duration per = Duration.ofNanos(oneOf(random, 1_000_001, 60_000_000_000L, 86_399_999_999_999L));
    long burst = random.nextBoolean() ? permits : oneOf(random, 1, 5, 50);
    Charge base = charge(RateLimit.tokenBucket(permits, per).burst(burst), random);
    BucketModel model = new BucketModel(permits, per, burst, now);
    for (int step = 0; step < 2000; step++) {
      pass(random, Math.max(1, per.toNanos() / 1000 / Math.max(1, permits / burst)));
      model.at(now);
      long cost = random.nextInt(4) == 0 ? random.nextLong(burst) + 1 : 1;
      Charge charge = new Charge(base.rule(), base.key(), cost);
      switch (random.nextInt(10)) {
        case 0 -> {
          ask(charge, Operation.REFUND);
          model.give(cost);
        }
        case 1 -> {
          ask(charge, Operation.CHARGE);
          model.drain(cost);
        }
        default -> {
          Said said = ask(charge, Operation.ACQUIRE);
          assertThat(said.passes).as("step %d", step).isEqualTo(model.take(cost));
          assertThat(said.state.isExceeded()).isEqualTo(!said.passes);
          assertThat(said.state.remaining()).isEqualTo(model.remaining());
          if (!said.passes) {
            assertWaitIsTrue(charge, said.state.waitNanos());
          }
        }
      }
    }
  }

  /** The least whole microsecond at which it passes is what was told. */
  private void assertWaitIsTrue(Charge charge, long waitNanos) {
    long before = now;
    long wait = (waitNanos + 999) / 1000;
    now = before + wait;
    assertThat(ask(charge, Operation.PEEK).passes).isTrue();
    now = before + wait - 1;
    assertThat(ask(charge, Operation.PEEK).passes).isFalse();
    now = before;
  }

  private static Charge charge(RateLimit limit, SplittableRandom random) {
    return new Charge(
        LimitRule.of("model", limit), new LimitedKey(random.nextLong(), random.nextLong()), 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void windows_anySteps_asTheModel(SplittableRandom random) {
    long permits = oneOf(random, 1, 3, 100, 999_999_937, RateLimit.MAX_PERMITS);
    Duration per = Duration.ofMillis(oneOf(random, 1000, 61_001, Duration.ofDays(150).toMillis()));
    boolean sliding = random.nextBoolean();
    Charge base =
        charge(
            sliding ? RateLimit.slidingWindow(permits, per) : RateLimit.fixedWindow(permits, per),
            random);
    long length = per.toNanos() / 1000;
    long window = 0;
    long current = 0;
    long previous = 0;
    for (int step = 0; step < 2000; step++) {
      pass(random, length);
      if (now / length != window) {
        previous = now / length == window + 1 && sliding ? current : 0;
        current = 0;
        window = now / length;
      }
      BigInteger[] overlap =
          big(previous).multiply(big(length - now % length)).divideAndRemainder(big(length));
      long used = current + overlap[0].longValueExact() + overlap[1].signum();
      long cost = random.nextInt(3) == 0 ? random.nextLong(permits) + 1 : 1;
      Charge charge = new Charge(base.rule(), base.key(), cost);
      switch (random.nextInt(10)) {
        case 0 -> {
          ask(charge, Operation.REFUND);
          current = Math.max(0, current - cost);
        }
        case 1 -> {
          ask(charge, Operation.CHARGE);
          current += Math.max(0, Math.min(cost, permits - used));
        }
        default -> {
          Said said = ask(charge, Operation.ACQUIRE);
          assertThat(said.passes).as("step %d", step).isEqualTo(used + cost <= permits);
          assertThat(said.state.isExceeded()).isEqualTo(!said.passes);
          current += said.passes ? cost : 0;
          assertThat(said.state.remaining())
              .isEqualTo(Math.max(0, permits - used - (said.passes ? cost : 0)));
          if (!said.passes) {
            assertWaitIsTrue(charge, said.state.waitNanos());
          }
        }
      }
    }
  }

  /** L07: Redis's clock goes back, by a failover or by hand: nothing is lost, and nothing stays. */
  @Test
  void clock_wayBack_countsKeptAndGoOn() {
    Duration minute = Duration.ofMinutes(1);
    for (RateLimit limit :
        List.of(
            RateLimit.tokenBucket(10, minute),
            RateLimit.slidingWindow(10, minute),
            RateLimit.fixedWindow(10, minute))) {
      SplittableRandom random = new SplittableRandom(limit.hashCode());
      Charge charge = charge(limit, random);
      now = START + TimeUnit.DAYS.toMicros(3650);
      Charge all = new Charge(charge.rule(), charge.key(), 10);
      assertThat(ask(all, Operation.ACQUIRE).passes).isTrue();
      now = START;
      for (Operation operation : List.of(Operation.PEEK, Operation.ACQUIRE)) {
        Said said = ask(charge, operation);
        assertThat(said.passes).as("%s", limit).isFalse();
        assertThat(said.state.waitNanos()).isBetween(1L, minute.toNanos() * 2);
      }
      now += TimeUnit.MINUTES.toMicros(2);
      assertThat(ask(charge, Operation.ACQUIRE).passes).isTrue();
      assertThat(ask(charge, Operation.PEEK).state.remaining()).isBetween(0L, 9L);
    }
  }

  /** Two hosts of one Redis may differ by a little: no window is counted twice. */
  @Test
  void clock_aLittleBack_windowStaysBegun() {
    for (RateLimit limit :
        List.of(
            RateLimit.slidingWindow(10, Duration.ofSeconds(1)),
            RateLimit.fixedWindow(10, Duration.ofSeconds(1)))) {
      Charge charge = charge(limit, new SplittableRandom(limit.hashCode()));
      Charge all = new Charge(charge.rule(), charge.key(), 10);
      now = START - START % 1_000_000;
      assertThat(ask(all, Operation.ACQUIRE).passes).isTrue();
      now -= 1000;
      assertThat(ask(charge, Operation.ACQUIRE).passes).isFalse();
      assertWaitIsTrue(charge, ask(charge, Operation.PEEK).state.waitNanos());
      now += 1000;
      assertThat(ask(charge, Operation.ACQUIRE).passes).isFalse();
    }
  }
}
