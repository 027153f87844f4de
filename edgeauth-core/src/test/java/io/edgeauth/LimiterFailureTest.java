package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.RateLimiterEvent;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.ratelimit.StoreFailure;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limiters of somebody's own, and shared ones, that cannot count. */
final class LimiterFailureTest {

  /** Never there. */
  private static final class Away implements RateLimiter {

    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public Acquisition acquire(List<Charge> charges) {
      return new Acquisition.Unavailable(1_500_000_000L);
    }

    @Override
    public Acquisition peek(List<Charge> charges) {
      return acquire(charges);
    }

    @Override
    public void charge(List<Charge> charges) {}

    @Override
    public void refund(List<Charge> charges) {}

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private record AwaySpec(Away away) implements RateLimiterSpec {
    @Override
    public RateLimiter openLimiter(EdgeRuntime runtime, OutboundSettings outbound) {
      return away;
    }
  }

  private static RateLimit five() {
    return RateLimit.tokenBucket(5, Duration.ofMinutes(1));
  }

  private static LimitedEdge edge(Away away) {
    return LimitedEdge.of(
        builder ->
            builder
                .rateLimiter(away)
                .limit("local", five())
                .limit("denies", five().onStoreFailure(StoreFailure.DENY))
                .limit("allows", five().onStoreFailure(StoreFailure.ALLOW))
                .limit("guesses", five().countsFailures())
                .limit("guesses-denied", five().countsFailures().onStoreFailure(StoreFailure.DENY))
                .route(Route.path("/local").allowPublic().limit("local"))
                .route(Route.path("/denies").allowPublic().limit("local", "denies"))
                .route(Route.path("/allows").allowPublic().limit("allows"))
                .route(Route.path("/guesses").authenticate("user").limit("guesses"))
                .route(Route.path("/denied").authenticate("user").limit("guesses-denied"))
                .route(Route.path("/shadow").allowPublic().limit("denies").shadow()));
  }

  @Test
  @DisplayName("L09: by default this instance counts alone")
  void local_away_countsHere() {
    Away away = new Away();
    try (LimitedEdge edge = edge(away)) {
      assertThat(edge.passed(9, () -> TestRequest.get("/local"))).isEqualTo(5);
      assertThat(edge.events().of(RateLimiterEvent.class)).hasSize(1);
    }
    assertThat(away.closed).as("its owner closes it").hasValue(0);
  }

  @Test
  @DisplayName("L09: deny answers 503 with Retry-After, and takes nothing of the others")
  void deny_away_503() {
    try (LimitedEdge edge = edge(new Away())) {
      for (int i = 0; i < 9; i++) {
        Decision.Reject reject = edge.rejected(TestRequest.get("/denies"));
        assertThat(reject.problem().status()).isEqualTo(503);
        assertThat(LimitedEdge.value(reject, "Retry-After")).isEqualTo("2");
        assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMITER_UNAVAILABLE);
      }
      assertThat(edge.passed(9, () -> TestRequest.get("/local"))).isEqualTo(5);
      assertThat(edge.status(TestRequest.get("/shadow"))).isEqualTo(200);
    }
  }

  @Test
  void allow_away_passesUntold() {
    try (LimitedEdge edge = edge(new Away())) {
      assertThat(edge.passed(50, () -> TestRequest.get("/allows"))).isEqualTo(50);
      assertThat(LimitedEdge.value(edge.decide(TestRequest.get("/allows")), "RateLimit")).isNull();
    }
  }

  @Test
  void failures_away_countedHereOrDenied() {
    try (LimitedEdge edge = edge(new Away())) {
      TestRequest guess = TestRequest.get("/guesses").header("X-User", "guess");
      for (int i = 0; i < 5; i++) {
        assertThat(edge.status(guess)).isEqualTo(401);
      }
      assertThat(edge.status(guess)).isEqualTo(429);
      assertThat(edge.status(TestRequest.get("/denied").header("X-User", "good"))).isEqualTo(503);
    }
  }

  /** What a specification opens is EdgeAuth's to close. */
  @Test
  void spec_opened_closedOnce() {
    Away away = new Away();
    try (LimitedEdge edge =
        LimitedEdge.of(
            builder ->
                builder
                    .rateLimiter(new AwaySpec(away))
                    .limit("local", five())
                    .route(Route.path("/local").allowPublic().limit("local")))) {
      assertThat(edge.passed(9, () -> TestRequest.get("/local"))).isEqualTo(5);
    }
    assertThat(away.closed).hasValue(1);
  }
}
