package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** R23: a request that asks for another protocol is decided like others. */
final class UpgradeTest {

  @EveryContainer
  void webSocket_withoutCredential_refusedInHttp(Container container) {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet));
        RawConnection connection = new RawConnection(running.port())) {
      Answer answer =
          connection.send(
              "GET",
              "/api/socket",
              List.of(
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));

      assertThat(answer.status()).isEqualTo(401);
      assertThat(servlet.hits()).isZero();
    }
  }

  /** The container changes the protocol before the filter sees the request, which is decided. */
  @EveryContainer
  void h2c_withoutCredential_decidedOnItsStream(Container container) throws Exception {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet));
        RawConnection connection = new RawConnection(running.port())) {
      connection.write(
          RawConnection.request(
              "GET",
              "/api/x",
              List.of(
                  "Connection: Upgrade, HTTP2-Settings",
                  "Upgrade: h2c",
                  "HTTP2-Settings: AAMAAABkAAQAAP__")));
      Answer answer = connection.read(false);

      assertThat(answer.status()).isIn(101, 401);
      if (answer.status() == 101) {
        connection.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(edge.decisions()).hasSize(1));
      assertThat(edge.decisions().get(0).reason().status()).isEqualTo(401);
      assertThat(servlet.hits()).isZero();
    }
  }
}
