package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.DenialKeeper;
import io.edgeauth.authn.Refusal;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.Secret;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every reason that a JWT authenticator gives, and what of it a client sees. */
final class JwtReasonsTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  /** One bad credential for each reason that says 401. */
  private static Map<Reason, TestRequest> badCredentials(JwtTrial trial) {
    String token = trial.token().compact();
    Map<Reason, TestRequest> requests = new LinkedHashMap<>();
    requests.put(Reasons.CREDENTIAL_TOO_LONG, bearer("a".repeat(16_385)));
    requests.put(
        Reasons.CREDENTIAL_FOREIGN, TestRequest.get("/").header("Authorization", "Basic x"));
    requests.put(Reasons.TOKEN_MALFORMED, bearer("opaque"));
    requests.put(Reasons.TOKEN_ALGORITHM, bearer(trial.token().header("alg", "none")));
    requests.put(Reasons.TOKEN_TYPE, bearer(trial.token().header("typ", "dpop+jwt")));
    requests.put(Reasons.TOKEN_ISSUER, bearer(trial.token().claim("iss", "https://other.example")));
    requests.put(Reasons.TOKEN_AUDIENCE, bearer(trial.token().claim("aud", "other")));
    requests.put(Reasons.TOKEN_EXPIRED, bearer(trial.token().claim("iat", 1).claim("exp", 2)));
    long now = trial.runtime().clock().instant().getEpochSecond();
    requests.put(Reasons.TOKEN_NOT_YET_VALID, bearer(trial.token().claim("nbf", now + 200)));
    requests.put(Reasons.TOKEN_LIFETIME, bearer(trial.token().claim("exp", now + 290_000)));
    requests.put(Reasons.TOKEN_CLAIM, bearer(trial.token().claim("sub", "")));
    ((DenialKeeper) trial.authenticator()).deny(Denial.token("stolen"));
    requests.put(Reasons.TOKEN_DENIED, bearer(trial.token().claim("jti", "stolen")));
    requests.put(
        Reasons.TOKEN_SENDER_UNPROVEN, bearer(trial.token().claim("cnf", Map.of("jkt", "x"))));
    requests.put(Reasons.TOKEN_KEY_UNKNOWN, bearer(trial.token().header("kid", "k2")));
    requests.put(
        Reasons.TOKEN_SIGNATURE, bearer(trial.token().signedBy(TestKey.of("ES256", "k1"))));
    assertThat(trial.ask(token)).isInstanceOf(AuthenticationResult.Authenticated.class);
    return requests;
  }

  private static TestRequest bearer(TestToken token) {
    return bearer(token.compact());
  }

  private static TestRequest bearer(String token) {
    return TestRequest.get("/").bearer(token);
  }

  @Test
  void authenticate_eachFault_hasItsReason() {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.maxLifetime(Duration.ofDays(1)), KEY)) {
      Map<Reason, TestRequest> requests = badCredentials(trial);
      requests.forEach(
          (reason, request) ->
              assertThat(JwtTrial.reasonOf(trial.authenticator().authenticate(request)))
                  .isEqualTo(reason));
      assertThat(
              Reasons.all().stream()
                  .filter(reason -> reason.code().startsWith("token-") && reason.status() == 401)
                  .filter(reason -> !reason.equals(Reasons.TOKEN_INACTIVE)))
          .isSubsetOf(requests.keySet());
    }
  }

  /** C10: which check failed is no stranger's business. */
  @Test
  void challenge_anyBadToken_isTheSame() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      Authenticator authenticator = trial.authenticator();
      Set<Reason> reasons = badCredentials(trial).keySet();

      assertThat(reasons)
          .allMatch(reason -> reason.status() == 401)
          .extracting(reason -> authenticator.challenge(new Refusal(reason)))
          .containsOnly(
              "Bearer realm=\"edgeauth\", error=\"invalid_token\","
                  + " error_description=\"The access token is not valid\"");
      assertThat(authenticator.challenge(null)).isEqualTo("Bearer realm=\"edgeauth\"");
    }
  }

  /** G9: what operators are told holds nothing of the token. */
  @Test
  void authenticate_eachFault_detailShowsNothingOfTheToken() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      badCredentials(trial)
          .values()
          .forEach(
              request ->
                  assertThat(trial.authenticator().authenticate(request).toString())
                      .doesNotContain("alice", "stolen", "opaque", "eyJ", "other.example"));
    }
  }

  @Test
  void authenticate_malformedOrDoubledCredential_refusedWith400() {
    try (JwtTrial trial =
        JwtTrial.of(
            jwt -> jwt.tokenFrom(Carrier.AUTHORIZATION, Carrier.query("access_token")), KEY)) {
      String token = trial.token().compact();

      refuses(trial, bearer(token).query("access_token=" + token), Reasons.CREDENTIAL_DOUBLED);
      refuses(trial, bearer(token).bearer(token), Reasons.CREDENTIAL_DOUBLED);
      refuses(trial, bearer(token + " x"), Reasons.CREDENTIAL_MALFORMED);
      assertThat(trial.authenticator().authenticate(TestRequest.get("/")))
          .isInstanceOf(AuthenticationResult.Absent.class);
      trial.accepts(token);
    }
  }

  private static void refuses(JwtTrial trial, TestRequest request, Reason reason) {
    AuthenticationResult result = trial.authenticator().authenticate(request);
    assertThat(JwtTrial.reasonOf(result)).isEqualTo(reason);
    assertThat(reason.status()).isEqualTo(400);
  }

  /** RFC 6750, section 2.3: an answer to a token in an address is nobody else's. */
  @Test
  void authenticate_tokenInTheAddress_answerIsPrivate() {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.tokenFrom(Carrier.query("access_token")), KEY)) {
      TestRequest request =
          TestRequest.get("/").query("a=b&access_token=" + trial.token().compact());
      for (int i = 0; i < 2; i++) {
        var result =
            (AuthenticationResult.Authenticated) trial.authenticator().authenticate(request);
        assertThat(result.responseHeaders())
            .containsExactly(new HeaderField("Cache-Control", "private"));
      }
      assertThat(trial.authenticator().authenticate(bearer(trial.token())))
          .isInstanceOf(AuthenticationResult.Absent.class);
    }
  }

  @Test
  void authenticate_keysOutOfReach_unavailable() {
    try (TestRuntime runtime = TestRuntime.start()) {
      Authenticator authenticator =
          runtime.authenticator(
              Jwt.issuer(JwtTrial.ISSUER)
                  .audience("api")
                  .jwksUri(URI.create("http://127.0.0.1:1/jwks")));
      String token = TestToken.valid(JwtTrial.ISSUER, KEY, TestRuntime.NOW).compact();

      AuthenticationResult result = authenticator.authenticate(bearer(token));

      assertThat(result)
          .isInstanceOfSatisfying(
              AuthenticationResult.Unavailable.class,
              unavailable -> {
                assertThat(unavailable.reason()).isEqualTo(Reasons.KEYS_UNAVAILABLE);
                assertThat(unavailable.retryAfter()).isPositive();
              });
      assertThat(Reasons.KEYS_UNAVAILABLE.status()).isEqualTo(503);
    }
  }

  /** Another request verifies the same new token, and takes longer than this one waits. */
  @Test
  void authenticate_verificationOfAnotherLasts_busy() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EventSink slow =
        EventSink.to(
            List.of(
                event -> {
                  inside.countDown();
                  hold(release);
                }));
    String secret = HexFormat.of().formatHex(TestKey.randomBytes(32));
    TestKey key = TestKey.secret("HS256", secret.getBytes(StandardCharsets.US_ASCII));
    Jwt impatient =
        Jwt.issuer(JwtTrial.ISSUER)
            .audience("api")
            .secret(Secret.of(secret))
            .jwks(Jwks.defaults().totalTimeout(Duration.ofMillis(1)));
    // Roles of a wrong type are told as an event, while the token is verified.
    TestRequest request =
        bearer(TestToken.valid(JwtTrial.ISSUER, key, TestRuntime.NOW).claim("roles", 1));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (EdgeRuntime runtime =
        EdgeRuntime.start(new FakeClock(TestRuntime.NOW), new FakeTicker(), slow, false)) {
      var unused = runtime.leases().begin();
      Authenticator authenticator = impatient.create(TestRuntime.context(runtime));
      Future<AuthenticationResult> first = other.submit(() -> authenticator.authenticate(request));
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

      AuthenticationResult second = authenticator.authenticate(request);
      release.countDown();

      assertThat(second)
          .isEqualTo(
              new AuthenticationResult.Unavailable(
                  Reasons.VERIFICATION_BUSY, Duration.ofSeconds(1)));
      assertThat(Reasons.VERIFICATION_BUSY.status()).isEqualTo(503);
      assertThat(first.get(10, TimeUnit.SECONDS))
          .isInstanceOf(AuthenticationResult.Authenticated.class);
      assertThat(authenticator.authenticate(request))
          .isInstanceOf(AuthenticationResult.Authenticated.class);
    } finally {
      release.countDown();
      other.shutdownNow();
    }
  }

  private static void hold(CountDownLatch release) {
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
