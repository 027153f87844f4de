package io.edgeauth.redis;

import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterContract;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every limiter keeps, by one that counts in Redis. */
final class RedisRateLimiterContractTest extends RateLimiterContract {

  private static TestRedis redis;
  private static TestLimiter instance;

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
    instance = TestLimiter.reached(RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(5)));
  }

  @AfterAll
  static void stop() {
    instance.close();
    redis.close();
  }

  @Override
  protected RateLimiter limiter() {
    return instance.limiter();
  }

  /** Redis's time passes by itself. */
  @Override
  protected void pass(Duration time) throws InterruptedException {
    var unused = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  protected Duration slack() {
    return Duration.ofMillis(20);
  }
}
