package io.edgeauth.redis;

import static io.edgeauth.redis.TestLimiter.charge;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.RateLimit;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisShardedCluster;

/** Limits in a cluster of three, where those of a stage lie on several. */
final class LimitClusterTest extends LimitingContract {

  private static RedisShardedCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestRedisGroup.shards();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.stop();
  }

  @Override
  RedisStore redis() {
    return RedisStore.cluster("redis://127.0.0.1:" + cluster.serverPorts().get(0))
        .withTimeout(Duration.ofSeconds(1));
  }

  /** L10: no shard has them all, whatever clients send. */
  @Test
  void keys_ofManyClients_spreadOverAllShards() {
    try (TestLimiter one = TestLimiter.reached(redis().withKeyPrefix("spread:"))) {
      List<Charge> charges =
          Stream.generate(() -> charge(RateLimit.fixedWindow(9, YEAR))).limit(60).toList();
      assertThat(one.limiter().acquire(charges)).isInstanceOf(Granted.class);
      int sum = 0;
      for (int port : cluster.serverPorts()) {
        try (TestRedis.Admin admin =
            TestRedis.Admin.to(RedisURI.create("redis://127.0.0.1:" + port))) {
          int keys = admin.keys("spread:*").size();
          assertThat(keys).isGreaterThan(5);
          sum += keys;
        }
      }
      assertThat(sum).isEqualTo(60);
      assertThat(one.told()).isEmpty();
    }
  }
}
