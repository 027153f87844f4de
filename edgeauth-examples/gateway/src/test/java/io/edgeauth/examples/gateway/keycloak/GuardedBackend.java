package io.edgeauth.examples.gateway.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.examples.backend.Backend;
import io.edgeauth.examples.gateway.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A backend, and the gateway before it. */
final class GuardedBackend implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Backend backend;
  private final Gateway gateway;

  private GuardedBackend(Backend backend, Gateway gateway) {
    this.backend = backend;
    this.gateway = gateway;
  }

  /**
   * Starts both; the gateway takes an issuer's JWTs for the audience api.
   *
   * @param jwks what the configuration says below {@code jwks}; empty for the defaults
   */
  static GuardedBackend start(Path directory, String issuer, String jwks) throws IOException {
    return start(
        directory,
        """
        edgeauth:
          authenticators: {user: {jwt: {issuer: "%s", audience: api, jwks: {%s}}}}
          routes:
            - {path: /admin/**, authenticate: user, require: {roles: admin}}
            - {path: /**, authenticate: user}
        """
            .formatted(issuer, jwks));
  }

  /** Starts both. */
  static GuardedBackend start(Path directory, String edgeauth) throws IOException {
    Backend backend = Backend.start(0);
    try {
      return new GuardedBackend(
          backend, Gateway.start(configuration(directory, edgeauth, backend)));
    } catch (IOException | RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static Path configuration(Path directory, String edgeauth, Backend backend)
      throws IOException {
    Path file = Files.createTempFile(directory, "edgeauth", ".yaml");
    return Files.writeString(
        file,
        edgeauth
            + """
            gateway:
              listen: {port: 0}
              upstreams: [{path: /**, url: "%s"}]
            """
                .formatted(backend.uri()));
  }

  HttpResponse<String> get(String path, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri().resolve(path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int status(String token) {
    return get("/orders", token).statusCode();
  }

  /** The headers that the backend received with a request that passed. */
  static Map<String, Object> received(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(answer.body()), "headers");
  }

  /** How many requests have passed. */
  int hits() {
    return backend.hits();
  }

  @Override
  public void close() {
    gateway.close();
    backend.close();
  }
}
