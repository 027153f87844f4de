package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.edgeauth.fixtures.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is posted arrives as it was said: I10. */
@Timeout(30)
final class OutboundFormTest {

  private record Received(String method, String type, List<String> authorization, String body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final OutboundClient client = OutboundClient.open(OutboundSettings.DEFAULTS, timer);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              new Received(
                  exchange.getRequestMethod(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getOrDefault("Authorization", List.of()),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)));
          exchange.getResponseHeaders().set("Content-Type", "Application/JSON;charset=UTF-8");
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
    client.close();
    timer.shutdownNow();
  }

  private static OutboundRequest to(URI uri) {
    return new OutboundRequest(
        uri, "application/json", Duration.ofSeconds(1), Duration.ofSeconds(5), 1000);
  }

  private OutboundResponse post(OutboundForm form) throws OutboundException {
    return client.post(
        to(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/introspect")), form);
  }

  @Test
  void post_form_arrives() throws OutboundException {
    OutboundResponse response =
        post(new OutboundForm().field("token", "abc").field("b", "c").authorization("Basic eA=="));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.mediaType()).isEqualTo("application/json");
    assertThat(response.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(received)
        .containsExactly(
            new Received(
                "POST",
                "application/x-www-form-urlencoded",
                List.of("Basic eA=="),
                "token=abc&b=c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a&b=c", "a+b c", "%00", "\r\n", "é€😀", "", "~*-._/", "a=="})
  void post_anyCharacters_arriveAsTheyWere(String value) throws OutboundException {
    post(new OutboundForm().field("token", value).field("end", "x"));

    String body = received.get(0).body();
    assertThat(body).startsWith("token=").endsWith("&end=x").matches("[A-Za-z0-9%+*._=&-]*");
    String[] fields = body.split("&", -1);
    assertThat(fields).hasSize(2);
    assertThat(URLDecoder.decode(fields[0].substring(6), StandardCharsets.UTF_8)).isEqualTo(value);
  }

  @Test
  void post_nobodyInParticular_noAuthorization() throws OutboundException {
    post(new OutboundForm().field("a", "b"));

    assertThat(received.get(0).authorization()).isEmpty();
  }

  /** I15. */
  @Test
  void toString_nothingShown() {
    assertThat(new OutboundForm().field("token", "hidden").authorization("Basic hidden"))
        .asString()
        .doesNotContain("hidden");
  }

  /** I08: what is redirected would carry the token elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void post_redirect_isAnAnswerLikeOthers(int status) throws OutboundException {
    try (RawServer target = RawServer.start(RawServer.text("HTTP/1.1 200 OK\r\n\r\n"));
        RawServer redirecting =
            RawServer.start(
                RawServer.text(
                    "HTTP/1.1 "
                        + status
                        + " X\r\nContent-Length: 0\r\nLocation: "
                        + target.uri()
                        + "\r\n\r\n"))) {
      OutboundResponse response =
          client.post(to(redirecting.uri()), new OutboundForm().field("token", "abc"));

      assertThat(response.status()).isEqualTo(status);
      assertThat(target.requests()).isEmpty();
    }
  }

  @Test
  void post_addressWithoutTls_notCalled() {
    assertThatThrownBy(
            () ->
                client.post(
                    to(URI.create("http://id.example/introspect?key=hidden")),
                    new OutboundForm().field("token", "hidden")))
        .isInstanceOf(OutboundException.class)
        .hasMessageContaining("expected: https")
        .hasMessageNotContaining("hidden");
  }
}
