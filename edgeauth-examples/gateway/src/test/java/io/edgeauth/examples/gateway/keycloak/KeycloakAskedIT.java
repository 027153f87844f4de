package io.edgeauth.examples.gateway.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.edgeauth.EdgeAuth;
import io.edgeauth.examples.gateway.LogLines;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway as a client of Keycloak, which is asked about each token and exchanges it. One
 * gateway serves all tests: each way to ask is a route of its own.
 */
@Tag("keycloak")
final class KeycloakAskedIT {

  private static final Realm SHOP = KeycloakRun.SHOP;
  private static final Duration TTL = Duration.ofSeconds(1);

  @RegisterExtension static final KeycloakRun RUN = new KeycloakRun();

  @TempDir private static Path directory;
  private static TokenEndpoint tokens;
  private static AskingConfiguration configuration;
  private static GuardedBackend edge;

  @BeforeAll
  static void start() throws Exception {
    tokens = RUN.server().tokens(SHOP);
    configuration = AskingConfiguration.of(directory, SHOP, RUN.server().issuer(SHOP));
    edge = GuardedBackend.start(directory, configuration.yaml(TTL));
  }

  @AfterAll
  static void stop() {
    if (edge != null) {
      edge.close();
    }
  }

  private static JWTClaimsSet claims(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/basic", "/post", "/signing"})
  void introspection_everyWayToProveOneself_backendSeesWhoIsCalling(String way) throws Exception {
    String token = tokens.person(Realm.ALICE).access();

    Map<String, Object> headers = GuardedBackend.received(edge.get(way, token));

    assertThat(headers)
        .containsEntry("x-user-id", List.of(claims(token).getSubject()))
        .containsEntry("x-user-email", List.of("alice@example.com"))
        .containsEntry("x-client-id", List.of(Realm.APPLICATION))
        .doesNotContainKey("authorization");
    assertThat(headers.get("x-user-role").toString()).contains("admin");
    assertThat(edge.get(way, "made-up").statusCode()).isEqualTo(401);
  }

  /** I03. Keycloak tells a client of access tokens that are meant for it, and of nothing else. */
  @Test
  void introspection_otherTokensOfTheSameKeycloak_refused() {
    TokenEndpoint.Tokens good = tokens.person(Realm.ALICE);
    String elsewhere = RUN.server().tokens(KeycloakRun.ELLIPTIC).machine(Realm.APPLICATION);
    try (LogLines audit = LogLines.of("edgeauth.audit")) {
      for (String bad :
          List.of(good.refresh(), good.id(), tokens.machine(Realm.STRANGER), elsewhere)) {
        assertThat(edge.get("/basic", bad).statusCode()).isEqualTo(401);
      }
      assertThat(audit.all())
          .hasSize(4)
          .allSatisfy(line -> assertThat(line).contains("\"reason\":\"token-inactive\""));
    }
    assertThat(edge.get("/basic", good.access()).statusCode()).isEqualTo(200);
  }

  /** I12. */
  @Test
  void introspection_revokedOrLoggedOut_refusedWithinTtl() {
    String revoked = tokens.person(Realm.ALICE).access();
    TokenEndpoint.Tokens ended = tokens.person(Realm.BOB);
    String other = tokens.person(Realm.BOB).access();
    for (String token : List.of(revoked, ended.access(), other)) {
      assertThat(edge.get("/basic", token).statusCode()).isEqualTo(200);
    }

    tokens.revoke(revoked);
    tokens.logOut(ended);

    await()
        .atMost(TTL.plusSeconds(4)) // a machine with other things to do
        .until(
            () ->
                edge.get("/basic", revoked).statusCode() == 401
                    && edge.get("/basic", ended.access()).statusCode() == 401);
    assertThat(edge.get("/basic", other).statusCode()).isEqualTo(200);
  }

  /** I12. In this process, since nobody tells a gateway yet. */
  @Test
  void invalidate_revoked_refusedAtOnce() throws Exception {
    String token = tokens.person(Realm.ALICE).access();
    TestRequest request = TestRequest.get("/basic").bearer(token);
    try (EdgeAuth here =
        EdgeAuth.builder()
            .configuration("edgeauth.yaml", configuration.yaml(Duration.ofHours(1)))
            .build()) {
      assertThat(here.decide(request)).isInstanceOf(Decision.Forward.class);
      tokens.revoke(token);
      assertThat(here.decide(request)).isInstanceOf(Decision.Forward.class);

      here.invalidate(token);

      assertThat(here.decide(request))
          .isInstanceOfSatisfying(
              Decision.Reject.class,
              reject -> assertThat(reject.problem().status()).isEqualTo(401));
    }
  }

  /** I09, I17. */
  @ParameterizedTest
  @CsvSource({
    "/wrong, ERROR wrong: our own credentials were refused: the endpoint answered 401",
    "/forged, ERROR forged: our own credentials were refused: the endpoint answered 400",
    "/jwt, WARN jwt: a call failed: the endpoint answered with another type than application/"
  })
  void introspection_notAnswered_unavailableAndTold(String way, String told) {
    String token = tokens.person(Realm.ALICE).access();
    try (LogLines log = LogLines.of("io.edgeauth")) {
      assertUnavailable(edge.get(way, token));

      assertThat(log.all()).filteredOn(line -> line.startsWith(told)).hasSize(1);
    }
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/orders, " + Askers.GATEWAY, "/orders-signing, " + Askers.SIGNING})
  void exchange_goodToken_backendHasOneOfItsOwn(String path, String asker) throws Exception {
    String token = tokens.person(Realm.ALICE).access();

    Map<String, Object> headers = GuardedBackend.received(edge.get(path, token));

    assertThat(headers.toString()).doesNotContain(token);
    String bearer = ((List<?>) headers.get("authorization")).get(0).toString();
    assertThat(bearer).startsWith("Bearer ");
    JWTClaimsSet received = claims(bearer.substring("Bearer ".length()));
    assertThat(received.getAudience()).containsExactly(Askers.BACKEND);
    assertThat(received.getClaim("azp")).isEqualTo(asker);
    assertThat(received.getSubject()).isEqualTo(claims(token).getSubject());
    assertThat(headers).containsEntry("x-client-id", List.of(Realm.APPLICATION));
  }

  /** Another's audience, no client's audience, and a secret that is none. */
  @ParameterizedTest
  @CsvSource({
    "/payroll, token-exchange-refused",
    "/nobody, token-exchange-unavailable",
    "/orders-wrong, token-exchange-unavailable"
  })
  void exchange_refused_unavailableAndNothingGoesOn(String path, String reason) {
    String token = tokens.person(Realm.ALICE).access();
    int before = edge.hits();
    try (LogLines audit = LogLines.of("edgeauth.audit")) {
      assertUnavailable(edge.get(path, token));

      assertThat(audit.all()).singleElement().asString().contains("\"" + reason + "\"");
      assertThat(edge.hits()).isEqualTo(before);
    }
  }
}
