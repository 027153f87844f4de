package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.FaultRelay;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestIssuer.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D06: what a network leaves behind, names that lead elsewhere, and whether a place is back. */
@Timeout(60)
final class OutboundRecoveryTest {

  private static final Duration SECONDS = Duration.ofSeconds(10);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private static OutboundResponse get(OutboundClient client, URI uri, Duration total)
      throws OutboundException {
    return client.get(new OutboundRequest(uri, "*/*", total, total, 1_000));
  }

  /** Half-open connections: one costs its call the whole time, and the others cost nothing. */
  @Test
  void get_everyConnectionCut_oneCallFails() throws Exception {
    CountDownLatch all = new CountDownLatch(20);
    Answer together =
        exchange -> {
          all.countDown();
          try {
            all.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          TestIssuer.json(200, Map.of()).to(exchange);
        };
    try (TestAuthorizationServer server = TestAuthorizationServer.start(together);
        FaultRelay relay = FaultRelay.to(server.uri());
        OutboundClient client = OutboundClient.open(OutboundSettings.DEFAULTS, timer)) {
      List<RequestThread<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(RequestThread.start(() -> get(client, relay.uri(), SECONDS).status()));
      }
      for (RequestThread<Integer> call : calls) {
        assertThat(call.result()).isEqualTo(200);
      }
      assertThat(relay.connections()).isEqualTo(20);
      relay.cut();

      // The same connect timeout: else the connections would be others.
      OutboundRequest quick =
          new OutboundRequest(relay.uri(), "*/*", SECONDS, Duration.ofMillis(300), 1_000);
      assertThatThrownBy(() -> client.get(quick)).hasMessageContaining("no whole answer");
      for (int i = 0; i < 5; i++) {
        assertThat(get(client, relay.uri(), SECONDS).status()).isEqualTo(200);
      }
      assertThat(relay.connections()).as("one new one, used again").isEqualTo(21);
    }
  }

  private static RawServer named(String name, InetAddress address, int port) throws Exception {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(address, port), 50);
    return RawServer.of(
        socket,
        "http",
        (out, ended) -> {
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name;
          out.write(answer.getBytes(StandardCharsets.US_ASCII));
          ended.await(); // kept open, as servers do, which the client would use again
        });
  }

  /** While the old server still answers, only the age of a connection makes anybody look. */
  @Test
  void get_nameLeadsElsewhere_followedWhenTheConnectionIsOld() throws Exception {
    InetAddress first = InetAddress.getLoopbackAddress();
    InetAddress second = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    InMemoryDnsResolver names = new InMemoryDnsResolver();
    names.add("id.example", first);
    Answer a = TestIssuer.body(200, "text/plain", "a");
    try (TestAuthorizationServer old = TestAuthorizationServer.start(a);
        RawServer other = named("b", second, old.uri().getPort());
        OutboundClient client =
            OutboundClient.open(
                new OutboundSettings(Set.of("id.example"), null),
                timer,
                new Connections.Lasting(names, TimeValue.ofMilliseconds(300)))) {
      URI uri = URI.create("http://id.example:" + old.uri().getPort() + "/");
      assertThat(get(client, uri, SECONDS).body()).asString().isEqualTo("a");
      names.add("id.example", second);

      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  new String(get(client, uri, SECONDS).body(), StandardCharsets.US_ASCII)
                      .equals("b"));
      assertThat(other.requests()).isNotEmpty();
    }
  }

  /** What nobody answers any more is looked up anew at once: no connection to it is left. */
  @Test
  void get_nameLeadsElsewhereAndOldGone_followedAtOnce() throws Exception {
    InMemoryDnsResolver names = new InMemoryDnsResolver();
    names.add("id.example", InetAddress.getLoopbackAddress());
    Answer a = TestIssuer.body(200, "text/plain", "a");
    try (TestAuthorizationServer old = TestAuthorizationServer.start(a);
        RawServer other =
            named("b", InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), old.uri().getPort());
        OutboundClient client =
            OutboundClient.open(
                new OutboundSettings(Set.of("id.example"), null),
                timer,
                new Connections.Lasting(names, TimeValue.ofMinutes(1)))) {
      URI uri = URI.create("http://id.example:" + old.uri().getPort() + "/");
      assertThat(get(client, uri, SECONDS).body()).asString().isEqualTo("a");
      old.stop();
      assertThatThrownBy(() -> get(client, uri, SECONDS)).isInstanceOf(OutboundException.class);
      names.add("id.example", InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));

      assertThat(get(client, uri, SECONDS).body()).asString().isEqualTo("b");
      assertThat(other.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HangingServer.At.class,
      names = {"CONNECT", "TLS", "TLS_TRICKLE"})
  void takesConnections_serverThatHangs_falseInTime(HangingServer.At where) throws Exception {
    try (HangingServer hanging = HangingServer.start(where);
        OutboundClient client = OutboundClient.open(OutboundSettings.DEFAULTS, timer)) {
      RequestThread<Boolean> look =
          RequestThread.start(() -> client.takesConnections(hanging.uri(), Duration.ofMillis(300)));

      assertThat(look.result()).isFalse();
      assertThat(look.took()).isLessThan(Duration.ofSeconds(3)); // of a busy machine
    }
  }

  @Test
  void takesConnections_plain_asLongAsSomebodyListens() {
    try (TestAuthorizationServer server = TestAuthorizationServer.start(Map.of());
        OutboundClient client = OutboundClient.open(OutboundSettings.DEFAULTS, timer)) {
      assertThat(client.takesConnections(server.uri(), SECONDS)).isTrue();
      server.stop();
      assertThat(client.takesConnections(server.uri(), SECONDS)).isFalse();
      assertThat(client.takesConnections(URI.create("http://a.invalid/"), SECONDS)).isFalse();
    }
  }
}
