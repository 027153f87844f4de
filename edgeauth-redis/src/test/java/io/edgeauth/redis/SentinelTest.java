package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.redis.TestInstance.Authority;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisCluster;

/** A master that Sentinels name. */
final class SentinelTest extends SharingContract {

  private static RedisCluster group;

  @BeforeAll
  static void start() throws IOException {
    group = TestRedisGroup.sentinels();
  }

  @AfterAll
  static void stop() throws IOException {
    group.stop();
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(TestRedisGroup.sentinelUri(group.sentinelPorts()))
        .withTimeout(Duration.ofSeconds(1));
  }

  /** The master dies, and the replica takes its place. */
  @Test
  @Timeout(90)
  void master_gone_itsReplicaServes() throws IOException {
    Authority authority = new Authority().active("t", "alice").active("u", "bob");
    RedisCluster own = TestRedisGroup.sentinels();
    RedisStore store =
        RedisStore.at(TestRedisGroup.sentinelUri(own.sentinelPorts()))
            .withTimeout(Duration.ofSeconds(1));
    try (TestInstance a = TestInstance.reached(store, authority);
        TestInstance b = TestInstance.reached(store, authority)) {
      assertThat(a.request("t")).isEqualTo("alice");
      for (int port : own.serverPorts()) {
        try (TestRedis.Admin admin =
            TestRedis.Admin.to(RedisURI.create("redis://127.0.0.1:" + port))) {
          if (admin.commands().role().get(0).equals("master")) {
            admin.commands().shutdown(false);
            break;
          }
        }
      }
      assertThat(a.request("u")).isEqualTo("bob");
      a.awaitReached();
      b.awaitReached();
      authority.revoke("t");
      b.invalidate("t");
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> a.request("t") == null);
    } finally {
      own.stop();
    }
  }
}
