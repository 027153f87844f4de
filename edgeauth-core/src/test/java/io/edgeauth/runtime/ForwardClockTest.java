package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** D11: a clock that is put back revives nothing. */
final class ForwardClockTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final FakeClock wall = new FakeClock(START);
  private final FakeTicker ticker = new FakeTicker();
  private final Clock clock = new ForwardClock(wall, ticker);

  private void both(Duration by) {
    wall.advance(by);
    ticker.advance(by);
  }

  private void assertNow(Instant now) {
    assertThat(clock.instant()).isEqualTo(now);
    assertThat(clock.millis()).isEqualTo(now.toEpochMilli());
  }

  @Test
  void instant_wallAndTickerTogether_wall() {
    both(Duration.ofDays(30));
    assertNow(START.plus(Duration.ofDays(30)));
  }

  @Test
  void instant_wallPutBackByAMinute_wall() {
    both(Duration.ofHours(2));
    wall.advance(Duration.ofMinutes(-1));
    assertNow(START.plus(Duration.ofHours(2)).minusSeconds(60));
  }

  @Test
  void instant_wallPutBackByADay_goesOnByTheTicker() {
    both(Duration.ofDays(2));
    wall.advance(Duration.ofDays(-1));
    assertNow(START.plus(Duration.ofDays(2)).minusSeconds(60));
    both(Duration.ofHours(1));
    assertNow(START.plus(Duration.ofDays(2)).plus(Duration.ofHours(1)).minusSeconds(60));
  }

  @Test
  void instant_wallPutAheadAndBackAgain_believedBothTimes() {
    both(Duration.ofHours(1));
    wall.advance(Duration.ofDays(3650));
    assertNow(START.plus(Duration.ofDays(3650)).plus(Duration.ofHours(1)));
    wall.advance(Duration.ofDays(-3650));
    assertNow(START.plus(Duration.ofHours(1)));
  }
}
