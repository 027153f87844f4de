package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.PlanUnknownEvent;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.identity.Allowance;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code override: credential}: a credential's own rate, or its plan, in place of the limit. */
final class CredentialLimitTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .authenticator("plain", speaking("X-Plain", credential("plain")))
                  .authenticator(
                      "own",
                      speaking(
                          "X-Own",
                          credential("own")
                              .allowance(Allowance.of(null, new Allowance.Rate(5, MINUTE)))))
                  .authenticator(
                      "planned",
                      speaking(
                          "X-Planned", credential("planned").allowance(Allowance.of("gold", null))))
                  .authenticator(
                      "claimed",
                      speaking("X-Claimed", credential("claimed").claims(Map.of("plan", "gold"))))
                  .authenticator(
                      "unknown",
                      speaking(
                          "X-Unknown", credential("unknown").allowance(Allowance.of("tin", null))))
                  .authenticator(
                      "liar",
                      speaking("X-Liar", credential("liar").claims(Map.of("plan", "secret-tin"))))
                  .limit(
                      "per-user",
                      RateLimit.slidingWindow(2, MINUTE)
                          .by(LimitKey.CLIENT)
                          .overriddenByCredential())
                  .limit("fixed", RateLimit.tokenBucket(2, MINUTE).by(LimitKey.CLIENT))
                  .plan(
                      "gold",
                      new Plan(
                          RateLimit.tokenBucket(10, MINUTE).burst(20),
                          RateLimit.fixedWindow(
                              30, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.MONTH))))
                  .planClaim(ClaimPath.parse("plan"))
                  .route(
                      Route.path("/own")
                          .authenticate("plain | own | planned | claimed | unknown | liar")
                          .limit("per-user"))
                  .route(Route.path("/fixed").authenticate("own").limit("fixed")));

  private static Credential.Builder credential(String client) {
    return Credential.builder("spoken").client(client);
  }

  private static SpokenAuthenticator speaking(String header, Credential.Builder credential) {
    return SpokenAuthenticator.of("Spoken", header).proving(credential.build());
  }

  private int passed(int requests, String path, String header) {
    return edge.passed(requests, () -> TestRequest.get(path).header(header, "good"));
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void credential_saysNothing_limitItself() {
    assertThat(passed(9, "/own", "X-Plain")).isEqualTo(2);
  }

  @Test
  void credential_ownRate_inItsPlace() {
    assertThat(passed(9, "/own", "X-Own")).isEqualTo(5);
    Decision refused = edge.decide(TestRequest.get("/own").header("X-Own", "good"));
    assertThat(LimitedEdge.value(refused, "RateLimit-Policy")).isEqualTo("\"per-user\";q=5;w=60");
    assertThat(LimitedEdge.value(refused, "Retry-After")).isEqualTo("12");
  }

  /** The twin: a limit that does not let them counts everybody alike. */
  @Test
  void credential_ownRate_notWhereTheLimitDoesNotSay() {
    assertThat(passed(9, "/fixed", "X-Own")).isEqualTo(2);
  }

  @Test
  void plan_rateAndQuota_bothCount() {
    assertThat(passed(30, "/own", "X-Planned")).isEqualTo(20);
    Decision.Reject byRate = edge.rejected(TestRequest.get("/own").header("X-Planned", "good"));
    assertThat(byRate.problem().violatedPolicies()).containsExactly("per-user");
    assertThat(LimitedEdge.value(byRate, "RateLimit-Policy"))
        .isEqualTo("\"per-user\";q=10;w=60, \"per-user-quota\";q=30");
    edge.advance(Duration.ofMinutes(5));
    assertThat(passed(30, "/own", "X-Planned")).isEqualTo(10);
    Decision.Reject byQuota = edge.rejected(TestRequest.get("/own").header("X-Planned", "good"));
    assertThat(byQuota.problem().violatedPolicies()).containsExactly("per-user-quota");
    edge.advance(Duration.ofDays(9)); // into December
    assertThat(passed(30, "/own", "X-Planned")).isEqualTo(20);
  }

  @Test
  void plan_byClaim_counts() {
    assertThat(passed(30, "/own", "X-Claimed")).isEqualTo(20);
  }

  @Test
  void plan_unknown_limitItselfAndTold() {
    assertThat(passed(9, "/own", "X-Unknown")).isEqualTo(2);
    List<PlanUnknownEvent> told = edge.events().of(PlanUnknownEvent.class);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).limit()).isEqualTo("per-user");
    assertThat(told.get(0).source()).isEqualTo("credential");
    assertThat(told.get(0).methods()).containsExactly("unknown");
    edge.advance(Duration.ofMinutes(1));
    passed(9, "/own", "X-Unknown");
    assertThat(edge.events().of(PlanUnknownEvent.class)).hasSize(2);
  }

  /** A claim's value is nobody's to read in a log. */
  @Test
  void plan_unknownByClaim_valueNotTold() {
    assertThat(passed(9, "/own", "X-Liar")).isEqualTo(2);
    assertThat(edge.events().of(PlanUnknownEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.source()).isEqualTo("plan-claim"))
        .asString()
        .doesNotContain("secret-tin");
  }
}
