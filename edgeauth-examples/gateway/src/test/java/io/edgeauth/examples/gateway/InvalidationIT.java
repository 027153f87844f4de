package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.backend.Backend;
import io.edgeauth.fixtures.TestAuthorizationServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The back-channel as an authorization server would use it, with the jar of this build. */
final class InvalidationIT {

  @TempDir private Path directory;
  private final TestAuthorizationServer server =
      TestAuthorizationServer.start(Map.of("active", true, "sub", "alice"));
  private final Backend backend = Backend.start(0);
  private final String token =
      "planted-" + HexFormat.of().formatHex(io.edgeauth.fixtures.TestKey.randomBytes(16));

  @AfterEach
  void close() {
    backend.close();
    server.close();
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"),
        """
        edgeauth:
          authenticators:
            opaque: {introspection: {endpoint: "%s", client-id: gateway, client-secret: s}}
            authority: {api-key: {prefix: au_, store: {file: {path: keys.json}}}}
          invalidation: {path: /edge/invalidate, authenticate: authority}
          audit: {log: all}
          routes: [{path: /**, authenticate: opaque}]
        gateway:
          listen: {port: 0}
          upstreams: [{path: /**, url: "%s"}]
        """
            .formatted(server.uri(), backend.uri()));
  }

  private String key(Path file) throws Exception {
    try (GatewayProcess issuing =
        GatewayProcess.run(
            "keys",
            "issue",
            "--config",
            file.toString(),
            "--authenticator",
            "authority",
            "--owner",
            "id.example")) {
      assertThat(issuing.exitCode()).isZero();
      return issuing.output().strip();
    }
  }

  private String get(URI gateway) throws IOException {
    return RawConnection.exchange(
        gateway,
        "GET /orders HTTP/1.1",
        "Host: a.example",
        "Connection: close",
        "Authorization: Bearer " + token);
  }

  private String revoke(URI gateway, String form, String... lines) throws IOException {
    return RawConnection.exchange(
        gateway,
        "POST /edge/invalidate HTTP/1.1",
        "Host: a.example",
        "Connection: close",
        "Content-Type: application/x-www-form-urlencoded",
        String.join("", lines) + "Content-Length: " + form.length() + "\r\n\r\n" + form);
  }

  @Test
  @DisplayName("I12, I15: revoked, still remembered, invalidated, refused; the token in no log")
  void post_revokedToken_refusedAtOnce() throws Exception {
    Path file = configuration();
    String key = "X-Api-Key: " + key(file) + "\r\n";
    try (GatewayProcess gateway = GatewayProcess.serve(file)) {
      URI uri = gateway.listening();
      assertThat(get(uri)).startsWith("HTTP/1.1 200 ");
      server.answerWith(Map.of("active", false));
      assertThat(get(uri)).as("remembered").startsWith("HTTP/1.1 200 ");

      String form = "token=" + token + "&token_type_hint=access_token";
      assertThat(revoke(uri, form)).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: ");
      assertThat(revoke(uri, form + "%", key)).startsWith("HTTP/1.1 400 ").doesNotContain(token);
      assertThat(get(uri)).as("remembered").startsWith("HTTP/1.1 200 ");
      assertThat(revoke(uri, form, key))
          .startsWith("HTTP/1.1 200 ")
          .contains("Cache-Control: no-store", "Content-Length: 0");
      assertThat(get(uri)).startsWith("HTTP/1.1 401 ");
      assertThat(revoke(uri, form, key)).as("known or not").startsWith("HTTP/1.1 200 ");

      gateway.terminate();
      assertThat(gateway.exitCode()).isZero();
      assertThat(gateway.errors())
          .contains("\"outcome\":\"answer\"", "\"route\":\"/edge/invalidate\"")
          .doesNotContain(token);
    }
  }
}
