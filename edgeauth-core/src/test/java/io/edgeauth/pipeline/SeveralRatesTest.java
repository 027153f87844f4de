package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.identity.Allowance;
import io.edgeauth.identity.Credential;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One client with credentials of several rates: none of them fills the bucket of another. */
final class SeveralRatesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .authenticator("none", speaking("X-None", null))
                  .authenticator("large", speaking("X-Large", rate(50)))
                  .authenticator("small", speaking("X-Small", rate(5)))
                  .authenticator("gold", speaking("X-Gold", Allowance.of("gold", null)))
                  .authenticator("tin", speaking("X-Tin", Allowance.of("tin", null)))
                  .limit(
                      "each",
                      RateLimit.tokenBucket(2, MINUTE).by(LimitKey.CLIENT).overriddenByCredential())
                  .plan("gold", new Plan(RateLimit.tokenBucket(40, MINUTE), monthly(60)))
                  .plan("tin", new Plan(RateLimit.tokenBucket(4, MINUTE), monthly(50)))
                  .route(
                      Route.path("/**")
                          .authenticate("none | large | small | gold | tin")
                          .limit("each")));

  private static RateLimit monthly(int permits) {
    return RateLimit.fixedWindow(permits, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.MONTH));
  }

  private static Allowance rate(int permits) {
    return Allowance.of(null, new Allowance.Rate(permits, MINUTE));
  }

  private static SpokenAuthenticator speaking(String header, Allowance allowance) {
    Credential.Builder credential = Credential.builder("spoken").client("one");
    return SpokenAuthenticator.of("Spoken", header)
        .proving((allowance == null ? credential : credential.allowance(allowance)).build());
  }

  private int passed(int requests, String header) {
    return edge.passed(requests, () -> TestRequest.get("/").header(header, "good"));
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Large, 50, X-Small, 5",
    "X-Large, 50, X-None, 2",
    "X-Gold, 40, X-Tin, 4",
    "X-Gold, 40, X-Small, 5",
    "X-Large, 50, X-Tin, 4"
  })
  void client_asksInTurnByTwoRates_noMoreThanEach(
      String large, int ofLarge, String small, int ofSmall) {
    int byLarge = 0;
    int bySmall = 0;
    for (int i = 0; i < 20; i++) {
      byLarge += passed(10, large);
      bySmall += passed(1, small);
    }
    assertThat(byLarge).isEqualTo(ofLarge);
    assertThat(bySmall).isEqualTo(ofSmall);
  }

  /** A window forgets nothing: what the large quota has given, the small one has no more. */
  @Test
  void client_quotasOfTwoPlans_countTogether() {
    assertThat(passed(50, "X-Gold")).isEqualTo(40);
    assertThat(passed(9, "X-Tin")).isEqualTo(4);
    edge.advance(MINUTE);
    assertThat(passed(9, "X-Tin")).isEqualTo(4);
    assertThat(passed(50, "X-Gold")).isEqualTo(12);
    edge.advance(MINUTE);
    assertThat(passed(9, "X-Tin")).isZero();
  }
}
