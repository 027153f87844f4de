package io.edgeauth.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import redis.embedded.RedisCluster;
import redis.embedded.RedisShardedCluster;

/** Several Redis that belong together, on ports that the system gives. */
final class TestRedisGroup {

  static final String MASTER = "edge";

  private TestRedisGroup() {}

  /** One master, one replica, three Sentinels. */
  static RedisCluster sentinels() throws IOException {
    RedisCluster group =
        RedisCluster.newRedisCluster()
            .ephemeral()
            .sentinelCount(3)
            .quorumSize(2)
            .withServerBuilder(new redis.embedded.core.RedisServerBuilder().bind("127.0.0.1"))
            .withSentinelBuilder(
                new redis.embedded.core.RedisSentinelBuilder()
                    .bind("127.0.0.1")
                    .downAfterMilliseconds(1000)
                    .failOverTimeout(3000))
            .replicationGroup(MASTER, 1)
            .build();
    group.start();
    return group;
  }

  static String sentinelUri(List<Integer> sentinels) {
    StringBuilder uri = new StringBuilder("redis-sentinel://");
    for (int port : sentinels) {
      uri.append(uri.charAt(uri.length() - 1) == '/' ? "" : ",").append("127.0.0.1:").append(port);
    }
    return uri.append('#').append(MASTER).toString();
  }

  /** Three masters without replicas. */
  static RedisShardedCluster shards() throws IOException {
    RedisShardedCluster cluster =
        RedisShardedCluster.newRedisCluster()
            .ephemeral()
            .initializationTimeout(Duration.ofSeconds(20))
            .withServerBuilder(new redis.embedded.core.RedisServerBuilder().bind("127.0.0.1"))
            .shard("one", 0)
            .shard("two", 0)
            .shard("three", 0)
            .build();
    cluster.start();
    return cluster;
  }
}
