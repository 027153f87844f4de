package io.edgeauth.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What one store is spoken to by: a connection for commands, and one that hears what is forgotten.
 *
 * @param pinged asks all that commands go to whether they are there
 */
record RedisConnections(
    StatefulConnection<byte[], byte[]> connection,
    RedisClusterAsyncCommands<byte[], byte[]> commands,
    StatefulRedisPubSubConnection<byte[], byte[]> heard,
    Supplier<List<RedisFuture<String>>> pinged) {

  static RedisConnections toOne(RedisClient client, RedisMessages messages) {
    StatefulRedisPubSubConnection<byte[], byte[]> heard =
        client.connectPubSub(ByteArrayCodec.INSTANCE);
    try {
      subscribe(heard, messages);
      StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
      return new RedisConnections(
          connection, connection.async(), heard, () -> List.of(connection.async().ping()));
    } catch (RuntimeException e) {
      var unused = heard.closeAsync();
      throw e;
    }
  }

  static RedisConnections toCluster(RedisClusterClient client, RedisMessages messages) {
    client.refreshPartitions(); // they may be others by now
    StatefulRedisPubSubConnection<byte[], byte[]> heard =
        client.connectPubSub(ByteArrayCodec.INSTANCE);
    try {
      subscribe(heard, messages);
      StatefulRedisClusterConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE);
      return new RedisConnections(
          connection, connection.async(), heard, () -> ofMasters(connection));
    } catch (RuntimeException e) {
      var unused = heard.closeAsync();
      throw e;
    }
  }

  private static void subscribe(
      StatefulRedisPubSubConnection<byte[], byte[]> heard, RedisMessages messages) {
    heard.addListener(messages);
    heard.sync().subscribe(messages.channel());
  }

  /**
   * A shard that is away would cost each request whose name lies there its timeout. By host and
   * port they are the connections that commands take, which so are there before one needs them.
   */
  private static List<RedisFuture<String>> ofMasters(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    List<RedisFuture<String>> pings = new ArrayList<>();
    for (RedisClusterNode node : connection.getPartitions()) {
      if (node.is(NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
        RedisURI uri = node.getUri();
        pings.add(connection.getConnection(uri.getHost(), uri.getPort()).async().ping());
      }
    }
    return pings;
  }

  /** Asks all that are needed whether they are there. */
  List<RedisFuture<String>> ping() {
    List<RedisFuture<String>> pings = new ArrayList<>(pinged.get());
    pings.add(heard.async().ping());
    return pings;
  }

  /** Begins to close them. */
  CompletableFuture<Void> closeAsync() {
    return CompletableFuture.allOf(connection.closeAsync(), heard.closeAsync());
  }
}
