package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.Problem;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.LimiterSettings.Headers;
import io.edgeauth.ratelimit.LimiterSettings.Reset;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.StoreFailure;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L12: what answers say of limits is what holds. */
final class LimitHeadersTest {

  private static LimitedEdge edge(Headers headers, Reset reset) {
    return LimitedEdge.of(
        builder ->
            builder
                .limiter(new LimiterSettings(StoreFailure.LOCAL, 1_000, headers, reset))
                .limit("per-ip", RateLimit.tokenBucket(10, Duration.ofMinutes(1)).burst(20))
                .limit(
                    "per-user",
                    RateLimit.tokenBucket(5, Duration.ofSeconds(10)).by(LimitKey.SUBJECT))
                .limit("short", RateLimit.tokenBucket(50, Duration.ofMillis(1_500)))
                .limit("evenly", RateLimit.leakyBucket(10, Duration.ofSeconds(1)))
                .limit(
                    "monthly",
                    RateLimit.fixedWindow(
                        100, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.MONTH)))
                .limit(
                    "daily",
                    RateLimit.fixedWindow(
                        100, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.DAY)))
                .route(Route.path("/user").authenticate("user").limit("per-ip", "per-user"))
                .route(Route.path("/role").authenticate("user").requireRole("r").limit("per-ip"))
                .route(
                    Route.path("/windows")
                        .allowPublic()
                        .limit("short", "evenly", "monthly", "daily"))
                .route(Route.path("/evenly").allowPublic().limit("evenly"))
                .route(Route.path("/free").allowPublic()));
  }

  private static TestRequest user(String path) {
    return TestRequest.get(path).header("X-User", "good");
  }

  @Test
  void forward_twoStages_tightestAndAll() {
    try (LimitedEdge edge = edge(Headers.BOTH, Reset.SECONDS)) {
      Decision first = edge.decide(user("/user"));
      assertThat(LimitedEdge.value(first, "X-RateLimit-Limit")).isEqualTo("5");
      assertThat(LimitedEdge.value(first, "X-RateLimit-Remaining")).isEqualTo("4");
      assertThat(LimitedEdge.value(first, "X-RateLimit-Reset")).isEqualTo("2");
      assertThat(LimitedEdge.value(first, "RateLimit"))
          .isEqualTo("\"per-ip\";r=19;t=6, \"per-user\";r=4;t=2");
      assertThat(LimitedEdge.value(first, "RateLimit-Policy"))
          .isEqualTo("\"per-ip\";q=10;w=60, \"per-user\";q=5;w=10");
    }
  }

  /** Reset until the next permit when none is left, else until all are there. */
  @Test
  void refused_noneLeft_resetToTheNext() {
    try (LimitedEdge edge = edge(Headers.BOTH, Reset.SECONDS)) {
      edge.passed(5, () -> user("/user"));
      Decision refused = edge.decide(user("/user"));
      assertThat(LimitedEdge.value(refused, "X-RateLimit-Remaining")).isEqualTo("0");
      assertThat(LimitedEdge.value(refused, "X-RateLimit-Reset")).isEqualTo("2");
      assertThat(LimitedEdge.value(refused, "Retry-After")).isEqualTo("2");
      assertThat(LimitedEdge.value(refused, "RateLimit"))
          .isEqualTo("\"per-ip\";r=14;t=36, \"per-user\";r=0;t=2");
    }
  }

  @Test
  @DisplayName("On every answer after stage 3 began: 401 and 403 too, and not where nothing limits")
  void answers_everyOne_tell() {
    try (LimitedEdge edge = edge(Headers.BOTH, Reset.SECONDS)) {
      assertThat(LimitedEdge.value(edge.decide(TestRequest.get("/user")), "X-RateLimit-Remaining"))
          .isEqualTo("19");
      assertThat(LimitedEdge.value(edge.decide(user("/role")), "RateLimit"))
          .isEqualTo("\"per-ip\";r=18;t=12");
      assertThat(LimitedEdge.value(edge.decide(TestRequest.get("/free")), "RateLimit")).isNull();
      assertThat(LimitedEdge.value(edge.decide(TestRequest.get("/none")), "RateLimit")).isNull();
    }
  }

  /** A leaky bucket has one or none left, which tells nobody anything: it is never the tightest. */
  @Test
  void leaky_amongOthers_neverTheTightest() {
    try (LimitedEdge edge = edge(Headers.BOTH, Reset.SECONDS)) {
      Decision first = edge.decide(TestRequest.get("/windows"));
      assertThat(LimitedEdge.value(first, "X-RateLimit-Limit")).isEqualTo("50");
      assertThat(LimitedEdge.value(first, "RateLimit-Policy"))
          .isEqualTo(
              "\"short\";q=50, \"evenly\";q=10;w=1, \"monthly\";q=100, \"daily\";q=100;w=86400");
      assertThat(LimitedEdge.value(first, "RateLimit"))
          .contains("\"monthly\";r=99;t=734400")
          .contains("\"daily\";r=99;t=43200");
    }
    try (LimitedEdge edge = edge(Headers.BOTH, Reset.SECONDS)) {
      Decision alone = edge.decide(TestRequest.get("/evenly"));
      assertThat(LimitedEdge.value(alone, "X-RateLimit-Limit")).isNull();
      assertThat(LimitedEdge.value(alone, "RateLimit")).isNotNull();
    }
  }

  @Test
  void reset_epoch_secondsSince1970() {
    try (LimitedEdge edge = edge(Headers.LEGACY, Reset.EPOCH)) {
      assertThat(LimitedEdge.value(edge.decide(user("/user")), "X-RateLimit-Reset"))
          .isEqualTo(Long.toString(TestRuntime.NOW.getEpochSecond() + 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BOTH, true, true",
    "LEGACY, true, false",
    "DRAFT, false, true",
    "NONE, false, false"
  })
  void headers_asConfigured(Headers headers, boolean legacy, boolean draft) {
    try (LimitedEdge edge = edge(headers, Reset.SECONDS)) {
      edge.passed(5, () -> user("/user"));
      Decision refused = edge.decide(user("/user"));
      assertThat(LimitedEdge.value(refused, "X-RateLimit-Limit") != null).isEqualTo(legacy);
      assertThat(LimitedEdge.value(refused, "RateLimit") != null).isEqualTo(draft);
      assertThat(LimitedEdge.value(refused, "RateLimit-Policy") != null).isEqualTo(draft);
      assertThat(LimitedEdge.value(refused, "Retry-After")).isEqualTo("2");
    }
  }

  /** Names alone, and in every form that bodies have. */
  @Test
  void problem_violatedPolicies_inItsForm() {
    Problem problem =
        new Problem(429, "t", null, "id", Problem.Format.PROBLEM_JSON, List.of("a", "b"));
    assertThat(problem.body())
        .isEqualTo(
            "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                + "\"title\":\"t\",\"status\":429,\"requestId\":\"id\","
                + "\"violated-policies\":[\"a\",\"b\"]}");
    assertThat(new Problem(429, "t", null, "id", Problem.Format.TEXT, List.of("a")).body())
        .isEqualTo("t\nrequest id id\n");
    assertThat(new Problem(403, "t", null, "id", Problem.Format.JSON).body())
        .contains("about:blank")
        .doesNotContain("violated");
  }
}
