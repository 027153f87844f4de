package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L03: who uses his last permit while it is found out who has to go. */
final class EvictionRaceTest {

  private static final int WAYS = 16;
  private static final LimitRule TWO =
      LimitRule.of(
          "two", RateLimit.fixedWindow(2, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.DAY)));

  /** Windows of the calendar ask it for each cell: another thread can be as fast as that. */
  private static final class InterruptedClock extends Clock {

    private Runnable interruption = () -> {};
    private int readings;

    void interruptAt(int reading, Runnable what) {
      readings = reading;
      interruption = what;
    }

    @Override
    public Instant instant() {
      if (--readings == 0) {
        interruption.run();
      }
      return Instant.parse("2026-06-15T12:00:00Z");
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final InterruptedClock clock = new InterruptedClock();
  private final RateLimiter limiter = RateLimiter.local(1, clock, () -> 0);

  private boolean passes(LimitedKey key) {
    return limiter.acquire(List.of(new Charge(TWO, key, 1))) instanceof Granted;
  }

  /** At each cell that is judged, and at the last look at the one that would have to go. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 15, 16, 17})
  @DisplayName("L03: who uses the last permit before he is pushed out stays")
  void acquire_lastPermitTakenMeanwhile_stays(int reading) {
    LimitedKey owner = new LimitedKey(0, 0);
    assertThat(passes(owner)).isTrue();
    for (int i = 1; i < WAYS; i++) {
      limiter.charge(List.of(new Charge(TWO, new LimitedKey(i, i), 2)));
    }
    boolean[] granted = {false};
    clock.interruptAt(reading, () -> granted[0] = passes(owner));
    assertThat(passes(new LimitedKey(WAYS, WAYS))).isTrue();
    assertThat(granted[0]).isTrue();
    for (int i = 0; i < WAYS; i++) {
      assertThat(passes(new LimitedKey(i, i))).describedAs("key %s", i).isFalse();
    }
  }
}
