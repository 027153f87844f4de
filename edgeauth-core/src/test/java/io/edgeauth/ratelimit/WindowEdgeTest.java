package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What belongs to one window does nothing in another. */
final class WindowEdgeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final LimitRule QUEUE =
      LimitRule.of(
          "queue", RateLimit.leakyBucket(1, Duration.ofSeconds(30)).maxWait(Duration.ofMinutes(5)));

  static Stream<RateLimit> windows() {
    return Stream.of(
        RateLimit.fixedWindow(10, MINUTE),
        RateLimit.fixedWindow(10, Calendar.of(Calendar.Unit.DAY)),
        RateLimit.slidingWindow(10, MINUTE));
  }

  private static List<Charge> withQueue(LimitRule rule) {
    return List.of(new Charge(rule, LimitTrial.KEY, 1), new Charge(QUEUE, new LimitedKey(3, 4), 1));
  }

  /** One waits, who took a permit ten seconds before the edge between two windows. */
  private static Turn waiting(LimitTrial trial, LimitRule rule) {
    assertThat(((Granted) trial.limiter.acquire(withQueue(rule))).turn()).isNull();
    return ((Granted) trial.limiter.acquire(withQueue(rule))).turn();
  }

  @ParameterizedTest
  @MethodSource("windows")
  void cancel_behindAnEdge_makesNoRoomInTheNextWindow(RateLimit limit) {
    LimitTrial trial = new LimitTrial("2026-06-15T23:59:50Z");
    LimitRule rule = LimitRule.of("window", limit);
    Turn turn = waiting(trial, rule);
    trial.pass(Duration.ofSeconds(15));
    trial.exhaust(rule);
    turn.cancel();
    assertThat(trial.passes(rule)).isFalse();
  }

  /** The twin: in the same window the permit is there again. */
  @ParameterizedTest
  @MethodSource("windows")
  void cancel_beforeTheEdge_givesThePermitBack(RateLimit limit) {
    LimitTrial trial = new LimitTrial("2026-06-15T23:59:50Z");
    LimitRule rule = LimitRule.of("window", limit);
    Turn turn = waiting(trial, rule);
    trial.pass(Duration.ofSeconds(5));
    trial.exhaust(rule);
    turn.cancel();
    assertThat(trial.exhaust(rule)).isEqualTo(1);
  }

  /** Until 2011 clocks of Newfoundland went from 00:01 of a Sunday to 23:01 of its Saturday. */
  @Test
  @Timeout(20)
  @DisplayName("L07: a day that clocks leave again for an hour has begun all the same")
  void acquire_setBackAcrossMidnight_oneWindowUntilTheNextDay() {
    LimitTrial trial = new LimitTrial("2010-11-07T02:40:00Z"); // 23:10 of Saturday, again
    LimitRule rule =
        LimitRule.of(
            "day",
            RateLimit.fixedWindow(
                10, new Calendar(Calendar.Unit.DAY, ZoneId.of("America/St_Johns"))));
    assertThat(trial.exhaust(rule)).isEqualTo(10);
    Refused refused = (Refused) trial.limiter.acquire(LimitTrial.one(rule));
    assertThat(refused.states().get(0).isExceeded()).isTrue();
    assertThat(refused.waitNanos()).isEqualTo(Duration.parse("PT24H50M").toNanos());
    trial.pass(Duration.ofHours(1));
    assertThat(trial.passes(rule)).isFalse();
    trial.pass(trial.waitOf(rule));
    assertThat(trial.exhaust(rule)).isEqualTo(10);
  }
}
