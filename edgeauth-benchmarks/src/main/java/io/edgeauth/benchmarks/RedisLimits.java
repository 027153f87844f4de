package io.edgeauth.benchmarks;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.redis.RedisStore;
import io.edgeauth.runtime.EdgeRuntime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import redis.embedded.RedisServer;

/**
 * Sixteen threads ask a Redis of their own for a permit of one hot key, over one connection for
 * each subject: EdgeAuth's limiter, Bucket4j's compare-and-set, and the script of Spring Cloud
 * Gateway. The script is called straight by Lettuce, without the gateway around it, which can only
 * make it faster. A {@code PING} is the floor.
 *
 * <p>At the end it prints what Redis was asked for each decision. What a script does inside counts
 * there too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Threads(16)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedisLimits {

  private static final long PERMITS = 1_000_000_000;
  private static final String SCRIPT = "/META-INF/scripts/request_rate_limiter.lua";

  private static final String[] GATEWAY_KEYS = {
    "request_rate_limiter.{hot}.tokens", "request_rate_limiter.{hot}.timestamp"
  };
  private static final String[] GATEWAY_ARGUMENTS = {"100000000", "1000000000", "", "1"};

  private final List<Charge> charges =
      List.of(
          new Charge(
              LimitRule.of("hot", RateLimit.tokenBucket(PERMITS, Duration.ofSeconds(10))),
              new LimitedKey(1, 2),
              1));
  private final LongAdder decisions = new LongAdder();

  private RedisServer server;
  private RedisClient client;
  private EdgeRuntime runtime;
  private RateLimiter limiter;
  private BucketProxy bucket;
  private RedisAsyncCommands<String, String> commands;
  private String script;

  @Setup
  public void setUp() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = RedisServer.newRedisServer().bind("127.0.0.1").port(port).setting("save \"\"").build();
    server.start();
    String uri = "redis://127.0.0.1:" + port;
    runtime =
        EdgeRuntime.start(Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of()), true);
    var unused = runtime.leases().begin();
    limiter =
        RedisStore.at(uri)
            .withTimeout(Duration.ofSeconds(5))
            .openLimiter(runtime, OutboundSettings.DEFAULTS);
    client = RedisClient.create(uri);
    bucket = bucket(client.connect(ByteArrayCodec.INSTANCE));
    StatefulRedisConnection<String, String> connection = client.connect();
    commands = connection.async();
    try (InputStream in = RedisLimits.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT);
      }
      script = connection.sync().scriptLoad(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    while (limiter.peek(charges) instanceof Acquisition.Unavailable) {
      Thread.onSpinWait(); // it connects behind our back
    }
    connection.sync().configResetstat();
  }

  private static BucketProxy bucket(StatefulRedisConnection<byte[], byte[]> connection) {
    return Bucket4jLettuce.casBasedBuilder(connection)
        .expirationAfterWrite(
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                Duration.ofSeconds(10)))
        .build()
        .builder()
        .build(
            "bucket4j".getBytes(StandardCharsets.US_ASCII),
            () ->
                BucketConfiguration.builder()
                    .addLimit(
                        Bandwidth.builder()
                            .capacity(PERMITS)
                            .refillGreedy(PERMITS, Duration.ofSeconds(10))
                            .build())
                    .build());
  }

  @TearDown
  public void tearDown() throws IOException {
    Map<String, Long> calls = calls(commands.info("commandstats").toCompletableFuture().join());
    double all = Math.max(1, decisions.sum());
    StringBuilder said = new StringBuilder("for each decision:");
    calls.forEach(
        (command, count) -> {
          if (count > all / 100) {
            said.append(String.format(" %s %.2f", command, count / all));
          }
        });
    System.out.println(said);
    limiter.close();
    runtime.close();
    client.shutdown(0, 2, TimeUnit.SECONDS);
    server.stop();
  }

  /** How often Redis was asked what. */
  static Map<String, Long> calls(String commandstats) {
    Map<String, Long> calls = new TreeMap<>();
    commandstats
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .forEach(
            line ->
                calls.put(
                    line.substring("cmdstat_".length(), line.indexOf(':')),
                    Long.parseLong(line.substring(line.indexOf("calls=") + 6, line.indexOf(',')))));
    return calls;
  }

  @Benchmark
  public Acquisition edgeAuth() {
    decisions.increment();
    Acquisition said = limiter.acquire(charges);
    if (!(said instanceof Acquisition.Granted)) {
      throw new IllegalStateException("refused: " + said);
    }
    return said;
  }

  @Benchmark
  public boolean bucket4j() {
    decisions.increment();
    if (!bucket.tryConsume(1)) {
      throw new IllegalStateException("refused");
    }
    return true;
  }

  @Benchmark
  public List<Object> springCloudGateway() throws ExecutionException, InterruptedException {
    decisions.increment();
    List<Object> said =
        commands
            .<List<Object>>evalsha(script, ScriptOutputType.MULTI, GATEWAY_KEYS, GATEWAY_ARGUMENTS)
            .get();
    if (!said.get(0).equals(1L)) {
      throw new IllegalStateException("refused");
    }
    return said;
  }

  @Benchmark
  public String ping() throws ExecutionException, InterruptedException {
    decisions.increment();
    return commands.ping().get();
  }
}
