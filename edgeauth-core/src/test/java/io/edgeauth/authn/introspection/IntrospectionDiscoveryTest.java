package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.Identity;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the endpoint is found, and where the authenticator may stand. */
@Timeout(60)
final class IntrospectionDiscoveryTest {

  @TempDir private Path directory;
  private final TestIssuer issuer = TestIssuer.start();
  private final TestAuthorizationServer server = TestAuthorizationServer.start(Map.of());
  private IntrospectionTrial trial;

  @AfterEach
  void end() {
    if (trial != null) {
      trial.close();
    }
    server.close();
    issuer.close();
  }

  private void metadata(String name, Object endpoint) {
    issuer.answerMetadataWith(
        TestIssuer.json(200, Map.of("issuer", name, "introspection_endpoint", endpoint)));
  }

  private IntrospectionTrial trial() {
    if (trial == null) {
      server.answerWith(active("iss", issuer.issuer()));
      trial = IntrospectionTrial.of(Introspection.issuer(issuer.issuer()), spec -> {});
    }
    return trial;
  }

  @Test
  void decide_issuerAlone_endpointOfItsMetadata() {
    metadata(issuer.issuer(), server.uri().toString());

    trial().accepts("a");
    trial.accepts("b");

    assertThat(issuer.metadataRequests()).isEqualTo(1);
    assertThat(server.calls()).isEqualTo(2);
  }

  /** Metadata of another issuer, or an endpoint that may not be called, is never used. */
  @Test
  void decide_metadataThatLies_nobodyAsked() {
    metadata("https://other.example", server.uri().toString());
    trial().refuses("a", Reasons.INTROSPECTION_UNAVAILABLE);
    metadata(issuer.issuer(), "http://other.example/introspect");
    trial.refuses("b", Reasons.INTROSPECTION_UNAVAILABLE);
    metadata(issuer.issuer(), 7);
    trial.refuses("c", Reasons.INTROSPECTION_UNAVAILABLE);
    issuer.answerMetadataWith(TestIssuer.body(500, "text/plain", ""));
    trial.refuses("d", Reasons.INTROSPECTION_UNAVAILABLE);
    assertThat(server.calls()).isZero();
    metadata(issuer.issuer(), server.uri().toString());

    trial.accepts("e");
  }

  /** An address that is known serves on while the metadata is out of reach. */
  @Test
  void decide_metadataOutOfReachLater_endpointServesOn() {
    metadata(issuer.issuer(), server.uri().toString());
    trial().accepts("a");
    issuer.answerMetadataWith(TestIssuer.body(500, "text/plain", ""));
    trial.pass(Duration.ofHours(2));
    Map<String, Object> later = active("iss", issuer.issuer());
    later.remove("exp");
    server.answerWith(later);

    trial.accepts("b");
    await().until(() -> issuer.metadataRequests() >= 2);
    trial.accepts("c");
  }

  /** An endpoint that moved is found again. */
  @Test
  void decide_endpointMoves_found() {
    metadata(issuer.issuer(), server.uri().toString());
    trial().accepts("a");
    try (TestAuthorizationServer moved =
        TestAuthorizationServer.start(active("iss", issuer.issuer()))) {
      metadata(issuer.issuer(), moved.uri().toString());
      server.stop();
      trial.refuses("b", Reasons.INTROSPECTION_UNAVAILABLE);
      trial.pass(Duration.ofSeconds(10));

      await().until(() -> trial.status("c") == 200);
      assertThat(moved.calls()).isPositive();
    }
  }

  private static List<String> problems(Runnable building) {
    try {
      building.run();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  private Introspection spec() {
    return Introspection.endpoint(server.uri()).clientId("gateway").clientSecret(Secret.of("x"));
  }

  private List<String> problems(Introspection spec, String steps, boolean optional) {
    return problems(
        () -> {
          var route = Route.path("/**").authenticate(steps);
          EdgeAuth.builder()
              .authenticator("opaque", spec)
              .authenticator("user", SpokenAuthenticator.of("Bearer", "Authorization"))
              .authenticator("key", SpokenAuthenticator.of("ApiKey", "X-API-Key"))
              .authenticator("signed", SpokenAuthenticator.of("AWS4", "Authorization"))
              .route(optional ? route.optional() : route)
              .build()
              .close();
        });
  }

  /** A route that asks for credentials never goes on without. */
  @Test
  void build_anonymousAllowedOnARouteThatIsNotOptional_told() {
    Introspection easy = spec().onUnavailable(OnUnavailable.ALLOW_ANONYMOUS);

    assertThat(problems(easy, "opaque", false))
        .singleElement()
        .asString()
        .contains("edgeauth.routes[0].authenticate: opaque lets requests pass as anonymous")
        .contains("(expected: on-unavailable: deny or stale; or a route with optional: true)");
    assertThat(problems(easy, "opaque", true)).isEmpty();
    assertThat(problems(spec(), "opaque", false)).isEmpty();
  }

  /** Else another issuer's tokens would go to this one's server, and never to their own. */
  @Test
  void build_bearerTokensAskedAfterIt_told() {
    assertThat(problems(spec(), "opaque | user", false))
        .singleElement()
        .asString()
        .contains("opaque takes every bearer token, and user is never asked")
        .contains("(expected: user before it)");
    assertThat(problems(spec(), "user | opaque", false)).isEmpty();
    assertThat(problems(spec(), "opaque | key", false)).isEmpty();
    assertThat(problems(spec(), "opaque | signed", false)).isEmpty();
  }

  @Test
  void build_specThatContradictsItself_everythingTold() {
    assertThat(
            problems(
                Introspection.endpoint(URI.create("http://id.example/i"))
                    .accept(AnswerFormat.JWT)
                    .audience("*")
                    .connectTimeout(Duration.ZERO)
                    .totalTimeout(Duration.ofHours(1))
                    .maxConcurrent(0)
                    .cache(Duration.ofDays(2), -1)
                    .negativeTtl(Duration.ofDays(2))
                    .staleFor(Duration.ofDays(2)),
                "opaque",
                false))
        .extracting(problem -> problem.replaceAll(".*opaque\\.([a-z.-]+): .*", "$1"))
        .containsExactlyInAnyOrder(
            "endpoint",
            "accept",
            "client-id",
            "client-secret",
            "audience",
            "connect-timeout",
            "total-timeout",
            "max-concurrent",
            "cache.ttl",
            "cache.negative-ttl",
            "cache.max-entries",
            "stale-for");
    assertThatThrownBy(
            () -> EdgeAuth.builder().authenticator("opaque", spec().clientId("")).build())
        .isInstanceOf(ConfigurationException.class);
  }

  /** An assertion names whom it is for: the issuer where it is known, else whoever is asked. */
  @Test
  void decide_signedAssertion_namesItsAudience() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("key.json"), TestKey.of("ES256", "k1").jwk().toJSONString());
    server.answerWith(Map.of("active", true, "sub", "bob"));

    assertThat(audience(Introspection.endpoint(server.uri()), file))
        .isEqualTo(server.uri().toString());
    assertThat(audience(Introspection.issuer("https://id.example", server.uri()), file))
        .isEqualTo("https://id.example");
  }

  private Object audience(Introspection spec, Path file) throws Exception {
    spec.clientId("gateway").clientAuth(ClientMethod.PRIVATE_KEY_JWT).clientKeyFile(file);
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("opaque", spec)
            .route(Route.path("/**").authenticate("opaque"))
            .build()) {
      assertThat(status(edge, "abc")).isEqualTo(200);
    }
    String assertion = server.last().fields().get("client_assertion");
    byte[] claims = Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[1]);
    return JsonReader.readObject(claims).get("aud");
  }

  @Test
  void invalidate_closed_saysSo() {
    EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("opaque", spec())
            .route(Route.path("/**").authenticate("opaque"))
            .build();
    edge.close();

    assertThatThrownBy(() -> edge.invalidate("abc")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void loosenings_onPurpose_namedAsTheyAreWritten() {
    assertThat(spec().loosenings()).isEmpty();
    assertThat(spec().onUnavailable(OnUnavailable.STALE).loosenings())
        .containsExactly("on-unavailable: stale, tokens pass for PT5M unasked");
    assertThat(spec().onUnavailable(OnUnavailable.ALLOW_ANONYMOUS).loosenings())
        .singleElement()
        .asString()
        .startsWith("on-unavailable: allow-anonymous, ");
  }

  /**
   * {@code user | opaque}: a JWT of the issuer is verified here, everything else is asked about.
   */
  @Test
  void decide_jwtBeforeOpaque_eachHasItsOwn() throws Exception {
    TestKey key = TestKey.of("ES256", "k1");
    Path keys = Files.writeString(directory.resolve("keys.json"), TestIssuer.keySet(key));
    server.answerWith(active());
    String yaml =
        """
        edgeauth:
          authenticators:
            user: {jwt: {issuer: "https://id.example", audience: api, jwks-file: "%s"}}
            opaque:
              introspection:
                endpoint: %s
                client-id: gateway
                client-secret: some-secret
                circuit-breaker: {failure-rate: 50, minimum-calls: 10, window: 30s, open-for: 10s}
                cache: {ttl: 60s, negative-ttl: 10s, max-entries: 1000, shared: false}
          routes:
            - {path: /**, authenticate: user | opaque}
        """
            .formatted(keys, server.uri());
    try (EdgeAuth edge = EdgeAuth.builder().configuration("test", yaml).build()) {
      assertThat(methods(edge, TestToken.valid("https://id.example", key).compact()))
          .containsExactly("user");
      assertThat(server.calls()).isZero();
      assertThat(status(edge, TestToken.valid("https://id.example", key).claim("exp", 1).compact()))
          .as("a bad one of the issuer is nobody else's")
          .isEqualTo(401);
      assertThat(server.calls()).isZero();
      server.answerWith(TestIssuer.json(200, Map.of("active", true, "sub", "bob")));
      assertThat(methods(edge, "opaque-token")).containsExactly("opaque");
      assertThat(methods(edge, TestToken.valid("https://other.example", key).compact()))
          .containsExactly("opaque");
      assertThat(server.calls()).isEqualTo(2);
    }
  }

  private static int status(EdgeAuth edge, String token) {
    return IntrospectionTrial.status(edge.decide(TestRequest.get("/x").bearer(token)));
  }

  private static List<String> methods(EdgeAuth edge, String token) {
    Decision decision = edge.decide(TestRequest.get("/x").bearer(token));
    Identity identity = ((Decision.Forward) decision).identity();
    return identity.methods();
  }

  /** A change of the configuration that is none for it forgets nothing. */
  @Test
  void reload_sameSettings_nothingForgotten() throws Exception {
    server.answerWith(Map.of("active", true, "sub", "bob"));
    String yaml =
        """
        edgeauth:
          authenticators:
            opaque:
              introspection: {endpoint: "%s", client-id: gateway, client-secret: s, cache: {ttl: %s}}
          routes:
            - {path: /**, authenticate: opaque}
        """;
    Path file = directory.resolve("edgeauth.yaml");
    Files.writeString(file, yaml.formatted(server.uri(), "60s"));
    try (EdgeAuth edge = EdgeAuth.builder().configuration(file).watch(false).build()) {
      assertThat(status(edge, "abc")).isEqualTo(200);
      Files.writeString(file, yaml.formatted(server.uri(), "60s") + "  audit: {log: all}\n");
      edge.reload();
      assertThat(status(edge, "abc")).isEqualTo(200);
      assertThat(server.calls()).isEqualTo(1);
      Files.writeString(file, yaml.formatted(server.uri(), "50s"));
      edge.reload();
      assertThat(status(edge, "abc")).isEqualTo(200);
      assertThat(server.calls()).isEqualTo(2);
    }
  }
}
