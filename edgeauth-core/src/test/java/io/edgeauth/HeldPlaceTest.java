package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A place in a queue, and what it keeps open. */
final class HeldPlaceTest {

  /** Whose turn never comes. */
  private static final class Forgotten implements Decision.Reservation {

    private final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public Duration untilTurn() {
      return Duration.ofDays(1);
    }

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }
  }

  private final Generations generations = generations();
  private final Generation generation = generations.enter();
  private final Forgotten place = new Forgotten();

  private static Generations generations() {
    CodeSettings code = new CodeSettings();
    code.route(Route.path("/open").allowPublic());
    return Generations.start(code);
  }

  @AfterEach
  void close() {
    generations.close();
  }

  private Decision.Delay held(Duration atMost) {
    Decision.Reject otherwise = generations.refusal(429);
    return (Decision.Delay)
        generations.held(
            generation,
            new Decision.Delay(
                place,
                atMost,
                () -> generations.decide(TestRequest.get("/open"), null),
                otherwise));
  }

  /** An adapter that forgets about a request keeps nothing open for good. */
  @Test
  void held_neverEnded_endedByTheTimer() {
    Decision.Delay delay = held(Duration.ofMillis(100));
    assertThat(generation.isDrained()).isFalse();
    await().until(generation::isDrained);
    assertThat(place.cancelled).hasValue(1);
    assertThat(delay.then().get()).isEqualTo(delay.otherwise());
  }

  /** The twin: one that ends in time is not ended again. */
  @Test
  void held_cancelled_endedOnce() {
    Decision.Delay delay = held(Duration.ofMillis(100));
    delay.reservation().cancel();
    delay.reservation().cancel();
    assertThat(generation.isDrained()).isTrue();
    await().during(Duration.ofMillis(300)).until(() -> place.cancelled.get() == 1);
  }
}
