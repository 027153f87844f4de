package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.redis.TestInstance.Authority;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same against the machine's own Redis, where it has one; else the class counts as skipped. */
final class InstalledRedisTest extends SharingContract {

  private static TestRedis redis;

  @BeforeAll
  static void start() {
    Path installed = TestRedis.installed();
    if (installed == null) {
      System.out.println("SKIPPED 1 class: no redis-server on the PATH, InstalledRedisTest");
    }
    Assumptions.assumeTrue(installed != null, "no redis-server on the PATH");
    redis = TestRedis.start(installed);
    try (TestRedis.Admin admin = redis.admin()) {
      String version = admin.commands().info("server").lines().skip(1).findFirst().orElse("");
      System.out.println("the machine's own Redis: " + version);
    }
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  /** What instances do when it goes and comes, as the one that Maven brings does. */
  @Test
  void killedAndStartedAgain_invalidationTold() {
    RedisStore store = redis().withKeyPrefix("away:");
    Authority authority = new Authority().active("t", "alice");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestInstance b = TestInstance.reached(store, authority)) {
      assertThat(a.request("t")).isEqualTo("alice");
      redis.kill();
      authority.revoke("t");
      b.invalidate("t");
      redis.startAgain();
      await().atMost(Duration.ofSeconds(5)).until(() -> a.request("t") == null);
      redis.pause();
      a.request("u");
      assertThat(b.request("t")).isNull();
      redis.goOn();
      a.awaitReached();
    }
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(1));
  }
}
