package io.edgeauth.redis;

import io.edgeauth.outbound.OutboundSettings;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client of Lettuce with threads of its own, set up so that no command outlives its timeout: what
 * cannot be sent now is rejected, what was not answered is not sent again, and only so many wait.
 */
final class RedisClients implements AutoCloseable {

  private static final int QUEUE = 1024;
  private static final int THREADS = 2;
  private static final int END_SECONDS = 2;

  private final ClientResources resources;
  private final AbstractRedisClient client;

  private RedisClients(ClientResources resources, AbstractRedisClient client) {
    this.resources = resources;
    this.client = client;
  }

  static RedisClients start(RedisStore store, OutboundSettings outbound) {
    ClientResources resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .threadFactoryProvider(pool -> new DefaultThreadFactory("edgeauth-redis", true))
            .build();
    List<RedisURI> uris = RedisAddresses.read(store.uris());
    if (store.cluster()) {
      RedisClusterClient client = RedisClusterClient.create(resources, uris);
      client.setOptions(clusterOptions(store.timeout(), outbound));
      return new RedisClients(resources, client);
    }
    RedisClient client = RedisClient.create(resources, uris.get(0));
    client.setOptions(options(ClientOptions.builder(), store.timeout(), outbound).build());
    return new RedisClients(resources, client);
  }

  private static ClusterClientOptions clusterOptions(Duration timeout, OutboundSettings outbound) {
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    options(options, timeout, outbound);
    return options
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .build())
        .build();
  }

  private static <B extends ClientOptions.Builder> B options(
      B options, Duration timeout, OutboundSettings outbound) {
    options
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(QUEUE)
        .timeoutOptions(TimeoutOptions.enabled(timeout))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(RedisAddresses.connecting())
                .keepAlive(true)
                .build())
        .sslOptions(
            SslOptions.builder()
                .jdkSslProvider()
                .handshakeTimeout(RedisAddresses.connecting())
                .sslContext(context -> context.trustManager(outbound.trustManager()))
                .build());
    try {
      Notices.unwanted(options);
    } catch (LinkageError e) {
      // Lettuce 6 knows none.
    }
    return options;
  }

  /** Of maintenance: nothing of ours would heed them, and a Redis of one's own sends none. */
  private static final class Notices {

    private Notices() {}

    static void unwanted(ClientOptions.Builder options) {
      options.maintNotificationsConfig(MaintNotificationsConfig.disabled());
    }
  }

  /** Connects, and blocks until it is done or has failed. */
  RedisConnections connect(RedisMessages messages) {
    return client instanceof RedisClusterClient cluster
        ? RedisConnections.toCluster(cluster, messages)
        : RedisConnections.toOne((RedisClient) client, messages);
  }

  /** Ends the threads, and blocks until they have ended. */
  @Override
  public void close() {
    client.shutdown(0, END_SECONDS, TimeUnit.SECONDS);
    var unused =
        resources
            .shutdown(0, END_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
  }
}
