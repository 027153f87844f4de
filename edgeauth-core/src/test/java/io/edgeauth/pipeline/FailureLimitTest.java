package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Credential;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code counts: failures}: who guesses is throttled, before anything is verified. */
final class FailureLimitTest {

  /** A certificate: simply there, and good. */
  private static final class Certificates implements Authenticator {
    @Override
    public Set<Carrier> carriers() {
      return Set.of(Carrier.TLS);
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of(Carrier.TLS);
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      return new AuthenticationResult.Authenticated(
          Credential.builder("certificate").client("machine").build());
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Certificate realm=\"test\"";
    }
  }

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .authenticator("machine", new Certificates())
                  .limit(
                      "guessing", RateLimit.tokenBucket(20, Duration.ofMinutes(1)).countsFailures())
                  .limit(
                      "by-tenant",
                      RateLimit.tokenBucket(5, Duration.ofMinutes(1))
                          .by(LimitKey.header("X-Tenant"))
                          .countsFailures())
                  .route(Route.path("/user").authenticate("user").limit("guessing"))
                  .limit("per-ip", RateLimit.tokenBucket(30, Duration.ofMinutes(1)))
                  .route(Route.path("/counted").authenticate("user").limit("per-ip", "guessing"))
                  .route(Route.path("/tenant").authenticate("user").limit("by-tenant"))
                  .route(Route.path("/optional").authenticate("user").optional().limit("guessing"))
                  .route(Route.path("/either").authenticate("user | machine").limit("guessing"))
                  .route(Route.path("/open").allowPublic().limit("guessing"))
                  .route(
                      Route.path("/role").authenticate("user").requireRole("x").limit("guessing")));

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest user(String path, String word) {
    return TestRequest.get(path).header("X-User", word);
  }

  private int refused(int requests, String path, String word) {
    int unauthorized = 0;
    for (int i = 0; i < requests; i++) {
      unauthorized += edge.status(user(path, word)) == 401 ? 1 : 0;
    }
    return unauthorized;
  }

  @Test
  @DisplayName(
      "A09: ten thousand guesses from one address, and the owner elsewhere is never kept out")
  void guesses_oneAddress_throttledOwnerPasses() {
    assertThat(refused(10_000, "/user", "guess")).isEqualTo(20);
    assertThat(edge.status(user("/user", "good").peer("198.51.100.1"))).isEqualTo(200);
    assertThat(edge.lastEvent().reason()).isNull();
  }

  @Test
  @DisplayName("A09: ten thousand guesses from ten thousand addresses keep nobody out")
  void guesses_manyAddresses_ownerPasses() {
    for (int i = 0; i < 10_000; i++) {
      String peer = "203.0." + i / 100 + "." + i % 100;
      assertThat(edge.status(user("/user", "guess").peer(peer))).isEqualTo(401);
    }
    assertThat(edge.status(user("/user", "good").peer("198.51.100.1"))).isEqualTo(200);
  }

  /** What the fine print says of one key: while it is exhausted no credential is looked at. */
  @Test
  void exhausted_anyCredential_429Unverified() {
    refused(20, "/user", "guess");
    Decision.Reject reject = edge.rejected(user("/user", "throw"));
    assertThat(reject.problem().status()).isEqualTo(429);
    assertThat(LimitedEdge.value(reject, "Retry-After")).isEqualTo("3");
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
    assertThat(edge.status(user("/optional", "good"))).isEqualTo(429);
    edge.advance(Duration.ofSeconds(3));
    assertThat(edge.status(user("/user", "good"))).isEqualTo(200);
  }

  /** Whoever presents nothing has guessed nothing, and is asked for credentials as ever. */
  @Test
  void exhausted_noCredential_notThrottled() {
    refused(20, "/user", "guess");
    assertThat(edge.status(TestRequest.get("/user"))).isEqualTo(401);
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.CREDENTIAL_MISSING);
    assertThat(edge.status(TestRequest.get("/optional"))).isEqualTo(200);
    assertThat(edge.status(user("/open", "guess"))).isEqualTo(200);
  }

  /** A certificate cannot be guessed: beside an exhausted key it still passes. */
  @Test
  void exhausted_certificateAlone_passes() {
    refused(20, "/user", "guess");
    assertThat(edge.status(TestRequest.get("/either"))).isEqualTo(200);
    assertThat(edge.status(user("/either", "good"))).isEqualTo(429);
  }

  @Test
  @DisplayName("L13: a success gives the guesser nothing back")
  void success_between_resetsNothing() {
    assertThat(refused(19, "/user", "guess")).isEqualTo(19);
    assertThat(edge.passed(30, () -> user("/user", "good"))).isEqualTo(30);
    assertThat(refused(19, "/user", "guess")).isEqualTo(1);
  }

  @Test
  @DisplayName("L13: only a credential that was refused with 401 counts")
  void otherRefusals_notCounted() {
    for (int i = 0; i < 30; i++) {
      assertThat(edge.status(TestRequest.get("/user"))).isEqualTo(401);
      assertThat(edge.status(user("/role", "good"))).isEqualTo(403);
      assertThat(edge.status(user("/user", "down"))).isEqualTo(503);
    }
    assertThat(refused(21, "/user", "guess")).isEqualTo(20);
  }

  @Test
  @DisplayName("L13: requests and guesses are counted apart")
  void besideALimitOfRequests_countedApart() {
    assertThat(edge.passed(10, () -> user("/counted", "good"))).isEqualTo(10);
    assertThat(refused(19, "/counted", "guess")).isEqualTo(19);
    // 29 of 30 requests, and 19 of 20 guesses: the last request may be a guess, elsewhere it is
    // one.
    assertThat(edge.passed(9, () -> user("/counted", "good"))).isEqualTo(1);
    assertThat(edge.rejected(user("/counted", "guess")).problem().violatedPolicies())
        .containsExactly("per-ip");
    assertThat(refused(9, "/user", "guess")).isEqualTo(1);
    assertThat(edge.rejected(user("/user", "good")).problem().violatedPolicies())
        .containsExactly("guessing");
  }

  @Test
  void foreignCredential_counted() {
    assertThat(refused(25, "/user", "foreign")).isEqualTo(20);
  }

  @Test
  void key_byHeader_othersUnharmed() {
    for (int i = 0; i < 9; i++) {
      edge.status(user("/tenant", "guess").header("X-Tenant", "a"));
    }
    assertThat(edge.status(user("/tenant", "good").header("X-Tenant", "a"))).isEqualTo(429);
    assertThat(edge.status(user("/tenant", "good").header("X-Tenant", "b"))).isEqualTo(200);
  }

  @Test
  void headers_ofFailures_none() {
    for (Decision decision :
        new Decision[] {edge.decide(user("/user", "good")), edge.decide(user("/user", "guess"))}) {
      assertThat(LimitedEdge.value(decision, "X-RateLimit-Remaining")).isNull();
      assertThat(LimitedEdge.value(decision, "RateLimit")).isNull();
    }
    refused(20, "/user", "guess");
    Decision.Reject reject = edge.rejected(user("/user", "good"));
    assertThat(LimitedEdge.value(reject, "RateLimit")).isNull();
    assertThat(LimitedEdge.value(reject, "WWW-Authenticate")).isNull();
  }

  @Test
  void explain_guess_notCounted() {
    for (int i = 0; i < 30; i++) {
      edge.edge().explain(user("/user", "guess"));
    }
    assertThat(refused(21, "/user", "guess")).isEqualTo(20);
  }

  @Test
  void addressUnknown_withCredential_refused() {
    assertThat(edge.status(user("/user", "good").peer(null))).isEqualTo(403);
  }
}
