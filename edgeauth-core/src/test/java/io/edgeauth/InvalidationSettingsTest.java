package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.RequestBody;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the back-channel is asked for, and that it changes with the configuration. */
final class InvalidationSettingsTest {

  @TempDir private Path directory;
  private final TestAuthorizationServer server =
      TestAuthorizationServer.start(Map.of("active", true, "sub", "alice"));

  @AfterEach
  void end() {
    server.close();
  }

  private static EdgeAuthBuilder builder() {
    return EdgeAuth.builder()
        .authenticator("admin", SpokenAuthenticator.of("Spoken", "X-Admin"))
        .route(Route.path("/health").allowPublic());
  }

  private static List<String> problems(EdgeAuthBuilder builder) {
    try {
      builder.build().close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(one -> one.keyPath() + ": " + one.message()).toList();
    }
  }

  private static int status(Decision decision) {
    return decision instanceof Decision.Answer answer
        ? answer.status()
        : IntrospectionTrial.status(decision);
  }

  @Test
  void builder_wrongPathOrStep_toldWithWhatToWrite() {
    assertThat(problems(builder().invalidation("/x", "admin"))).isEmpty();
    assertThat(problems(builder().invalidation("/x/**", "admin")))
        .containsExactly(
            "edgeauth.invalidation.path: /x/**: more than one path (expected: one, such as"
                + " /invalidate)");
    assertThat(problems(builder().invalidation("/x", "nobody")))
        .containsExactly(
            "edgeauth.invalidation.authenticate: no authenticator nobody (expected: one of admin)");
    assertThatThrownBy(() -> builder().invalidation("/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalidation: no step (expected: an authenticator, which says who may)");
    assertThatThrownBy(() -> builder().invalidation("x", "admin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a path");
    assertThatThrownBy(() -> builder().invalidation("/x", "admin |"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whoever may come in without credentials elsewhere is nobody who may invalidate. */
  @Test
  void builder_authenticatorThatLetsAnonymousIn_problem() {
    Introspection opaque =
        Introspection.endpoint(server.uri())
            .clientId("gateway")
            .clientSecret(io.edgeauth.keys.Secret.of("the-gateway's-secret"))
            .onUnavailable(OnUnavailable.ALLOW_ANONYMOUS);
    assertThat(problems(builder().authenticator("opaque", opaque).invalidation("/x", "opaque")))
        .singleElement()
        .asString()
        .startsWith("edgeauth.invalidation.authenticate: opaque ");
  }

  @Test
  void route_ofTheSamePath_canNeverMatch() {
    EdgeAuthBuilder same =
        builder().invalidation("/%65dge", "admin").route(Route.path("/edge").allowPublic());
    assertThat(problems(same))
        .containsExactly(
            "edgeauth.routes[1]: /edge: it can never match, since edgeauth.invalidation.path takes"
                + " all of its requests (expected: another path for one of the two)");
    assertThat(
            problems(
                builder()
                    .invalidation("/edge", "admin")
                    .route(Route.path("/edge").host("a.example").methods("GET").allowPublic())))
        .hasSize(1);
    // What takes other paths too still has these.
    assertThat(
            problems(
                builder()
                    .invalidation("/edge", "admin")
                    .route(Route.path("/edge/**").allowPublic())
                    .route(Route.pathRegex("/edge").allowPublic())))
        .isEmpty();
  }

  @Test
  void steps_several_allAsked() {
    try (EdgeAuth edge =
        builder()
            .authenticator("second", SpokenAuthenticator.of("Second", "X-Second"))
            .invalidation("/x", "admin", "second")
            .build()) {
      TestRequest one = TestRequest.form("/x", "token=a").header("X-Admin", "good");
      assertThat(status(edge.decide(one))).isEqualTo(401);
      assertThat(status(edge.decide(one.header("X-Second", "good")))).isEqualTo(200);
    }
  }

  private Path configuration(String path, String ttl) throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"),
        """
        edgeauth:
          reload: {watch: false}
          authenticators:
            opaque:
              introspection:
                endpoint: %s
                client-id: gateway
                client-secret: the-gateways-secret
                cache: {ttl: %s}
          invalidation: {path: %s, authenticate: [admin]}
          routes:
            - {path: /**, authenticate: opaque}
        """
            .formatted(server.uri(), ttl, path));
  }

  private EdgeAuth configured() throws IOException {
    return EdgeAuth.builder()
        .authenticator("admin", SpokenAuthenticator.of("Spoken", "X-Admin"))
        .configuration(configuration("/one", "60s"))
        .build();
  }

  private static int ask(EdgeAuth edge, String token) {
    return status(edge.decide(TestRequest.get("/any").bearer(token)));
  }

  private static TestRequest form(String path) {
    return TestRequest.form(path, "token=abc").header("X-Admin", "good");
  }

  @Test
  void reload_otherPath_takesItsPlace() throws IOException {
    try (EdgeAuth edge = configured()) {
      assertThat(status(edge.decide(form("/one")))).isEqualTo(200);
      assertThat(status(edge.decide(form("/two")))).isEqualTo(401);
      configuration("/two", "60s");
      edge.reload();
      assertThat(status(edge.decide(form("/two")))).isEqualTo(200);
      assertThat(status(edge.decide(form("/one")))).isEqualTo(401);
    }
  }

  /**
   * I12: a form whose body comes slowly is decided by the old configuration, and the token is
   * forgotten in the new one, which remembers it by itself.
   */
  @Test
  void reload_whileABodyComes_forgottenByTheNewOneToo() throws IOException {
    try (EdgeAuth edge = configured()) {
      assertThat(ask(edge, "abc")).isEqualTo(200);
      TestRequest slow =
          form("/one")
              .body(
                  max -> {
                    try {
                      configuration("/one", "50s");
                    } catch (IOException e) {
                      return RequestBody.Unreadable.INSTANCE;
                    }
                    edge.reload();
                    assertThat(ask(edge, "abc")).isEqualTo(200);
                    server.answerWith(Map.of("active", false));
                    assertThat(ask(edge, "abc")).isEqualTo(200);
                    return new RequestBody.Content("token=abc".getBytes(StandardCharsets.US_ASCII));
                  });
      assertThat(status(edge.decide(slow))).isEqualTo(200);
      assertThat(ask(edge, "abc")).isEqualTo(401);
    }
  }

  /** I12: what a revoked token was exchanged for does not live on. */
  @Test
  void post_exchangedToken_exchangedAnew() {
    try (TestAuthorizationServer exchanging =
            TestAuthorizationServer.start(ExchangeTrial.exchanged());
        ExchangeTrial trial = ExchangeTrial.of(exchanging)) {
      trial.authorization("abc");
      trial.authorization("abc");
      assertThat(exchanging.calls()).isEqualTo(1);
      trial.trial().edge().invalidate("abc");
      trial.authorization("abc");
      assertThat(exchanging.calls()).isEqualTo(2);
      trial.asked().answerWith(Map.of("active", false));
      trial.trial().edge().invalidate("abc");
      assertThat(IntrospectionTrial.status(trial.ask("abc"))).isEqualTo(401);
      assertThat(exchanging.calls()).isEqualTo(2);
    }
  }
}
