package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L05: a thread that has read the time in one window, and counts when the next has begun. */
final class LateThreadTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long EDGE = SECOND.toNanos();

  private final LimitTime time =
      new LimitTime(Clock.fixed(Instant.parse("2026-06-15T12:00:00Z"), ZoneOffset.UTC), () -> 0);

  private static Cell cell(LimitRule rule) {
    return new Cell(new LimitedKey(1, 2), rule.meter());
  }

  private LimitState take(LimitRule rule, Cell cell, long permits, long nanos) {
    return rule.meter().take(rule, cell, permits, nanos, time);
  }

  @Test
  @DisplayName("L05: what was weighed of the window before does not grow")
  void take_slidingWindowThatIsOver_looksAtTheTimeAgain() {
    LimitRule rule = LimitRule.of("one", RateLimit.slidingWindow(10, SECOND));
    Cell cell = cell(rule);
    assertThat(take(rule, cell, 4, EDGE - 2).remaining()).isEqualTo(6);
    assertThat(take(rule, cell, 6, EDGE).remaining()).isZero();
    assertThat(take(rule, cell, 1, EDGE - 1)).isNull();
    assertThat(rule.meter().drain(cell, 1, EDGE - 1, time)).isFalse();
    assertThat(take(rule, cell, 1, EDGE).isExceeded()).isTrue();
  }

  /** It has looked at its window before the next began, and counts in it after. */
  @Test
  @DisplayName("L05: nobody counts in a window that was weighed")
  void take_slidingWindow_windowBeforeIsSealed() {
    LimitRule rule = LimitRule.of("one", RateLimit.slidingWindow(10, SECOND));
    Cell cell = cell(rule);
    take(rule, cell, 4, EDGE - 2);
    long window = time.sinceEpoch(0) / EDGE + 1;
    boolean even = (window & 1) == 0;
    long seen = even ? cell.first() : cell.second();
    assertThat(WindowCount.window(seen)).isEqualTo(window);
    take(rule, cell, 1, EDGE);
    long late = WindowCount.of(window, 5);
    assertThat(even ? cell.first(seen, late) : cell.second(seen, late)).isFalse();
  }

  @Test
  void take_slidingWindowNobodyCountedInBefore_looksAtTheTimeAgain() {
    LimitRule rule = LimitRule.of("one", RateLimit.slidingWindow(10, SECOND));
    Cell cell = cell(rule);
    assertThat(take(rule, cell, 10, 3 * EDGE).remaining()).isZero();
    assertThat(take(rule, cell, 10, 3 * EDGE - 1)).isNull();
    assertThat(take(rule, cell, 10, EDGE)).isNull();
    assertThat(take(rule, cell, 10, 5 * EDGE).remaining()).isZero();
  }

  @Test
  @DisplayName("L05: the count of a window that has begun is not lost")
  void take_fixedWindowThatIsOver_countsInTheNext() {
    LimitRule rule = LimitRule.of("one", RateLimit.fixedWindow(10, SECOND));
    Cell cell = cell(rule);
    assertThat(take(rule, cell, 10, EDGE - 2).remaining()).isZero();
    assertThat(take(rule, cell, 4, EDGE).remaining()).isEqualTo(6);
    assertThat(take(rule, cell, 6, EDGE - 1).remaining()).isZero();
    assertThat(take(rule, cell, 1, EDGE).isExceeded()).isTrue();
    assertThat(take(rule, cell, 1, EDGE - 1).waitNanos()).isEqualTo(EDGE + 1);
  }

  @Test
  void giveBack_permitsOfAWindowThatIsOver_areGone() {
    LimitRule rule = LimitRule.of("one", RateLimit.fixedWindow(10, SECOND));
    Cell cell = cell(rule);
    take(rule, cell, 10, 0);
    rule.meter().giveBack(cell, 10, EDGE, time);
    assertThat(take(rule, cell, 10, EDGE).remaining()).isZero();
  }
}
