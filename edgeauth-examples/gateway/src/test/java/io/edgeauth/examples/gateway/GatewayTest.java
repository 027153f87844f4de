package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the backend receives, and what never reaches it. */
final class GatewayTest {

  private static final List<String> SPELLINGS =
      List.of("X-User-Id", "x-user-id", "X_User_Id", "X.User.Id", "x-user_id");

  @TempDir private Path directory;
  private Surroundings around;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
    gateway = Gateway.start(around.file());
  }

  @AfterEach
  void stop() {
    gateway.close();
    around.close();
  }

  private String get(String target, String... headers) throws IOException {
    String[] all = new String[headers.length + 2];
    all[0] = "Host: api.example:8443";
    all[1] = "Connection: close";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return RawConnection.exchange(gateway.uri(), "GET " + target + " HTTP/1.1", all);
  }

  private static Map<String, Object> received(String answer) throws Exception {
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return JSONObjectUtils.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static Map<String, Object> headers(String answer) throws Exception {
    return JSONObjectUtils.getJSONObject(received(answer), "headers");
  }

  private static List<String> spellingsOf(Map<String, Object> headers, String name) {
    return headers.keySet().stream()
        .filter(header -> header.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-").equals(name))
        .toList();
  }

  @Test
  void request_validToken_backendSeesWhoCalls() throws Exception {
    Map<String, Object> headers = headers(get("/orders", around.bearer()));

    assertThat(headers)
        .containsEntry("x-user-id", List.of("alice"))
        .containsEntry("x-user-role", List.of("user auditor"))
        .doesNotContainKey("authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/optional/a"})
  void request_spelledIdentityWithoutToken_backendSeesNone(String path) throws Exception {
    for (String spelling : SPELLINGS) {
      Map<String, Object> headers = headers(get(path, spelling + ": root", spelling + ": root"));

      assertThat(spellingsOf(headers, "x-user-id")).as(spelling).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/optional/a", "/a"})
  void request_spelledIdentityWithToken_backendSeesVerifiedOnce(String path) throws Exception {
    for (String spelling : SPELLINGS) {
      Map<String, Object> headers = headers(get(path, spelling + ": root", around.bearer()));

      assertThat(spellingsOf(headers, "x-user-id")).as(spelling).containsExactly("x-user-id");
      assertThat(headers).as(spelling).containsEntry("x-user-id", List.of("alice"));
    }
  }

  @Test
  void request_connectionNamesIdentity_verifiedStillArrives() throws Exception {
    String answer =
        RawConnection.exchange(
            gateway.uri(),
            "GET /orders HTTP/1.1",
            "Host: api.example",
            "Connection: close, X-User-Id, x-request-id, X-Mine",
            "X-Mine: 1",
            around.bearer());

    assertThat(headers(answer))
        .containsEntry("x-user-id", List.of("alice"))
        .containsKey("x-request-id")
        .doesNotContainKeys("x-mine", "connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../a",
        "/public/%2e%2E/a",
        "/public//a",
        "/public/a%2fb",
        "/public/a%5cb",
        "/public/a\\b",
        "/public/a;b",
        "/public/a%00",
        "/public/a%",
        "/public/a%zz",
        "/public/a%c3",
        "/public/a%25",
        "/public/a#b",
        "/public/a\u00e9",
        "*",
        "public"
      })
  void request_ambiguousPath_refusedUnseen(String target) throws Exception {
    assertThat(get(target))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .doesNotContainIgnoringCase("jetty");
    assertThat(around.backend().hits()).isZero();
  }

  /** R23: refused before the upstream hears of it. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "h2c, websocket", "TLS/1.0"})
  void request_upgrade_refusedUnseen(String protocol) throws Exception {
    String answer =
        RawConnection.exchange(
            gateway.uri(),
            "GET /public/a HTTP/1.1",
            "Host: api.example",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: " + protocol,
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "Upgrades and tunnels are not passed on.");
    assertThat(around.backend().hits()).isZero();
  }

  @Test
  void request_offerOfHttp2_declinedAndServed() throws Exception {
    String answer =
        RawConnection.exchange(
            gateway.uri(),
            "GET /public/a HTTP/1.0",
            "Host: api.example",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");

    assertThat(headers(answer)).doesNotContainKeys("upgrade", "http2-settings", "connection");
  }

  @Test
  void request_forwardingHeaders_writtenAnewAndHostKept() throws Exception {
    Map<String, Object> headers =
        headers(
            get(
                "/public/a",
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Server: evil.example",
                "Forwarded: for=203.0.113.9"));

    assertThat(headers)
        .containsEntry("host", List.of("api.example:8443"))
        .containsEntry("x-forwarded-for", List.of("127.0.0.1"))
        .containsEntry("x-forwarded-proto", List.of("http"))
        .containsEntry("x-forwarded-host", List.of("api.example:8443"))
        .containsEntry("via", List.of("1.1 edgeauth"))
        .doesNotContainKeys("x-forwarded-server", "forwarded", "user-agent", "accept-encoding");
  }

  @Test
  void request_hopByHopHeaders_endHere() throws Exception {
    Map<String, Object> headers =
        headers(
            get(
                "/public/a",
                "TE: gzip",
                "Keep-Alive: timeout=9",
                "Proxy-Authorization: Basic eA==",
                "Proxy-Connection: keep-alive",
                "Trailer: X-User-Id",
                "Accept: a/b, c/d;q=0.1"));

    assertThat(headers)
        .containsEntry("accept", List.of("a/b, c/d;q=0.1"))
        .doesNotContainKeys(
            "te", "keep-alive", "proxy-authorization", "proxy-connection", "trailer");
  }

  @Test
  void request_chunkedBodyWithTrailer_trailerEndsHere() throws Exception {
    try (RawConnection connection = RawConnection.to(gateway.uri())) {
      connection.send(
          String.join(
              "\r\n",
              "POST /public/a HTTP/1.1",
              "Host: a.example",
              "Connection: close",
              "Transfer-Encoding: chunked",
              "",
              "5",
              "hello",
              "0",
              "X-User-Id: root",
              "",
              ""));
      Map<String, Object> received = received(connection.readAll());

      assertThat(received).containsEntry("bodyLength", 5L);
      assertThat(JSONObjectUtils.getJSONObject(received, "headers")).doesNotContainKey("x-user-id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: xchunked",
        "Content-Length: +5",
        "Transfer-Encoding : chunked",
        "X-A: 1\r\n X-User-Id: root"
      })
  void request_twoFramings_refusedUnseen(String headers) throws Exception {
    try (RawConnection connection = RawConnection.to(gateway.uri())) {
      connection.send(
          "POST /public/a HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
              + headers
              + "\r\n\r\nhello");

      assertThat(connection.readAll()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(around.backend().hits()).isZero();
  }

  @Test
  void request_headersOf30Kilobytes_pass() throws Exception {
    assertThat(headers(get("/public/a", "X-Large: " + "x".repeat(30 * 1024))))
        .containsKey("x-large");
  }

  @Test
  void answer_ofBackend_namesNoServer() throws Exception {
    assertThat(get("/public/a"))
        .containsOnlyOnce("\r\nDate: ")
        .containsOnlyOnce("\r\nX-Request-Id: ")
        .doesNotContainIgnoringCase("\r\nServer:")
        .doesNotContainIgnoringCase("X-Powered-By");
  }

  @Test
  void answer_ofRefusal_namesNoServer() throws Exception {
    assertThat(get("/orders"))
        .startsWith("HTTP/1.1 401 ")
        .contains("\r\nWWW-Authenticate: Bearer realm=\"edgeauth\"\r\n")
        .doesNotContainIgnoringCase("jetty");
  }
}
