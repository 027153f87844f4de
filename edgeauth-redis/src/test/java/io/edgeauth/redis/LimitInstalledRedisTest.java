package io.edgeauth.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** Limits in the machine's own Redis, where it has one; else the class counts as skipped. */
final class LimitInstalledRedisTest extends LimitingContract {

  private static TestRedis redis;

  @BeforeAll
  static void start() {
    Path installed = TestRedis.installed();
    Assumptions.assumeTrue(installed != null, "no redis-server on the PATH");
    redis = TestRedis.start(installed);
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(1));
  }
}
