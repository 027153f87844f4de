package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has to wait for a leaky bucket: its place, its turn, and how it ends. */
final class DelayTest {

  private static final Duration ROUNDED = Duration.ofNanos(10);
  private static final Duration EACH = Duration.ofMillis(100);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .limit(
                      "evenly",
                      RateLimit.leakyBucket(10, Duration.ofSeconds(1))
                          .queue(3)
                          .maxWait(Duration.ofMillis(500)))
                  .limit(
                      "user-evenly",
                      RateLimit.leakyBucket(2, Duration.ofSeconds(1)).queue(3).by(LimitKey.SUBJECT))
                  .route(Route.path("/early").authenticate("user").limit("evenly"))
                  .route(Route.path("/late").authenticate("user").limit("user-evenly"))
                  .route(Route.path("/both").authenticate("user").limit("evenly", "user-evenly"))
                  .route(Route.path("/shadow").authenticate("user").limit("evenly").shadow())
                  .route(Route.path("/open").allowPublic()));

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest user(String path, String word) {
    return TestRequest.get(path).header("X-User", word);
  }

  private Decision.Delay delayed(String path) {
    return (Decision.Delay) edge.decide(user(path, "good"));
  }

  private int events() {
    return edge.events().of(DecisionEvent.class).size();
  }

  @Test
  void burst_placesInOrder_restRefused() {
    assertThat(edge.status(user("/early", "good"))).isEqualTo(200);
    List<Decision.Delay> waiting = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Decision.Delay delay = delayed("/early");
      assertThat(delay.reservation().untilTurn()).isEqualTo(EACH.multipliedBy(i));
      waiting.add(delay);
    }
    Decision.Reject reject = edge.rejected(user("/early", "good"));
    assertThat(reject.problem().status()).isEqualTo(429);
    assertThat(LimitedEdge.value(reject, "Retry-After")).isEqualTo("1");
    for (Decision.Delay delay : waiting) {
      edge.advance(EACH);
      assertThat(delay.reservation().untilTurn()).isZero();
      Decision then = delay.then().get();
      assertThat(((Decision.Forward) then).identity().subject()).isEqualTo("alice");
    }
  }

  /** Behind the limit stage everything is as ever: what waited is verified after the wait. */
  @Test
  void then_badCredential_refused() {
    edge.status(user("/early", "good"));
    Decision.Delay delay = (Decision.Delay) edge.decide(user("/early", "expired"));
    int before = events();
    edge.advance(EACH);
    Decision.Reject reject = (Decision.Reject) delay.then().get();
    assertThat(reject.problem().status()).isEqualTo(401);
    assertThat(LimitedEdge.value(reject, "RateLimit")).isNotNull();
    assertThat(events()).isEqualTo(before + 1);
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.TOKEN_EXPIRED);
  }

  @Test
  void then_identityStage_forwardsAfterTheWait() {
    assertThat(edge.status(user("/late", "good"))).isEqualTo(200);
    Decision.Delay delay = delayed("/late");
    int before = events();
    edge.advance(Duration.ofMillis(500));
    assertThat(delay.then().get()).isInstanceOf(Decision.Forward.class);
    assertThat(events()).isEqualTo(before + 1);
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.FORWARD);
    assertThat(edge.lastEvent().took()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void then_bothStages_waitsTwice() {
    edge.status(user("/both", "good"));
    Decision.Delay early = delayed("/both");
    edge.advance(EACH);
    Decision.Delay late = (Decision.Delay) early.then().get();
    assertThat(late.reservation().untilTurn()).isCloseTo(Duration.ofMillis(400), ROUNDED);
    edge.advance(Duration.ofMillis(401));
    assertThat(late.then().get()).isInstanceOf(Decision.Forward.class);
  }

  /** An early timer does not jump the queue. */
  @Test
  void then_tooEarly_waitsOn() {
    edge.status(user("/early", "good"));
    Decision.Delay delay = delayed("/early");
    edge.advance(Duration.ofMillis(60));
    Decision.Delay again = (Decision.Delay) delay.then().get();
    assertThat(again.reservation().untilTurn()).isCloseTo(Duration.ofMillis(40), ROUNDED);
    edge.advance(Duration.ofMillis(41));
    assertThat(again.then().get()).isInstanceOf(Decision.Forward.class);
  }

  @Test
  void then_twice_onceOnly() {
    edge.status(user("/early", "good"));
    Decision.Delay delay = delayed("/early");
    edge.advance(EACH);
    assertThat(delay.then().get()).isInstanceOf(Decision.Forward.class);
    int before = events();
    assertThat(delay.then().get()).isEqualTo(delay.otherwise());
    assertThat(events()).isEqualTo(before);
  }

  @Test
  void cancel_once_placeFreeAndOneEvent() {
    edge.status(user("/early", "good"));
    Decision.Delay first = delayed("/early");
    delayed("/early");
    delayed("/early");
    assertThat(edge.status(user("/early", "good"))).isEqualTo(429);
    int before = events();
    first.reservation().cancel();
    first.reservation().cancel();
    assertThat(events()).isEqualTo(before + 1);
    DecisionEvent event = edge.lastEvent();
    assertThat(event.outcome()).isEqualTo(Outcome.REJECT);
    assertThat(event.reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
    assertThat(event.detail()).isEqualTo("evenly");
    assertThat(delayed("/early").reservation().untilTurn()).isEqualTo(EACH);
    assertThat(first.then().get()).isEqualTo(first.otherwise());
  }

  @Test
  void otherwise_oneWhoCannotWait_429WithRetryAfter() {
    edge.status(user("/early", "good"));
    Decision.Reject otherwise = delayed("/early").otherwise();
    assertThat(otherwise.problem().status()).isEqualTo(429);
    assertThat(otherwise.problem().violatedPolicies()).containsExactly("evenly");
    assertThat(LimitedEdge.value(otherwise, "Retry-After")).isEqualTo("1");
    assertThat(LimitedEdge.value(otherwise, "RateLimit")).isNotNull();
  }

  /** Who comes long after the turn has lost it: a queue that nobody leaves would be a burst. */
  @Test
  void then_late_refused() {
    edge.status(user("/early", "good"));
    Decision.Delay onTime = delayed("/early");
    Decision.Delay late = delayed("/early");
    edge.advance(Duration.ofSeconds(10));
    assertThat(onTime.then().get()).isInstanceOf(Decision.Forward.class);
    edge.advance(Duration.ofMillis(201));
    assertThat(late.then().get()).isEqualTo(late.otherwise());
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
  }

  @Test
  void shadow_hasToWait_doesNot() {
    for (int i = 0; i < 4; i++) {
      assertThat(edge.forwarded(user("/shadow", "good")).identity().subject()).isEqualTo("alice");
    }
    edge.forwarded(user("/shadow", "good"));
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.SHADOW);
  }

  @Test
  void explain_hasToWait_takesNoPlace() {
    edge.status(user("/early", "good"));
    for (int i = 0; i < 9; i++) {
      assertThat(edge.edge().explain(user("/early", "good")).decision())
          .isInstanceOf(Decision.Forward.class);
    }
    assertThat(delayed("/early").reservation().untilTurn()).isEqualTo(EACH);
  }

  @Test
  void then_afterClose_503() {
    edge.status(user("/early", "good"));
    Decision.Delay delay = delayed("/early");
    edge.advance(EACH);
    edge.close();
    assertThat(((Decision.Reject) delay.then().get()).problem().status()).isEqualTo(503);
  }

  /** Who forgets about a request is told by it how long its place is kept. */
  @Test
  void atMost_placeKept_tenSecondsPastTheTurn() {
    edge.status(user("/early", "good"));
    assertThat(delayed("/early").atMost()).isEqualTo(EACH.plusSeconds(10));
    assertThat(delayed("/early").atMost()).isEqualTo(EACH.multipliedBy(2).plusSeconds(10));
  }
}
