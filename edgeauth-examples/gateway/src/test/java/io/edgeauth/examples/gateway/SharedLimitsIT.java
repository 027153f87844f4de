package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.examples.backend.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Two gateways, as people run them, and the limits that they share in Redis. */
final class SharedLimitsIT {

  private static final int PERMITS = 5;

  @TempDir private Path directory;
  private final Backend backend = Backend.start(0);
  private final int port = freePort();
  private RedisServer redis;

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void startRedis() throws IOException {
    redis = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    redis.start();
  }

  @AfterEach
  void close() throws IOException {
    redis.stop();
    backend.close();
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"),
        """
        edgeauth:
          redis: {uri: "redis://127.0.0.1:%d"}
          limiter: {store: redis}
          rate-limits:
            per-ip: {key: ip, algorithm: fixed-window, permits: %d, per: 366d}
            strict: {key: ip, permits: 1000, per: 1s, on-store-failure: deny}
          routes:
            - {path: /strict, access: public, rate-limits: strict}
            - {path: /**, access: public, rate-limits: per-ip}
        gateway:
          listen: {port: 0}
          upstreams: [{path: /**, url: "%s"}]
        """
            .formatted(port, PERMITS, backend.uri()));
  }

  private static String get(URI gateway, String path) throws IOException {
    return RawConnection.exchange(
        gateway, "GET " + path + " HTTP/1.1", "Host: a.example", "Connection: close");
  }

  /** So many requests, one here, one there. */
  private static int passed(int requests, List<URI> gateways) throws IOException {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      String answer = get(gateways.get(i % gateways.size()), "/orders");
      assertThat(answer).containsPattern("^HTTP/1.1 (200|429) ");
      passed += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
    }
    return passed;
  }

  private static void awaitShared(List<URI> gateways) {
    for (URI gateway : gateways) {
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> get(gateway, "/strict").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  @DisplayName("L05, L09: exactly the limit at two gateways; Redis killed and back")
  void serve_twoGatewaysOneRedis_exactlyTheLimit() throws Exception {
    Path file = configuration();
    try (GatewayProcess one = GatewayProcess.serve(file);
        GatewayProcess other = GatewayProcess.serve(file)) {
      List<URI> gateways = List.of(one.listening(), other.listening());
      awaitShared(gateways);
      assertThat(passed(16, gateways)).isEqualTo(PERMITS);
      for (URI gateway : gateways) {
        assertThat(get(gateway, "/orders"))
            .startsWith("HTTP/1.1 429 ")
            .contains("\r\nRetry-After: ", "\r\nX-RateLimit-Remaining: 0\r\n")
            .contains("\r\nRateLimit: \"per-ip\";r=0;t=", "\"violated-policies\":[\"per-ip\"]");
      }

      redis.stop();
      for (URI gateway : gateways) {
        await().until(() -> get(gateway, "/strict").startsWith("HTTP/1.1 503 "));
        assertThat(get(gateway, "/strict"))
            .startsWith("HTTP/1.1 503 ")
            .contains("\r\nRetry-After: 1\r\n");
        assertThat(passed(8, List.of(gateway))).as("counted alone").isEqualTo(PERMITS);
      }

      redis.start();
      awaitShared(gateways);
      assertThat(passed(16, gateways)).as("what Redis forgot, once").isEqualTo(PERMITS);
      // It is told with the first request behind a second without a failure.
      await()
          .pollDelay(Duration.ofMillis(1_100))
          .until(() -> get(gateways.get(0), "/strict").startsWith("HTTP/1.1 200 "));
      awaitShared(gateways);
      for (GatewayProcess gateway : List.of(one, other)) {
        gateway.terminate();
        assertThat(gateway.exitCode()).isZero();
        assertThat(gateway.errors())
            .contains("redis is out of reach", "redis answers again")
            .contains("the rate limiter cannot count", "the rate limiter counts again");
      }
    }
  }
}
