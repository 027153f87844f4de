package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen only when everything is put together, and that it is told at once. */
final class ConfigurationProblemsTest {

  private static final String PLANTED = "planted-secret-5d1c9e7b-of-32-bytes-or-more";

  @TempDir private Path directory;

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("edgeauth.yaml"), yaml);
  }

  private List<Problem> problems(String yaml) throws IOException {
    try {
      EdgeAuth.builder().configuration(file(yaml)).onlyLooking().build().close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  @Test
  void build_tenFaultsInDifferentSections_allTold() throws IOException {
    String yaml =
        """
        edgeauth:
          enabld: true
          request: {max-credential-length: 1MB}
          client-ip: {trusted-proxies: [10.0.0.1/8]}
          authenticators:
            user:
              jwt: {issuer: 'https://id.example.com', audience: api, clock-skew: 1h}
            partner:
              sigv4: {region: eu-central-1}
          routes:
            - {path: a, methods: [get], access: open}
            - {path: /b, authenticate: usr}
            - {path: /c, authenticate: user, policy: none-such}
          forward:
            list: lines
          audit: {log: everything}
          reload: {watch: no}
        """;
    assertThat(problems(yaml))
        .extracting(problem -> problem.origin().line() + " " + problem.keyPath())
        .containsExactly(
            "2 edgeauth.enabld",
            "3 edgeauth.request.max-credential-length",
            "4 edgeauth.client-ip.trusted-proxies",
            "7 edgeauth.authenticators.user.jwt.clock-skew",
            "9 edgeauth.authenticators.partner.sigv4",
            "11 edgeauth.routes[0].path",
            "11 edgeauth.routes[0].methods",
            "11 edgeauth.routes[0].access",
            "12 edgeauth.routes[1].authenticate",
            "13 edgeauth.routes[2].policy",
            "15 edgeauth.forward.list",
            "16 edgeauth.audit.log",
            "17 edgeauth.reload.watch");
  }

  @Test
  void build_unknownAuthenticator_knownOnesAtItsLine() throws IOException {
    String yaml =
        """
        edgeauth:
          authenticators:
            user: {jwt: {issuer: 'https://id.example.com', audience: api}}
          routes:
            - path: /a
              methods: GET
              authenticate: user | staff
        """;
    Problem problem = problems(yaml).get(0);
    assertThat(problem.origin().line()).isEqualTo(7);
    assertThat(problem.keyPath()).isEqualTo("edgeauth.routes[0].authenticate");
    assertThat(problem.message()).isEqualTo("no authenticator staff (expected: one of user)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-User-Id", "x_user_id"})
  void build_requestIdAsDefaultIdentityHeader_toldAtItsLine(String header) throws IOException {
    String yaml =
        """
        edgeauth:
          routes: [{path: /a, access: public}]
          forward:
            request-id: {header: %s}
        """;
    Problem problem = problems(yaml.formatted(header)).get(0);
    assertThat(problem.origin().line()).isEqualTo(4);
    assertThat(problem.keyPath()).isEqualTo("edgeauth.forward.request-id.header");

    Path file = directory.resolve("twin.yaml");
    Files.writeString(file, yaml.formatted("X-Correlation-Id"));
    EdgeAuth.from(file).close();
  }

  /** An authenticator that could not be read has its problem; that routes name it is none. */
  @ParameterizedTest
  @ValueSource(strings = {"{sigv4: {trust-store: a}}", "{jvt: {}}", "x", "{}", "[]"})
  void build_unreadableAuthenticator_routesNotBlamed(String kind) throws IOException {
    String yaml =
        "edgeauth:\n  authenticators: {user: "
            + kind
            + "}\n"
            + "  routes: [{path: /a, authenticate: user}]\n";
    assertThat(problems(yaml))
        .isNotEmpty()
        .allMatch(problem -> problem.keyPath().startsWith("edgeauth.authenticators.user"));
  }

  /** C02. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{audience: api}",
        "{issuer: 'https://id.example.com'}",
        "{issuer: 'https://id.example.com', audience: '*'}",
        "{issuer: 'https://id.example.com', audience: ''}",
        "{issuer: 'https://id.example.com', audience: []}",
        "{issuer: 'https://id.example.com', audience: api, allow-any-audience: true}",
        "{issuer: 'https://id.example.com', audience: api, algorithms: [none]}",
        "{issuer: 'https://id.example.com', audience: api, algorithms: [HS256]}",
        "{issuer: a, audience: api, secret: 0123456789012345678901234567890123456789, algorithms: [HS256, RS256]}",
        "{issuer: 'https://id.example.com', audience: api, required-claims: {a: []}}",
        "{issuer: 'https://id.example.com', audience: api, token-from: []}",
        "{issuer: 'http://id.example.com', audience: api}",
        "{issuer: 'https://u:p@id.example.com', audience: api}",
        "{issuer: a, audience: api, jwks-uri: 'http://id.example.com/k'}",
        "{issuer: a, audience: api, jwks-uri: 'https://x/k', jwks-file: k.json}"
      })
  void build_unsafeJwt_refused(String jwt) throws IOException {
    String yaml =
        "edgeauth:\n  authenticators: {user: {jwt: "
            + jwt
            + "}}\n"
            + "  routes: [{path: /a, authenticate: user}]\n";
    assertThat(problems(yaml))
        .isNotEmpty()
        .allMatch(problem -> problem.keyPath().startsWith("edgeauth.authenticators.user"))
        .allMatch(problem -> problem.origin().line() == 2)
        .allMatch(problem -> problem.message().contains("expected: "));
  }

  /** What is denied counts from the start: a file that cannot say it is told at its line. */
  @Test
  void build_denyListMissingOrFaulty_toldAtItsLine() throws IOException {
    String yaml =
        """
        edgeauth:
          authenticators:
            user:
              jwt:
                issuer: 'https://id.example.com'
                audience: api
                deny-list: denied.txt
          routes: [{path: /a, authenticate: user}]
        """;
    Path denied = directory.resolve("denied.txt");
    assertThat(problems(yaml))
        .extracting(Problem::toString)
        .containsExactly(
            directory.resolve("edgeauth.yaml")
                + ":7: edgeauth.authenticators.user.jwt.deny-list: cannot be read"
                + " (NoSuchFileException: "
                + denied
                + ")");
    Files.writeString(denied, "jti:a\nsub:" + PLANTED + " before long\n");
    assertThat(problems(yaml))
        .extracting(Problem::message)
        .containsExactly(
            "line 2: no time after before (expected: jti:VALUE, sub:VALUE or"
                + " sub:VALUE before 2026-11-22T10:00:00Z)");
    Files.writeString(denied, "jti:a\nsub:" + PLANTED + "\n");
    assertThat(problems(yaml)).isEmpty();
  }

  /** Its positive twin; C03: plain http only where the host is named. */
  @Test
  void build_http_onlyWhereNamed() throws IOException {
    String yaml =
        """
        edgeauth:
          authenticators: {user: {jwt: {issuer: 'http://id.example.com', audience: api}}}
          routes: [{path: /a, authenticate: user}]
        """;
    assertThat(problems(yaml)).hasSize(1);
    assertThat(problems(yaml + "  outbound: {allow-http: id.example.com}\n")).isEmpty();
  }

  /** R14, R29, C01. */
  @Test
  void build_routesMissingOrHidden_told() throws IOException {
    assertThat(problems("edgeauth: {}\n").get(0).message()).contains("at least one route");
    assertThat(problems("edgeauth: {routes: []}\n").get(0).message())
        .contains("at least one route");
    assertThat(problems("edgeauth:\n").get(0).keyPath()).isEqualTo("edgeauth");
    assertThat(problems("").get(0).message()).isNotEmpty();
    assertThat(problems("edgeauth: {routes: [{path: a}]}\n")).hasSize(1);
    List<Problem> hidden =
        problems(
            "edgeauth:\n  routes:\n    - {path: /**, access: public}\n    - {path: /a, access: public}\n");
    assertThat(hidden).hasSize(1);
    assertThat(hidden.get(0).origin().line()).isEqualTo(4);
    assertThat(hidden.get(0).message()).contains("earlier routes");
  }

  @Test
  void build_fileThatIsNotThere_thatAlone() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> EdgeAuth.from(directory.resolve("none.yaml")))
        .satisfies(e -> assertThat(e.problems()).hasSize(1))
        .withMessageContaining("there is no such file");
  }

  @Test
  void build_inCode_sameChecks() {
    EdgeAuthBuilder builder =
        EdgeAuth.builder()
            .authenticator("user", Jwt.issuer("https://id.example.com"))
            .authenticator("key", SpokenAuthenticator.of("ApiKey", "X-Key"))
            .authenticator("key", SpokenAuthenticator.of("ApiKey", "X-Key"))
            .policy("p", (identity, request) -> PolicyResult.Allowed.INSTANCE)
            .route(Route.path("/a").authenticate("user | kei"))
            .route(Route.path("/b").authenticate("key").policy("q"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(builder::build)
        .satisfies(e -> assertThat(e.problems()).hasSize(4))
        .withMessageContaining("audience: missing")
        .withMessageContaining("a name that another authenticator has")
        .withMessageContaining("no authenticator kei (expected: one of user, key")
        .withMessageContaining("no policy q (expected: one of p)");
  }

  /** C05: whatever is printed of a configuration, good or bad, holds no secret. */
  @Test
  void toString_ofEverything_withoutSecrets() throws IOException {
    String good =
        "edgeauth:\n  authenticators: {user: {jwt: {issuer: a, audience: api, secret: '"
            + PLANTED
            + "'}}}\n  routes: [{path: /a, authenticate: user}]\n";
    Problems problems = new Problems();
    Settings settings = SettingsFile.read(file(good), Map.of(), problems);
    List<Object> printed = new ArrayList<>(List.of(settings, problems.list()));
    settings.authenticators().forEach(named -> printed.addAll(List.of(named, named.spec())));
    printed.addAll(List.of(settings.forward(), settings.outbound(), settings.loosenings()));
    assertThat(printed.toString()).doesNotContain("planted");
    List<String> spoilt =
        List.of(
            good.replace("audience: api, ", ""),
            good.replace("secret: '", "secret: {a: '").replace("'}}}", "'}}}}"),
            good.replace("secret:", "sercet:"),
            good.replace("secret: '", "jwks-file: k, secret: '"),
            good.replace("secret: '", "algorithms: RS256, secret: '"),
            good.replace(PLANTED, "planted-short"),
            good.replace("'" + PLANTED + "'", "\"\\x" + PLANTED + "\""));
    for (String yaml : spoilt) {
      assertThat(problems(yaml)).isNotEmpty();
      assertThat(problems(yaml).toString()).doesNotContain("planted");
    }
  }
}
