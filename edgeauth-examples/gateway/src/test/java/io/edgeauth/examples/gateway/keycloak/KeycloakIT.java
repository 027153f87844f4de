package io.edgeauth.examples.gateway.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.edgeauth.examples.gateway.LogLines;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway before a real issuer: Keycloak's tokens, the rotation of its keys while requests go
 * on, and its absence. A test that changes keys has a realm of its own.
 */
@Tag("keycloak")
final class KeycloakIT {

  private static final Realm SHOP = KeycloakRun.SHOP;
  private static final Realm ELLIPTIC = KeycloakRun.ELLIPTIC;
  private static final Realm ROTATED = KeycloakRun.ROTATED;

  private static final String BRISK = "cooldown: 1s, refresh-interval: 30s";
  private static final String DEFAULTS = "";

  @TempDir private static Path directory;
  private static KeycloakServer keycloak;

  @RegisterExtension static final KeycloakRun RUN = new KeycloakRun();

  @BeforeAll
  static void find() {
    keycloak = RUN.server();
  }

  private static GuardedBackend before(Realm realm, String jwks) throws Exception {
    return GuardedBackend.start(directory, keycloak.issuer(realm), jwks);
  }

  private static String forged(Realm realm) {
    return TestToken.valid(keycloak.issuer(realm), TestKey.of("RS256", "forged")).compact();
  }

  @Test
  void accessToken_ofPerson_backendSeesSubjectClientAndRealmRoles() throws Exception {
    try (GuardedBackend edge = before(SHOP, DEFAULTS)) {
      String token = keycloak.tokens(SHOP).person(Realm.ALICE).access();

      var headers = GuardedBackend.received(edge.get("/admin/orders", token));

      assertThat(headers)
          .containsEntry(
              "x-user-id", List.of(SignedJWT.parse(token).getJWTClaimsSet().getSubject()))
          .containsEntry("x-user-email", List.of("alice@example.com"))
          .containsEntry("x-client-id", List.of(Realm.APPLICATION))
          .doesNotContainKey("authorization");
      assertThat(headers.get("x-user-role").toString().split("[\\[\\] ]+"))
          .contains("admin", "user");
    }
  }

  @Test
  void accessToken_withoutRole_forbiddenThereAndAcceptedElsewhere() throws Exception {
    try (GuardedBackend edge = before(SHOP, DEFAULTS)) {
      String token = keycloak.tokens(SHOP).person(Realm.BOB).access();

      assertThat(edge.get("/admin/orders", token).statusCode()).isEqualTo(403);
      assertThat(GuardedBackend.received(edge.get("/orders", token)).get("x-user-role").toString())
          .contains("user")
          .doesNotContain("admin");
    }
  }

  @Test
  void accessToken_ofRealmThatSignsWithEs256_accepted() throws Exception {
    try (GuardedBackend edge = before(ELLIPTIC, DEFAULTS)) {
      String token = keycloak.tokens(ELLIPTIC).person(Realm.ALICE).access();

      assertThat(SignedJWT.parse(token).getHeader().getAlgorithm().getName()).isEqualTo("ES256");
      assertThat(edge.get("/admin/orders", token).statusCode()).isEqualTo(200);
    }
  }

  /** Keycloak signs them all; they are no access tokens for this audience. */
  @Test
  void otherTokens_ofTheSameKeycloak_refusedEachForItsReason() throws Exception {
    try (GuardedBackend edge = before(SHOP, DEFAULTS);
        LogLines audit = LogLines.of("edgeauth.audit")) {
      TokenEndpoint.Tokens tokens = keycloak.tokens(SHOP).person(Realm.ALICE);

      assertRefused(edge, audit, tokens.refresh(), "token-algorithm");
      assertRefused(edge, audit, tokens.id(), "token-audience");
      assertRefused(edge, audit, keycloak.tokens(SHOP).machine(Realm.STRANGER), "token-audience");
      assertRefused(
          edge, audit, keycloak.tokens(ROTATED).machine(Realm.APPLICATION), "credential-foreign");
      assertThat(edge.hits()).isZero();
      assertThat(edge.status(tokens.access())).isEqualTo(200);
      assertThat(edge.status(keycloak.tokens(SHOP).machine(Realm.APPLICATION))).isEqualTo(200);
    }
  }

  private static void assertRefused(
      GuardedBackend edge, LogLines audit, String token, String reason) {
    HttpResponse<String> answer = edge.get("/orders", token);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).contains("error=\"invalid_token\""));
    assertThat(audit.all().get(audit.all().size() - 1)).contains("\"reason\":\"" + reason + "\"");
  }

  /** A realm's JWK set holds a key for encryption beside those for signatures. */
  @Test
  void keySet_withEncryptionKey_ignoresThatOneAloudAndServesByTheOthers() throws Exception {
    try (LogLines log = LogLines.of("io.edgeauth");
        GuardedBackend edge = before(SHOP, BRISK)) {
      assertThat(edge.status(keycloak.tokens(SHOP).machine(Realm.APPLICATION))).isEqualTo(200);

      assertThat(log.all())
          .filteredOn(line -> line.contains("a key is not used"))
          .singleElement()
          .asString()
          .matches("WARN .*/realms/shop: a key is not used: key \\S+: its use is not sig");
      assertThat(log.all())
          .contains("INFO " + keycloak.issuer(SHOP) + ": 1 usable keys")
          .noneMatch(line -> line.contains("not loaded"));
    }
  }

  /**
   * K12, J42. An unknown key id brings about one fetch per cooldown, so that a second rotation
   * within the cooldown of the first may cost refusals by design; here is one rotation, and nobody
   * but it brings new ids. Keycloak forbids caching its JWK set ({@code no-cache}), so that under
   * the defaults the gateway fetches it once per cooldown of 30 s; a deleted key's tokens end as
   * soon.
   */
  @Test
  void rotation_underLoad_noGoodTokenIsRefusedAndADeletedKeysAreInTime() throws Exception {
    TokenEndpoint tokens = keycloak.tokens(ROTATED);
    KeyAdministration keys = keycloak.keys(ROTATED);
    try (GuardedBackend edge = before(ROTATED, DEFAULTS);
        Load load = Load.start(4, edge, () -> tokens.machine(Realm.APPLICATION))) {
      String old = keys.active();
      load.awaitMore(500, old);

      keys.add();
      String next = keys.active();
      assertThat(next).isNotEqualTo(old);
      load.awaitMore(500, old, next);
      keys.retire(old);
      load.awaitMore(500, old, next);
      assertThat(load.refusals()).isEmpty();

      long deletion = System.nanoTime();
      keys.delete(old);
      await()
          .atMost(Duration.ofSeconds(40)) // 30, a fetch, and a machine with other things to do
          .until(() -> load.refusals().size() >= 4); // each sender had a token of the old key
      load.awaitMore(500, next);
      load.end();

      assertThat(load.refusals())
          .hasSize(4)
          .allMatch(refusal -> refusal.keyId().equals(old))
          .allMatch(refusal -> refusal.status() == 401)
          .allMatch(refusal -> refusal.at() > deletion);
      assertThat(load.passed()).containsOnlyKeys(old, next);
    }
  }

  @Test
  void outage_lastKeysServeOn_gatewayThatStartsMeanwhileWaits_bothRecover() throws Exception {
    String good = keycloak.tokens(SHOP).machine(Realm.APPLICATION);
    String unseen = keycloak.tokens(SHOP).machine(Realm.APPLICATION);
    String elliptic = keycloak.tokens(ELLIPTIC).machine(Realm.APPLICATION);
    String forged = forged(SHOP);
    try (LogLines log = LogLines.of("io.edgeauth");
        GuardedBackend running = before(SHOP, BRISK)) {
      assertThat(running.status(good)).isEqualTo(200);
      assertThat(running.status(forged)).isEqualTo(401);

      keycloak.stop();
      try (GuardedBackend late = before(ELLIPTIC, BRISK)) {
        await().atMost(Duration.ofSeconds(10)).until(() -> running.status(forged) == 503);
        assertUnavailable(running.get("/orders", forged));
        assertThat(running.status(good)).isEqualTo(200);
        // It is not remembered, so that its signature is checked.
        assertThat(running.status(unseen)).isEqualTo(200);
        assertUnavailable(late.get("/orders", elliptic));
        assertUnavailable(late.get("/orders", forged(ELLIPTIC)));
        assertThat(late.hits()).isZero();
        assertThat(log.all())
            .anyMatch(line -> line.matches("WARN .*/shop: not loaded \\(.+\\); 1 keys in use"))
            .anyMatch(line -> line.matches("WARN .*/elliptic: not loaded \\(.+\\); 0 keys in use"));

        long before = loads(log, SHOP);
        assertThat(loads(log, ELLIPTIC)).isZero();
        keycloak.startAgain();
        // Nobody sends a request: they find out by themselves, trying once per cooldown.
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> loads(log, SHOP) > before && loads(log, ELLIPTIC) > 0);
        assertThat(late.status(elliptic)).isEqualTo(200);
        assertThat(late.status(forged(ELLIPTIC))).isEqualTo(401);
        assertThat(running.status(forged)).isEqualTo(401);
        assertThat(running.status(keycloak.tokens(SHOP).machine(Realm.APPLICATION))).isEqualTo(200);
      } finally {
        keycloak.startAgain(); // whatever happened: other tests need it
      }
    }
  }

  private static long loads(LogLines log, Realm realm) {
    String source = "INFO " + keycloak.issuer(realm) + ": ";
    return log.count(line -> line.startsWith(source) && line.endsWith(" usable keys"));
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 2L);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
  }
}
