package io.edgeauth.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BackendTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Backend backend = Backend.start(0);

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void request_withQueryHeadersAndBody_isShown() throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/orders/7?a=1&b=%20")
                .header("X-User-Id", "alice")
                .header("X-User-Role", "user")
                .header("X-User-Role", "admin")
                .POST(BodyPublishers.ofString("hello"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    Map<String, Object> received = JSONObjectUtils.parse(answer.body());
    assertThat(received)
        .containsOnlyKeys("method", "path", "query", "headers", "bodyLength")
        .containsEntry("method", "POST")
        .containsEntry("path", "/orders/7")
        .containsEntry("query", "a=1&b=%20")
        .containsEntry("bodyLength", 5L);
    assertThat(JSONObjectUtils.getJSONObject(received, "headers"))
        .containsEntry("x-user-id", List.of("alice"))
        .containsEntry("x-user-role", List.of("user", "admin"))
        .containsEntry("host", List.of(backend.uri().getAuthority()));
  }

  @Test
  void request_withoutQueryOrBody_saysSo() throws Exception {
    HttpResponse<String> answer = http.send(request("/a%2Fb").build(), BodyHandlers.ofString());

    assertThat(JSONObjectUtils.parse(answer.body()))
        .containsEntry("path", "/a%2Fb")
        .containsEntry("query", null)
        .containsEntry("bodyLength", 0L);
  }

  @Test
  void request_pathThatAUriParserSplits_isShownAsSent() throws Exception {
    assertThat(received("GET //a/b?c?d HTTP/1.1"))
        .containsEntry("path", "//a/b")
        .containsEntry("query", "c?d");
  }

  @Test
  void request_headersThatJsonMustEscape_comeBackWhole() throws Exception {
    String odd = "\"quoted\" \\ backslash \u00e9";

    Map<String, Object> received = received("GET / HTTP/1.1", "X-Odd: " + odd);

    assertThat(JSONObjectUtils.getJSONObject(received, "headers"))
        .containsEntry("x-odd", List.of(odd));
  }

  @Test
  void request_head_hasHeadersOnlyAndTheConnectionGoesOn() throws Exception {
    try (RawConnection connection = RawConnection.to(backend.uri())) {
      connection.send("HEAD /h HTTP/1.1", "Host: localhost", "", "");
      String head = connection.readUntil("\r\n\r\n");
      connection.send("GET /next HTTP/1.1", "Host: localhost", "Connection: close", "", "");

      assertThat(head)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("Content-Type: application/json");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 200").contains("\"path\":\"/next\"");
    }
  }

  @Test
  void echo_largeBody_comesBackByteForByte() throws Exception {
    byte[] body = new byte[3_000_000];
    new Random(1).nextBytes(body);

    HttpResponse<byte[]> answer =
        http.send(
            request("/echo").POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    assertThat(Arrays.equals(answer.body(), body)).isTrue();
  }

  @Test
  void echo_bodyStillComing_isAnsweredPieceByPiece() throws Exception {
    try (RawConnection connection = RawConnection.to(backend.uri())) {
      connection.send(
          "POST /echo HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", "", "");
      connection.send("5", "first", "");
      assertThat(connection.readUntil("first\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("5\r\nfirst");

      connection.send("6", "second", "");
      assertThat(connection.readUntil("second\r\n")).isEqualTo("6\r\nsecond\r\n");

      connection.send("0", "", "");
      assertThat(connection.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void echo_bodyCutOff_isNotEndedAsIfWhole() throws Exception {
    try (RawConnection connection = RawConnection.to(backend.uri())) {
      connection.send(
          "POST /echo HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", "", "");
      connection.send("5", "first", "");
      connection.readUntil("first\r\n");

      connection.endOutput();

      assertThat(connection.readAll()).isEmpty();
    }
  }

  @Test
  void hits_requestsOfAnyPath_areCounted() throws Exception {
    assertThat(backend.hits()).isZero();

    http.send(request("/a").build(), BodyHandlers.discarding());
    http.send(request("/echo").build(), BodyHandlers.discarding());

    assertThat(backend.hits()).isEqualTo(2);
  }

  @Test
  void close_twice_nothingListensAndNoThreadIsLeft() throws Exception {
    URI uri = backend.uri();
    http.send(request("/").build(), BodyHandlers.discarding());
    assertThat(threadsOfBackend()).isGreaterThanOrEqualTo(2);

    backend.close();
    backend.close();

    assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
        .isInstanceOf(ConnectException.class);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(threadsOfBackend()).isZero());
  }

  @Test
  void start_takenPort_namesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Backend.start(taken.getLocalPort()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void start_anotherAddressOfTheMachine_refusesConnections() {
    assertThatThrownBy(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.2", backend.uri().getPort()), 2_000);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private Map<String, Object> received(String requestLine, String... headers) throws Exception {
    try (RawConnection connection = RawConnection.to(backend.uri())) {
      connection.send(requestLine, "Host: localhost", "Connection: close", "");
      connection.send(headers);
      connection.send("", "", "");
      String answer = connection.readAll();
      return JSONObjectUtils.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(backend.uri() + path));
  }

  private static long threadsOfBackend() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().equals("backend")
                    || thread.getName().startsWith("HTTP-Dispatcher"))
        .count();
  }
}
