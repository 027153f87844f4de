package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.redis.TestInstance.Authority;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisShardedCluster;

/** A cluster of three. */
final class ClusterTest extends SharingContract {

  private static RedisShardedCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestRedisGroup.shards();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.stop();
  }

  /** One node is named; the others are learned. */
  @Override
  RedisStore redis() {
    return RedisStore.cluster("redis://127.0.0.1:" + cluster.serverPorts().get(0))
        .withTimeout(Duration.ofSeconds(1));
  }

  @Test
  void answers_inACluster_spreadOverAllShards() {
    Authority authority = new Authority();
    try (TestInstance a = TestInstance.reached(redis().withKeyPrefix("spread:"), authority)) {
      for (int i = 0; i < 60; i++) {
        authority.active("t" + i, "s" + i);
        a.request("t" + i);
      }
      for (int port : cluster.serverPorts()) {
        try (TestRedis.Admin admin =
            TestRedis.Admin.to(RedisURI.create("redis://127.0.0.1:" + port))) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> admin.keys("spread:*").size() > 5);
        }
      }
      assertThat(a.told()).isEmpty();
    }
  }

  /** One shard hangs: its timeout is paid once, and then none of the shards is asked. */
  @Test
  void shard_paused_costsItsTimeoutOnce() throws IOException {
    Authority authority = new Authority();
    RedisShardedCluster own = TestRedisGroup.shards();
    List<TestRedis.Admin> admins = new ArrayList<>();
    RedisStore store =
        RedisStore.cluster("redis://127.0.0.1:" + own.serverPorts().get(0))
            .withTimeout(Duration.ofMillis(500));
    try (TestInstance a = TestInstance.reached(store, authority)) {
      TestRedis.Admin admin =
          TestRedis.Admin.to(RedisURI.create("redis://127.0.0.1:" + own.serverPorts().get(2)));
      admins.add(admin);
      for (int i = 0; i < 100; i++) {
        authority.active("t" + i, "s" + i);
      }
      admin.commands().clientPause(3000);
      long began = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        assertThat(a.request("t" + i)).isEqualTo("s" + i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1200));
      a.awaitReached(); // it comes back by itself
    } finally {
      admins.forEach(TestRedis.Admin::close);
      own.stop();
    }
  }
}
