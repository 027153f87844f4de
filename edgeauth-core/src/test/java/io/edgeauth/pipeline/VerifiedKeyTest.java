package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.Canary;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.keys.Secret;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits before and behind real tokens: what is not verified is no key, and costs nothing. */
final class VerifiedKeyTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey FOREIGN = TestKey.of("ES256", "k1");

  private final TestIssuer issuer = TestIssuer.start(KEY);
  private final Canary canary = Canary.start();
  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .onlyLooking()
                  .authenticator(
                      "jwt",
                      Jwt.issuer(JwtTrial.ISSUER)
                          .audience(TestToken.AUDIENCE)
                          .jwksUri(issuer.jwksUri()))
                  .authenticator(
                      "asked",
                      Introspection.endpoint(URI.create(canary.uri("/introspect")))
                          .clientId("gateway")
                          .clientSecret(Secret.of("the-gateway's-secret"))
                          .audience(TestToken.AUDIENCE))
                  .limit("per-ip", RateLimit.tokenBucket(100, MINUTE))
                  .limit("guessing", RateLimit.tokenBucket(5, MINUTE).countsFailures())
                  .limit("per-user", RateLimit.tokenBucket(3, MINUTE).by(LimitKey.SUBJECT))
                  .limit(
                      "per-org",
                      RateLimit.tokenBucket(3, MINUTE).by(LimitKey.claim(ClaimPath.parse("org"))))
                  .route(Route.path("/open").allowPublic().limit("per-ip"))
                  .route(Route.path("/user").authenticate("jwt").limit("per-ip", "per-user"))
                  .route(Route.path("/org").authenticate("jwt").limit("per-org"))
                  .route(Route.path("/maybe").authenticate("jwt").optional().limit("per-user"))
                  .route(Route.path("/guess").authenticate("jwt").limit("guessing"))
                  .route(Route.path("/asked").authenticate("asked").limit("per-ip")));

  @AfterEach
  void close() {
    edge.close();
    issuer.close();
    canary.close();
  }

  private static TestToken token() {
    return TestToken.valid(JwtTrial.ISSUER, KEY, TestRuntime.NOW).claim("org", "acme");
  }

  private static TestRequest request(String path, String token) {
    return TestRequest.get(path).peer("198.51.100.7").bearer(token);
  }

  /** A good token whose claims were exchanged for others. */
  private static String tampered(String good, String subject) {
    String[] parts = good.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String other = claims.replace("\"alice\"", "\"" + subject + "\"");
    assertThat(other).isNotEqualTo(claims);
    return parts[0] + "." + TestToken.encode(other) + "." + parts[2];
  }

  private void requireRefused(String path, IntFunction<String> tokens) {
    for (int i = 0; i < 40; i++) {
      assertThat(edge.status(request(path, tokens.apply(i)))).isEqualTo(401);
    }
  }

  /** Those that say they are alice's take nothing of hers, and others open no new keys. */
  @Test
  @DisplayName("L04: unverified tokens with random subjects are counted by address")
  void subject_ofUnverifiedTokens_countedByAddress() {
    String good = token().claim("sub", "alice").compact();
    requireRefused("/user", i -> token().claim("sub", "u" + i).signedBy(FOREIGN).compact());
    requireRefused("/user", i -> i % 2 == 0 ? tampered(good, "u" + i) : tampered(good, "alicea"));
    // Eighty of the hundred are gone. What is left of them holds for any token from there.
    assertThat(edge.passed(30, () -> request("/open", good))).isEqualTo(20);
    assertThat(edge.status(request("/user", tampered(good, "u")))).isEqualTo(429);
    assertThat(edge.passed(9, () -> request("/user", good).peer("192.0.2.9"))).isEqualTo(3);
  }

  @Test
  @DisplayName("L04: a claim of an unverified token takes nothing of whom it names")
  void claim_ofUnverifiedTokens_notCounted() {
    requireRefused("/org", i -> token().signedBy(FOREIGN).compact());
    assertThat(edge.passed(9, () -> request("/org", token().compact()))).isEqualTo(3);
    assertThat(edge.passed(9, () -> request("/org", token().claim("org", "b").compact())))
        .isEqualTo(3);
  }

  /** The twin: of one who is verified no other claim, address or token makes another key. */
  @Test
  @DisplayName("L04: new tokens from new addresses are one subject's")
  void subject_newTokensFromEverywhere_oneKey() {
    int[] at = {0};
    assertThat(
            edge.passed(
                9,
                () ->
                    request("/user", token().claim("jti", "t" + at[0]++).compact())
                        .peer("192.0.2." + at[0])))
        .isEqualTo(3);
  }

  @Test
  @DisplayName("L04: nobody's requests are counted by address, whatever they bring")
  void anonymous_withInventedSubjects_countedByAddress() {
    int[] at = {0};
    assertThat(
            edge.passed(
                9,
                () ->
                    TestRequest.get("/maybe")
                        .header("X-User-Id", "u" + at[0]++)
                        .header("Cookie", "session=" + at[0])
                        .query("sub=u" + at[0])))
        .isEqualTo(3);
    assertThat(edge.passed(9, () -> request("/maybe", token().compact()))).isEqualTo(3);
  }

  @Test
  @DisplayName("L14: who is over a limit costs the identity provider no call")
  void exceeded_anyToken_nobodyAsked() throws IOException {
    edge.passed(100, () -> TestRequest.get("/open").peer("198.51.100.7"));
    for (int i = 0; i < 50; i++) {
      TestKey unknown = i % 2 == 0 ? KEY : FOREIGN;
      String token = token().header("kid", "k" + i).signedBy(unknown).compact();
      assertThat(edge.status(request("/user", token))).isEqualTo(429);
      assertThat(edge.status(request("/asked", token))).isEqualTo(429);
    }
    assertThat(issuer.keySetRequests()).isZero();
    canary.assertNeverCalled();
    edge.advance(MINUTE);
    assertThat(edge.status(request("/user", token().compact()))).isEqualTo(200);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
  }

  @Test
  @DisplayName("L14: who has guessed too often costs the identity provider no call")
  void guessedTooOften_anyToken_nobodyAsked() {
    for (int i = 0; i < 5; i++) {
      String guess = token().signedBy(FOREIGN).compact();
      assertThat(edge.status(request("/guess", guess))).isEqualTo(401);
    }
    int before = issuer.keySetRequests();
    edge.advance(Duration.ofSeconds(12)); // one more guess, which may ask for its key
    assertThat(edge.status(request("/guess", token().header("kid", "a").compact()))).isEqualTo(401);
    int once = issuer.keySetRequests();
    assertThat(once).isBetween(before, before + 1);
    for (int i = 0; i < 50; i++) {
      String token = token().header("kid", "k" + i).compact();
      assertThat(edge.status(request("/guess", token))).isEqualTo(429);
    }
    assertThat(issuer.keySetRequests()).isEqualTo(once);
  }
}
