package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client cannot choose about the request that the backend gets. */
final class ForwardedFormTest {

  private static final String HOST = "Host: api.example";

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

  private String exchange(String requestLine, String... headers) throws IOException {
    return RawConnection.exchange(gateway.uri(), requestLine, headers);
  }

  private static Map<String, Object> received(String answer) throws Exception {
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(body), "headers");
  }

  @Test
  void absoluteTarget_otherScheme_connectionsIsTold() throws Exception {
    String answer =
        exchange("GET https://api.example/public/a HTTP/1.1", HOST, "Connection: close");

    assertThat(received(answer)).containsEntry("x-forwarded-proto", List.of("http"));
  }

  /**
   * What a trusted proxy said goes on, with itself behind; its client's word for a user does not.
   */
  @Test
  void forwarding_ofTrustedProxy_goesOnWithThePeer() throws Exception {
    gateway.close();
    Path file = Files.writeString(directory.resolve("proxied.yaml"), proxied());
    gateway = Gateway.start(file);

    String answer =
        exchange(
            "GET /public/a HTTP/1.1",
            HOST,
            "X-Forwarded-For: 203.0.113.9",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: shop.example",
            "Forwarded: for=203.0.113.9;proto=https, for=127.0.0.1",
            "X-Forwarded-User: mallory",
            "X-Forwarded-Uri: /admin",
            "X_Forwarded_For: 192.0.2.66",
            "X-Request-Id: from-the-proxy",
            "Connection: close, X-Forwarded-For");

    assertThat(received(answer))
        .containsEntry("x-forwarded-for", List.of("203.0.113.9, 127.0.0.1, 127.0.0.1"))
        .containsEntry("x-forwarded-proto", List.of("https"))
        .containsEntry("x-forwarded-host", List.of("shop.example"))
        .containsEntry("forwarded", List.of("for=203.0.113.9;proto=https, for=127.0.0.1"))
        .containsEntry("x-request-id", List.of("from-the-proxy"))
        .containsEntry("host", List.of("api.example"))
        .doesNotContainKeys("x-forwarded-user", "x-forwarded-uri", "x_forwarded_for");
    assertThat(answer).contains("X-Request-Id: from-the-proxy");
  }

  private String proxied() {
    String upstream = "upstreams: [{path: /**, url: \"" + around.backend().uri() + "\"}]\n";
    return around
        .text(upstream)
        .replace("edgeauth:\n", "edgeauth:\n  client-ip: {trusted-proxies: 127.0.0.0/8}\n");
  }

  @Test
  void target_asterisk_malformed() throws Exception {
    String answer = exchange("OPTIONS * HTTP/1.1", HOST, "Connection: close");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
  }

  @Test
  void cookies_severalLines_oneLine() throws Exception {
    String answer =
        exchange("GET /public/a HTTP/1.1", HOST, "Cookie: a=1", "Cookie: b=2", "Connection: close");

    assertThat(received(answer)).containsEntry("cookie", List.of("a=1; b=2"));
  }

  @Test
  void body_withoutType_staysWithout() throws Exception {
    assertThat(received(post())).doesNotContainKey("content-type");
    assertThat(received(post("Content-Type: text/plain")))
        .containsEntry("content-type", List.of("text/plain"));
  }

  private String post(String... more) throws IOException {
    String head = "POST /public/a HTTP/1.1\r\n" + HOST + "\r\nConnection: close\r\n";
    try (RawConnection connection = RawConnection.to(gateway.uri())) {
      connection.send(head + "Content-Length: 3\r\n");
      for (String line : more) {
        connection.send(line + "\r\n");
      }
      connection.send("\r\nabc");
      return connection.readAll();
    }
  }
}
