package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.identity.Credential;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Stage 6: what is counted by who is calling. */
final class IdentityLimitTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .authenticator(
                      "bob",
                      SpokenAuthenticator.of("Bob", "X-Bob")
                          .proving(Credential.builder("spoken").subject("bob").build()))
                  .limit("per-user", RateLimit.tokenBucket(2, MINUTE).by(LimitKey.SUBJECT))
                  .limit("per-ip", RateLimit.tokenBucket(100, MINUTE))
                  .route(Route.path("/user").authenticate("user | bob").limit("per-ip", "per-user"))
                  .route(
                      Route.path("/role")
                          .authenticate("user")
                          .requireRole("admin")
                          .limit("per-user"))
                  .route(Route.path("/optional").authenticate("user").optional().limit("per-user"))
                  .route(Route.path("/open").allowPublic().limit("per-user"))
                  .route(Route.path("/shadow").authenticate("user").limit("per-user").shadow()));

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest user(String path, String word) {
    return TestRequest.get(path).header("X-User", word);
  }

  @Test
  void decide_subjects_countedApart() {
    assertThat(edge.passed(5, () -> user("/user", "good"))).isEqualTo(2);
    assertThat(edge.passed(5, () -> TestRequest.get("/user").header("X-Bob", "good"))).isEqualTo(2);
    assertThat(edge.rejected(user("/user", "good")).problem().violatedPolicies())
        .containsExactly("per-user");
    assertThat(edge.lastEvent().subject()).isEqualTo("alice");
  }

  @Test
  void decide_oneSubjectFromEverywhere_oneKey() {
    int[] at = {0};
    assertThat(edge.passed(5, () -> user("/user", "good").peer("192.0.2." + ++at[0]))).isEqualTo(2);
  }

  @Test
  @DisplayName("L04: a credential that is not verified takes nothing of anybody")
  void decide_refusedCredential_notCounted() {
    assertThat(edge.passed(20, () -> user("/user", "expired"))).isZero();
    assertThat(edge.passed(20, () -> user("/user", "foreign"))).isZero();
    assertThat(edge.passed(5, () -> user("/user", "good"))).isEqualTo(2);
  }

  /** Whoever may not, does not use up what they may elsewhere. */
  @Test
  void decide_notAuthorised_notCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(edge.status(user("/role", "good"))).isEqualTo(403);
    }
    assertThat(edge.passed(5, () -> user("/user", "good"))).isEqualTo(2);
  }

  @Test
  @DisplayName("L04: anonymous requests are counted by address, whatever they assert")
  void decide_anonymous_byAddress() {
    int[] at = {0};
    assertThat(
            edge.passed(5, () -> TestRequest.get("/optional").header("X-User-Id", "u" + at[0]++)))
        .isEqualTo(2);
    assertThat(edge.status(TestRequest.get("/optional").peer("192.0.2.9"))).isEqualTo(200);
    assertThat(edge.passed(5, () -> user("/optional", "good"))).isEqualTo(2);
    assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(429);
    assertThat(edge.status(TestRequest.get("/open").peer("192.0.2.10"))).isEqualTo(200);
  }

  @Test
  void decide_preflight_notCounted() {
    TestRequest preflight =
        TestRequest.of("OPTIONS", "/open")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "GET");
    assertThat(edge.passed(9, () -> preflight)).isEqualTo(9);
    assertThat(edge.passed(5, () -> TestRequest.get("/open"))).isEqualTo(2);
  }

  /** A request that only an identity limit would refuse keeps its identity; credentials end. */
  @Test
  void shadow_exceeded_keepsIdentity() {
    for (int i = 0; i < 2; i++) {
      edge.forwarded(user("/shadow", "good"));
      assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.FORWARD);
    }
    Decision.Forward third = edge.forwarded(user("/shadow", "good"));
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.SHADOW);
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
    assertThat(third.identity().subject()).isEqualTo("alice");
    assertThat(third.headers().removes("X-User")).isTrue();
    assertThat(third.headers().apply("X-User-Id", java.util.List.of("x"))).contains("alice");
  }

  /** The twin: one that would be refused before goes on as nobody, and is not counted. */
  @Test
  void shadow_refusedBefore_notCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(edge.forwarded(user("/shadow", "expired")).identity().isAnonymous()).isTrue();
    }
    assertThat(edge.passed(5, () -> user("/user", "good"))).isEqualTo(2);
  }

  @Test
  void explain_anyNumber_countsNothing() {
    for (int i = 0; i < 9; i++) {
      assertThat(edge.edge().explain(user("/user", "good")).stages())
          .extracting(stage -> stage.stage() + ": " + stage.detail())
          .contains("identity limits: per-user, 2 left");
    }
    assertThat(edge.passed(5, () -> user("/user", "good"))).isEqualTo(2);
  }
}
