package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key from its issue to its end, through {@code decide}. */
final class ApiKeysTest {

  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final RecordedEvents events = new RecordedEvents();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator("partner", ApiKeys.prefix("ck_live_").queryParameter("api_key"))
          .authenticator("staff", ApiKeys.prefix("st_"))
          .route(Route.path("/orders/**").authenticate("partner"))
          .route(Route.path("/any/**").authenticate("partner | staff"))
          .listener(events)
          .time(clock, new FakeTicker())
          .build();
  private final ApiKeys keys = edge.apiKeys("partner");

  @AfterEach
  void close() {
    edge.close();
  }

  private @Nullable Reason decide(TestRequest request) {
    Decision decision = edge.decide(request);
    List<DecisionEvent> told = events.of(DecisionEvent.class);
    DecisionEvent event = told.get(told.size() - 1);
    assertThat(decision instanceof Decision.Forward).isEqualTo(event.reason() == null);
    return event.reason();
  }

  private static TestRequest with(String key) {
    return TestRequest.get("/orders/7").header("X-API-Key", key);
  }

  @Test
  void issue_everything_provesItsOwner() throws Exception {
    IssuedKey issued =
        keys.issue(
            ApiKeyRequest.owner("acme")
                .name("nightly")
                .tenant("t1")
                .scopes("orders:read")
                .roles("reader")
                .plan("gold"));
    Decision decision = edge.decide(with(issued.secret()));
    assertThat(decision).isInstanceOf(Decision.Forward.class);
    Identity identity = ((Decision.Forward) decision).identity();
    assertThat(identity.client()).isEqualTo("acme");
    assertThat(identity.subject()).isNull();
    assertThat(identity.scopes()).containsExactly("orders:read");
    assertThat(identity.roles()).containsExactly("reader");
    assertThat(identity.tenant()).isEqualTo("t1");
    assertThat(identity.attribute("api-key.id")).isEqualTo(issued.key().id());
    assertThat(identity.attribute("api-key.name")).isEqualTo("nightly");
    assertThat(identity.attribute("api-key.owner")).isEqualTo("acme");
    assertThat(identity.attribute("api-key.plan")).isEqualTo("gold");
    assertThat(issued.key().expiresAt()).isEqualTo(TestRuntime.NOW.plus(Duration.ofDays(90)));
  }

  @Test
  void issued_shown_neverTheSecret() throws Exception {
    IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
    KnownApiKey known = keys.find(issued.key().id());
    assertThat(known).isNotNull();
    assertThat(issued.toString() + issued.key() + known + keys.list(null, 10))
        .contains(issued.key().id())
        .doesNotContain(issued.secret().substring(8));
  }

  /** A01, A03, A04: what is no key of ours is 401, and more than one is 400. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "null", "undefined", "\u0000", "ck_live_", "st_x"})
  void decide_noKey_unauthorised(String text) {
    assertThat(decide(with(text))).extracting(Reason::status).isEqualTo(401);
  }

  @Test
  void decide_nearlyTheKey_unauthorised() throws Exception {
    String secret = keys.issue(ApiKeyRequest.owner("acme")).secret();
    for (String near :
        List.of(
            secret + " ",
            secret + "," + secret,
            secret.toUpperCase(java.util.Locale.ROOT),
            "x".repeat(20_000))) {
      assertThat(decide(with(near))).extracting(Reason::status).isEqualTo(401);
    }
    String mistyped = secret.substring(0, 20) + (secret.charAt(20) == 'x' ? 'y' : 'x');
    assertThat(decide(with(mistyped + secret.substring(21)))).isEqualTo(Reasons.API_KEY_MALFORMED);
    assertThat(decide(with(secret).header("X-API-Key", secret)))
        .isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    assertThat(decide(with(secret).query("api_key=" + secret)))
        .extracting(Reason::status)
        .isEqualTo(400);
    assertThat(decide(with(secret))).isNull();
    assertThat(decide(TestRequest.get("/orders/7").query("a=b&api_key=" + secret))).isNull();
  }

  /** A05: what came in the query does not go on in it, and caches are told. */
  @Test
  void decide_keyInQuery_endsHere() throws Exception {
    String secret = keys.issue(ApiKeyRequest.owner("acme")).secret();
    Decision decision =
        edge.decide(TestRequest.get("/orders/7").query("a=b&api_key=" + secret + "&c=d"));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Forward.class,
            forward -> {
              assertThat(forward.query().apply("a=b&api_key=" + secret + "&c=d"))
                  .isEqualTo("a=b&c=d");
              assertThat(forward.responseHeaders())
                  .contains(new HeaderField("Cache-Control", "private"));
            });
  }

  /** A06: to the instant. */
  @Test
  void decide_expiry_endsAtItsInstant() throws Exception {
    String secret =
        keys.issue(ApiKeyRequest.owner("acme").expiresIn(Duration.ofMinutes(1))).secret();
    clock.advance(Duration.ofMillis(59_999));
    assertThat(decide(with(secret))).isNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(decide(with(secret))).isEqualTo(Reasons.API_KEY_EXPIRED);
  }

  @Test
  void decide_notBefore_beginsAtItsInstant() throws Exception {
    String secret =
        keys.issue(ApiKeyRequest.owner("acme").notBefore(TestRuntime.NOW.plusSeconds(10))).secret();
    clock.advance(Duration.ofMillis(9_999));
    assertThat(decide(with(secret))).isEqualTo(Reasons.API_KEY_NOT_YET_VALID);
    clock.advance(Duration.ofMillis(1));
    assertThat(decide(with(secret))).isNull();
  }

  /** A06, A07: both secrets of one id work until the overlap ends, and each is its own. */
  @Test
  void rotate_overlap_bothWorkUntilItEnds() throws Exception {
    IssuedKey first = keys.issue(ApiKeyRequest.owner("acme").scopes("a"));
    IssuedKey second = keys.rotate(first.key().id(), Duration.ofHours(24));
    assertThat(second).isNotNull();
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.secret()).isNotEqualTo(first.secret());
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(decide(with(first.secret()))).isNull();
    assertThat(decide(with(second.secret()))).isNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(decide(with(first.secret()))).isEqualTo(Reasons.API_KEY_EXPIRED);
    assertThat(decide(with(second.secret()))).isNull();
  }

  @Test
  void rotate_noOverlap_oldOneEndsAtOnce() throws Exception {
    IssuedKey first = keys.issue(ApiKeyRequest.owner("acme"));
    IssuedKey second = keys.rotate(first.key().id(), Duration.ZERO);
    assertThat(second).isNotNull();
    assertThat(decide(with(first.secret()))).isEqualTo(Reasons.API_KEY_UNKNOWN);
    assertThat(decide(with(second.secret()))).isNull();
  }

  @Test
  void rotate_endedOrTooOften_refusedAndNothingChanged() throws Exception {
    IssuedKey revoked = keys.issue(ApiKeyRequest.owner("acme"));
    keys.revoke(revoked.key().id());
    assertThatExceptionOfType(InvalidApiKeyRequestException.class)
        .isThrownBy(() -> keys.rotate(revoked.key().id(), Duration.ZERO))
        .withMessageContaining("revoked");
    IssuedKey often = keys.issue(ApiKeyRequest.owner("acme"));
    for (int i = 0; i < 4; i++) {
      keys.rotate(often.key().id(), Duration.ofDays(1));
    }
    assertThatExceptionOfType(InvalidApiKeyRequestException.class)
        .isThrownBy(() -> keys.rotate(often.key().id(), Duration.ofDays(1)))
        .withMessageContaining("5 secrets");
    assertThat(decide(with(often.secret()))).isNull();
    assertThat(keys.rotate("key_unknown", Duration.ZERO)).isNull();
  }

  @Test
  void revoke_returned_nothingPasses() throws Exception {
    IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
    assertThat(decide(with(issued.secret()))).isNull();
    ApiKey revoked = keys.revoke(issued.key().id());
    assertThat(revoked).isEqualTo(issued.key().revoked(TestRuntime.NOW));
    assertThat(decide(with(issued.secret()))).isEqualTo(Reasons.API_KEY_REVOKED);
    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.revoke(issued.key().id())).isEqualTo(revoked);
    assertThat(decide(with(issued.secret()))).isEqualTo(Reasons.API_KEY_REVOKED);
    assertThat(keys.revoke("key_unknown")).isNull();
  }

  /** A11: somewhere else than the key allows is 403. */
  @Test
  void decide_otherRouteOrAddress_forbidden() throws Exception {
    String secret =
        keys.issue(
                ApiKeyRequest.owner("acme").routes("/orders/**").allowedAddresses("192.0.2.0/24"))
            .secret();
    assertThat(decide(with(secret))).isNull();
    assertThat(decide(with(secret).peer("198.51.100.1"))).isEqualTo(Reasons.API_KEY_ADDRESS);
    assertThat(decide(with(secret).peer(null))).isEqualTo(Reasons.API_KEY_ADDRESS);
    assertThat(decide(TestRequest.get("/any/7").header("X-API-Key", secret)))
        .isEqualTo(Reasons.API_KEY_ROUTE);
    Decision.Reject reject = (Decision.Reject) edge.decide(with(secret).peer("198.51.100.1"));
    assertThat(reject.problem().status()).isEqualTo(403);
    assertThat(reject.responseHeaders())
        .extracting(HeaderField::name)
        .doesNotContain("WWW-Authenticate");
  }

  /** C10: unknown, wrong, expired and revoked keys have one answer. */
  @Test
  void decide_badKeys_sameAnswer() throws Exception {
    IssuedKey expired = keys.issue(ApiKeyRequest.owner("acme").expiresIn(Duration.ofMillis(1)));
    IssuedKey revoked = keys.issue(ApiKeyRequest.owner("acme"));
    keys.revoke(revoked.key().id());
    clock.advance(Duration.ofSeconds(1));
    String unknown = ApiKeyFormat.of("ck_live_").generate(new java.security.SecureRandom());
    List<String> mistyped =
        List.of(
            unknown,
            expired.secret(),
            revoked.secret(),
            unknown.substring(0, 56) + (unknown.endsWith("0") ? "1" : "0"));
    for (String bad : mistyped) {
      Decision.Reject reject = (Decision.Reject) edge.decide(with(bad));
      assertThat(reject.problem().status()).isEqualTo(401);
      assertThat(reject.problem().detail()).isEqualTo("The credentials are not valid");
      assertThat(reject.responseHeaders())
          .contains(new HeaderField("WWW-Authenticate", "ApiKey realm=\"edgeauth\""));
    }
  }

  /** Two authenticators of one carrier: each takes the keys of its own prefix. */
  @Test
  void decide_eitherOf_ownPrefixDecides() throws Exception {
    String staff = edge.apiKeys("staff").issue(ApiKeyRequest.owner("ops")).secret();
    String partner = keys.issue(ApiKeyRequest.owner("acme")).secret();
    assertThat(decide(TestRequest.get("/any/1").header("X-API-Key", staff))).isNull();
    assertThat(decide(TestRequest.get("/any/1").header("X-API-Key", partner))).isNull();
    assertThat(decide(with(staff))).extracting(Reason::status).isEqualTo(401);
  }

  @Test
  void issue_faulty_everythingToldAtOnce() {
    assertThatExceptionOfType(InvalidApiKeyRequestException.class)
        .isThrownBy(
            () ->
                keys.issue(
                    ApiKeyRequest.owner(" ")
                        .scopes("a b")
                        .routes("orders")
                        .allowedAddresses("10.0.0.0/33")
                        .expiresIn(Duration.ZERO)
                        .plan("gold")
                        .limit(0, Duration.ofMinutes(1))
                        .roles("a\nb")))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(InvalidApiKeyRequestException.Fault::field)
                    .contains(
                        "owner", "scopes", "routes", "allow-ip", "expires-in", "permits", "roles"));
  }

  @Test
  void usage_counted_seenBeforeAndAfterItsFlush() throws Exception {
    IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
    for (int i = 0; i < 3; i++) {
      assertThat(decide(with(issued.secret()).peer("192.0.2.77"))).isNull();
    }
    KnownApiKey known = keys.find(issued.key().id());
    assertThat(known).isNotNull();
    assertThat(known.usage()).isEqualTo(new ApiKeyUsage(3, TestRuntime.NOW, "192.0.2.77"));
  }

  @Test
  void apiKeys_otherKind_refusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> edge.apiKeys("partners"))
        .withMessageContaining("partner, staff");
  }

  /** What another process could not find must not be managed from one. */
  @Test
  void isShared_memory_falseAndFileTrue(@TempDir Path directory) {
    assertThat(keys.isShared()).isFalse();
    try (EdgeAuth other =
        EdgeAuth.builder()
            .authenticator(
                "partner",
                ApiKeys.prefix("ck_live_").store(ApiKeyStore.file(directory.resolve("keys.json"))))
            .route(Route.path("/**").authenticate("partner"))
            .build()) {
      assertThat(other.apiKeys("partner").isShared()).isTrue();
    }
  }
}
