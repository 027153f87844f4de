package io.edgeauth.forward.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which routes a token can be exchanged, and where it is taken from. */
final class TokenExchangePlacesTest {

  private static final String HEAD =
      """
      edgeauth:
        authenticators:
          user: {jwt: {issuer: 'https://id.example', audience: api, jwks-file: KEYS}}
          query: {jwt: {issuer: 'https://id.example', audience: api, jwks-file: KEYS, token-from: ['query:t', 'cookie:sid']}}
          opaque: {introspection: {endpoint: 'https://id.example/i', client-id: a, client-secret: b}}
          key: {api-key: {prefix: ck_test_, store: {memory: {}}}}
        forward:
          token-exchange:
            orders: {endpoint: 'ENDPOINT', client-id: gateway, client-secret: s, audience: orders}
        routes:
      """;

  @TempDir private Path directory;
  private final TestKey signer = TestKey.of("ES256", "k");

  private String yaml(String endpoint, String... routes) throws Exception {
    Path keys = directory.resolve("keys.json");
    Files.writeString(keys, JsonWriter.write(Map.of("keys", List.of(signer.publicJwk()))));
    return HEAD.replace("KEYS", keys.toString()).replace("ENDPOINT", endpoint)
        + "    - "
        + String.join("\n    - ", routes)
        + "\n";
  }

  private List<String> problems(String route) throws Exception {
    String yaml = yaml("https://id.example/token", route);
    try {
      EdgeAuth.builder().configuration("test", yaml).onlyLooking().build().close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "authenticate: user, forward: {token-exchange: orders}",
        "authenticate: user | opaque, forward: {token-exchange: orders}",
        "authenticate: [key, user], forward: {token-exchange: orders}",
        "authenticate: user, optional: true, forward: {token-exchange: orders}",
        "authenticate: user, forward: {token-exchange: orders, keep-credentials: false}"
      })
  void build_placeThatHasAToken_taken(String route) throws Exception {
    assertThat(problems("{path: /**, " + route + "}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "access: public, forward: {token-exchange: orders}; a public route reads no credentials",
        "authenticate: key, forward: {token-exchange: orders}; key has no bearer token to exchange",
        "authenticate: user | key, forward: {token-exchange: orders}; key has no bearer token",
        "authenticate: [user, key], forward: {token-exchange: orders}; key has no bearer token",
        "authenticate: user, forward: {token-exchange: stock}; no token exchange stock",
        "authenticate: user, forward: {token-exchange: orders, keep-credentials: true}; beside"
      })
  void build_placeThatHasNone_toldAtItsLine(String route, String told) throws Exception {
    assertThat(problems("{path: /**, " + route + "}"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem).startsWith("test:11: edgeauth.routes[0]").contains(told));
  }

  @Test
  void build_credentialsKeptOnAllRoutes_told() throws Exception {
    String yaml =
        yaml(
                "https://id.example/t",
                "{path: /**, authenticate: user, forward: {token-exchange: orders}}")
            .replace("    token-exchange:\n", "    keep-credentials: true\n    token-exchange:\n");
    try {
      EdgeAuth.builder().configuration("test", yaml).onlyLooking().build().close();
      assertThat(yaml).isEmpty();
    } catch (ConfigurationException e) {
      assertThat(e.problems())
          .singleElement()
          .extracting(Problem::message)
          .asString()
          .contains("expected: keep-credentials: false for this route");
    }
  }

  @Test
  void build_defaultOfAllRoutes_told() throws Exception {
    String yaml =
        yaml("https://id.example/t", "{path: /**, authenticate: user}")
            .replace(
                "  routes:\n",
                "  route-defaults: {forward: {token-exchange: orders}}\n  routes:\n");
    try {
      EdgeAuth.builder().configuration("test", yaml).onlyLooking().build().close();
      assertThat(yaml).isEmpty();
    } catch (ConfigurationException e) {
      assertThat(e.problems())
          .singleElement()
          .extracting(Problem::message)
          .asString()
          .contains("token-exchange is no default");
    }
  }

  /** In code: the same problems under the same keys. */
  @Test
  void build_inCode_everythingToldAtOnce() {
    RouteBuilder route = Route.path("/**").authenticate("spoken").tokenExchange("stock");
    try {
      EdgeAuth.builder()
          .authenticator("spoken", SpokenAuthenticator.of("Bearer", "X-User"))
          .tokenExchange("a b", TokenExchange.endpoint(URI.create("https://id.example/t")))
          .tokenExchange("orders", TokenExchange.endpoint(URI.create("http://id.example/t")))
          .tokenExchange("orders", TokenExchange.endpoint(URI.create("https://id.example/t")))
          .route(route)
          .build()
          .close();
      assertThat(route).isNull();
    } catch (ConfigurationException e) {
      assertThat(e.problems().stream().map(Problem::keyPath))
          .containsExactlyInAnyOrder(
              "edgeauth.forward.token-exchange.a b",
              "edgeauth.forward.token-exchange.orders.endpoint",
              "edgeauth.forward.token-exchange.orders.client-id",
              "edgeauth.forward.token-exchange.orders.client-secret",
              "edgeauth.forward.token-exchange.orders.audience",
              "edgeauth.forward.token-exchange.orders",
              "edgeauth.routes[0].forward.token-exchange",
              "edgeauth.routes[0].forward.token-exchange");
    }
  }

  /** H11: wherever the client's token stood, the backend has the new one and no trace of it. */
  @Test
  void decide_tokenInQueryOrCookie_newOneInAuthorization() throws Exception {
    try (TestAuthorizationServer server = TestAuthorizationServer.start(ExchangeTrial.exchanged());
        EdgeAuth edge =
            EdgeAuth.builder()
                .configuration(
                    "test",
                    yaml(
                        server.uri().toString(),
                        "{path: /**, authenticate: query, forward: {token-exchange: orders}}"))
                .build()) {
      String token = TestToken.valid("https://id.example", signer, Instant.now()).compact();
      for (TestRequest request :
          List.of(
              TestRequest.get("/a").query("t=" + token + "&x=1"),
              TestRequest.get("/a").header("Cookie", "a=b; sid=" + token),
              TestRequest.get("/a").query("t=" + token).header("X-Mine", "1"))) {
        Decision.Forward forward = (Decision.Forward) edge.decide(request);

        assertThat(ExchangeTrial.authorization(forward, request))
            .containsExactly("Bearer the-new-token");
        assertThat(forward.headers().apply("Cookie", request.headers("Cookie")).toString())
            .doesNotContain(token);
        assertThat(server.last().fields()).containsEntry("subject_token", token);
      }
      assertThat(server.calls()).as("one token, one exchange").isEqualTo(1);
    }
  }

  /** The token is that of the last step; the key of the first is the client's own affair. */
  @Test
  void decide_otherAuthenticatorOfTheStep_itsTokenIsExchanged() throws Exception {
    try (TestAuthorizationServer server = TestAuthorizationServer.start(ExchangeTrial.exchanged());
        EdgeAuth edge =
            EdgeAuth.builder()
                .configuration(
                    "test",
                    yaml(
                        server.uri().toString(),
                        "{path: /**, authenticate: [spoken, user | opaque], forward: {token-exchange: orders}}"))
                .authenticator("spoken", SpokenAuthenticator.of("Spoken", "X-User"))
                .build()) {
      String token = TestToken.valid("https://id.example", signer, Instant.now()).compact();
      TestRequest request = TestRequest.get("/a").header("X-User", "good").bearer(token);

      Decision decision = edge.decide(request);

      assertThat(ExchangeTrial.authorization(decision, request))
          .containsExactly("Bearer the-new-token");
      assertThat(server.last().fields()).containsEntry("subject_token", token);
    }
  }

  /** The exchange keeps what it knows when the configuration changes elsewhere. */
  @Test
  void reload_changeElsewhere_newTokensAreKept() throws Exception {
    try (TestAuthorizationServer server =
        TestAuthorizationServer.start(ExchangeTrial.exchanged())) {
      String route = "{path: /**, authenticate: user, forward: {token-exchange: orders}}";
      Path file = directory.resolve("edgeauth.yaml");
      Files.writeString(file, yaml(server.uri().toString(), route));
      String token = TestToken.valid("https://id.example", signer, Instant.now()).compact();
      try (EdgeAuth edge = EdgeAuth.builder().configuration(file).watch(false).build()) {
        assertThat(edge.decide(TestRequest.get("/a").bearer(token)))
            .isInstanceOf(Decision.Forward.class);
        Files.writeString(
            file, yaml(server.uri().toString(), "{path: /open, access: public}", route));
        edge.reload();
        assertThat(edge.decide(TestRequest.get("/a").bearer(token)))
            .isInstanceOf(Decision.Forward.class);
        assertThat(server.calls()).isEqualTo(1);
        Files.writeString(
            file, yaml(server.uri().toString(), route).replace("audience: orders", "audience: x"));
        edge.reload();
        assertThat(edge.decide(TestRequest.get("/a").bearer(token)))
            .isInstanceOf(Decision.Forward.class);
        assertThat(server.calls()).isEqualTo(2);
      }
    }
  }
}
