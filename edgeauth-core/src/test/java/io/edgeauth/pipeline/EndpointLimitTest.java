package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteDefaults;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L14: what lies before all routes is no way around the limits that they have by default. */
final class EndpointLimitTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .limit("per-ip", RateLimit.tokenBucket(10, MINUTE))
                  .limit("guessing", RateLimit.tokenBucket(3, MINUTE).countsFailures())
                  .limit(
                      "in-turn",
                      RateLimit.leakyBucket(1, Duration.ofSeconds(1)).queue(50).maxWait(MINUTE))
                  .routeDefaults(RouteDefaults.NONE.limit("per-ip", "guessing", "in-turn"))
                  .route(Route.path("/open").allowPublic().limit("per-ip"))
                  .invalidation("/forget", "user"));

  private static TestRequest forget(String credential) {
    return TestRequest.form("/forget", "token=x").header("X-User", credential);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private static String told(Decision decision) {
    return decision instanceof Decision.Answer
        ? "200"
        : Integer.toString(((Decision.Reject) decision).problem().status());
  }

  @Test
  @DisplayName("L13: keys cannot be guessed at the back-channel")
  void endpoint_guesses_refusedUnverified() {
    for (int i = 0; i < 3; i++) {
      assertThat(told(edge.decide(forget("bad")))).isEqualTo("401");
    }
    Decision.Reject refused = edge.rejected(forget("bad"));
    assertThat(told(refused)).isEqualTo("429");
    assertThat(refused.problem().violatedPolicies()).containsExactly("guessing");
    assertThat(edge.edge().explain(TestRequest.get("/open")).decision())
        .isInstanceOf(Decision.Forward.class);
  }

  /** Nobody waits for an answer of ours, and whoever asks too often hears that. */
  @Test
  void endpoint_goodRequests_countedWithAllOthers() {
    for (int i = 0; i < 4; i++) {
      assertThat(told(edge.decide(forget("good")))).isEqualTo("200");
      assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(200);
    }
    assertThat(edge.status(TestRequest.get("/forget"))).isEqualTo(405);
    assertThat(told(edge.decide(forget("good")))).isEqualTo("200");
    Decision.Reject refused = edge.rejected(forget("good"));
    assertThat(refused.problem().violatedPolicies()).containsExactly("per-ip");
    assertThat(LimitedEdge.value(refused, "Retry-After")).isEqualTo("6");
    edge.advance(Duration.ofSeconds(6));
    assertThat(told(edge.decide(forget("good")))).isEqualTo("200");
  }
}
