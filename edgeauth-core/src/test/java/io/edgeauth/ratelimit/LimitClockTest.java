package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** L07: clocks that jump, and days that are longer or shorter than others. */
final class LimitClockTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DECADE = Duration.ofDays(3653);

  private static LimitRule rule(RateLimit limit) {
    return LimitRule.of("one", limit);
  }

  private static LimitRule calendar(Calendar.Unit unit, String zone) {
    return rule(RateLimit.fixedWindow(10, new Calendar(unit, ZoneId.of(zone))));
  }

  static Stream<RateLimit> ofTicker() {
    return Stream.of(
        RateLimit.fixedWindow(10, HOUR),
        RateLimit.slidingWindow(10, HOUR),
        RateLimit.tokenBucket(10, HOUR),
        RateLimit.leakyBucket(10, HOUR).queue(0));
  }

  @ParameterizedTest
  @MethodSource("ofTicker")
  @DisplayName("L07: a wall clock that jumps neither gives permits nor takes any")
  void acquire_wallClockJumps_goesByTheTicker(RateLimit limit) {
    for (Duration jump : new Duration[] {HOUR.negated(), DECADE, DECADE.negated()}) {
      LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
      LimitRule rule = rule(limit);
      assertThat(trial.exhaust(rule)).isEqualTo((int) limit.most());
      Duration wait = trial.waitOf(rule);
      trial.clock.advance(jump);
      assertThat(trial.waitOf(rule)).isEqualTo(wait);
      trial.ticker.advance(wait);
      assertThat(trial.passes(rule)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1901-01-01T00:00:00Z"})
  @Timeout(20)
  @DisplayName("L07: a clock that was never set counts all the same")
  void acquire_clockWasNeverSet_counts(String begin) {
    LimitTrial trial = new LimitTrial(begin);
    ofTicker()
        .forEach(
            limit -> {
              LimitTrial one = new LimitTrial(begin);
              assertThat(one.exhaust(rule(limit))).isEqualTo((int) limit.most());
              one.pass(one.waitOf(rule(limit)));
              assertThat(one.passes(rule(limit))).isTrue();
            });
    assertThat(trial.exhaust(calendar(Calendar.Unit.DAY, "America/New_York"))).isEqualTo(10);
    trial.clock.set(Instant.parse("2026-06-16T12:00:00Z"));
    assertThat(trial.exhaust(calendar(Calendar.Unit.DAY, "America/New_York"))).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"DAY, 2026-06-16T00:30:00Z", "MONTH, 2026-07-01T00:30:00Z"})
  @DisplayName("L07: a wall clock that is put back an hour over an edge keeps the count")
  void acquire_calendarPutBackOverAnEdge_countStays(Calendar.Unit unit, String begin) {
    LimitTrial trial = new LimitTrial(begin);
    LimitRule rule = calendar(unit, "UTC");
    for (int i = 0; i < 4; i++) {
      assertThat(trial.passes(rule)).isTrue();
    }
    trial.clock.advance(HOUR.negated());
    assertThat(trial.passes(rule)).isTrue();
    assertThat(trial.remaining(rule)).isEqualTo(5);
    trial.pass(HOUR);
    assertThat(trial.exhaust(rule)).isEqualTo(5);
  }

  @Test
  @DisplayName("L07: who is told to wait while the clock is behind passes after that")
  void acquire_calendarPutBackAndExhausted_waitIsTrue() {
    LimitTrial trial = new LimitTrial("2026-06-16T00:30:00Z");
    LimitRule rule = calendar(Calendar.Unit.DAY, "UTC");
    trial.exhaust(rule);
    trial.clock.advance(HOUR.negated());
    Duration wait = trial.waitOf(rule);
    assertThat(wait).isEqualTo(Duration.ofMinutes(24 * 60 + 30));
    trial.pass(wait.minusMillis(1));
    assertThat(trial.passes(rule)).isFalse();
    trial.pass(Duration.ofMillis(1));
    assertThat(trial.exhaust(rule)).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "DAY, 2026-06-17T00:00:00Z",
    "WEEK, 2026-06-22T00:00:00Z",
    "MONTH, 2026-07-01T00:00:00Z"
  })
  @DisplayName("L07: a wall clock that was ahead by years blocks nobody for longer than a window")
  void acquire_calendarWasYearsAhead_blockedForThisWindowAlone(Calendar.Unit unit, String next) {
    LimitTrial trial = new LimitTrial("2036-06-16T12:00:00Z");
    LimitRule rule = calendar(unit, "UTC");
    trial.exhaust(rule);
    trial.clock.set(Instant.parse("2026-06-16T12:00:00Z"));
    Duration wait = trial.waitOf(rule);
    assertThat(trial.clock.instant().plus(wait)).isEqualTo(next);
    trial.pass(wait);
    assertThat(trial.exhaust(rule)).isEqualTo(10);
  }

  @Test
  @DisplayName("L07: a step ahead begins the window that the calendar says")
  void acquire_calendarStepsAhead_newWindow() {
    LimitTrial trial = new LimitTrial("2026-06-16T12:00:00Z");
    LimitRule rule = calendar(Calendar.Unit.DAY, "UTC");
    trial.exhaust(rule);
    trial.clock.advance(DECADE);
    assertThat(trial.exhaust(rule)).isEqualTo(10);
  }

  /** From a time of a window to its end: days of 23 and 25 hours, a day that begins at one. */
  @ParameterizedTest
  @CsvSource({
    "DAY, Europe/Berlin, 2026-03-28T23:00:00Z, PT23H",
    "DAY, Europe/Berlin, 2026-10-24T22:00:00Z, PT25H",
    "DAY, Europe/Berlin, 2026-06-14T22:00:00Z, PT24H",
    "DAY, Africa/Cairo, 2026-04-23T22:00:00Z, PT23H",
    "DAY, Australia/Lord_Howe, 2026-04-04T13:00:00Z, PT24H30M",
    "WEEK, America/New_York, 2026-03-02T05:00:00Z, PT167H",
    "WEEK, UTC, 2026-06-21T23:59:59Z, PT1S",
    "MONTH, UTC, 2026-02-01T00:00:00Z, PT672H",
    "MONTH, UTC, 2028-02-01T00:00:00Z, PT696H",
    "MONTH, Europe/Berlin, 2026-02-28T23:00:00Z, PT743H",
  })
  @DisplayName("L07: a window of the calendar lasts as long as people's clocks say")
  void acquire_calendar_windowLastsAsThePeopleSay(
      Calendar.Unit unit, String zone, String begin, Duration left) {
    LimitTrial trial = new LimitTrial(begin);
    LimitRule rule = calendar(unit, zone);
    trial.exhaust(rule);
    assertThat(trial.waitOf(rule)).isEqualTo(left);
    trial.pass(left.minusMillis(1));
    assertThat(trial.passes(rule)).isFalse();
    trial.pass(Duration.ofMillis(1));
    assertThat(trial.exhaust(rule)).isEqualTo(10);
  }
}
