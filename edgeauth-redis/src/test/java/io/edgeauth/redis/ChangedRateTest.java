package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Refused;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A bucket that was used up by a rule of other numbers says truly when it has permits again. */
final class ChangedRateTest {

  private static TestRedis redis;
  private static TestLimiter instance;

  private final LimitedKey key = TestLimiter.anyKey();

  @BeforeAll
  static void start() throws IOException {
    redis = TestRedis.start();
    instance = TestLimiter.reached(RedisStore.at(redis.uri()));
  }

  @AfterAll
  static void stop() {
    instance.close();
    redis.close();
  }

  private Charge charge(RateLimit limit, long permits) {
    return new Charge(LimitRule.of("changed", limit), key, permits);
  }

  private Refused refused(Charge charge) {
    return (Refused) instance.limiter().acquire(List.of(charge));
  }

  @Test
  void acquire_atAFasterRate_passesWhenItSaid() {
    RateLimit slow = RateLimit.tokenBucket(100, Duration.ofHours(1));
    RateLimit fast = RateLimit.tokenBucket(3_600_000, Duration.ofHours(1)).burst(50);
    assertThat(instance.passes(charge(slow, 100))).isTrue();
    Duration wait = Duration.ofNanos(refused(charge(fast, 1)).waitNanos());
    assertThat(wait).isBetween(Duration.ofMillis(1), Duration.ofMillis(52));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> instance.passes(charge(fast, 1)));
  }

  @Test
  @DisplayName("L08: a debt that no time could pay is still one")
  void acquire_atAMuchSlowerRate_refusedForLong() {
    RateLimit large = RateLimit.tokenBucket(1_000_000_000, Duration.ofDays(366));
    RateLimit small = RateLimit.tokenBucket(1, Duration.ofDays(366));
    assertThat(instance.passes(charge(large, 1_000_000_000))).isTrue();
    for (int i = 0; i < 3; i++) {
      Refused refused = refused(charge(small, 1));
      assertThat(refused.states().get(0).isExceeded()).isTrue();
      assertThat(refused.states().get(0).remaining()).isZero();
      assertThat(Duration.ofNanos(refused.waitNanos())).isGreaterThan(Duration.ofDays(366));
    }
  }
}
