package io.edgeauth.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.RedisCluster;
import redis.embedded.RedisShardedCluster;
import redis.embedded.core.RedisSentinelBuilder;
import redis.embedded.core.RedisServerBuilder;

/** Several Redis that belong together, on ports that nobody has. */
final class TestRedisGroup {

  static final String MASTER = "edge";

  private TestRedisGroup() {}

  /** One master, one replica, three Sentinels. */
  static RedisCluster sentinels() throws IOException {
    RedisCluster group =
        RedisCluster.newRedisCluster()
            .serverPorts(TestPorts.free(2))
            .sentinelPorts(TestPorts.free(3))
            .sentinelCount(3)
            .quorumSize(2)
            .withServerBuilder(new RedisServerBuilder().bind("127.0.0.1"))
            .withSentinelBuilder(
                new RedisSentinelBuilder()
                    .bind("127.0.0.1")
                    .downAfterMilliseconds(1000)
                    .failOverTimeout(3000))
            .replicationGroup(MASTER, 1)
            .build();
    group.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> group.sentinelPorts().stream().allMatch(TestRedisGroup::knowsTheOthers));
    return group;
  }

  /** Before it does, no replica takes a master's place. */
  private static boolean knowsTheOthers(int sentinel) {
    RedisClient client = RedisClient.create("redis://127.0.0.1:" + sentinel);
    try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
      Map<String, String> master = connection.sync().master(MASTER);
      return "1".equals(master.get("num-slaves")) && "2".equals(master.get("num-other-sentinels"));
    } finally {
      client.shutdown(0, 2, TimeUnit.SECONDS);
    }
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
            .serverPorts(TestPorts.free(3))
            .initializationTimeout(Duration.ofSeconds(20))
            .withServerBuilder(new RedisServerBuilder().bind("127.0.0.1"))
            .shard("one", 0)
            .shard("two", 0)
            .shard("three", 0)
            .build();
    cluster.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> cluster.serverPorts().stream().allMatch(TestRedisGroup::servesAllSlots));
    return cluster;
  }

  /** Before it does, it answers CLUSTERDOWN for the slots of others, and tells half a topology. */
  private static boolean servesAllSlots(int node) {
    RedisClient client = RedisClient.create("redis://127.0.0.1:" + node);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String info = connection.sync().clusterInfo();
      return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:16384");
    } finally {
      client.shutdown(0, 2, TimeUnit.SECONDS);
    }
  }
}
