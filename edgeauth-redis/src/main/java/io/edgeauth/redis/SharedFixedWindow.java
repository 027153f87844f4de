package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/**
 * A fixed window. Redis says which one it is; where it is one of the calendar, this instance says
 * when it and its neighbours begin.
 */
final class SharedFixedWindow implements SharedLimit {

  private static final int EVEN = 3;
  private static final int OF_CALENDAR = 5;
  private static final long NANOS_OF_MICRO = 1000;

  private final LimitRule rule;
  private final long permits;
  private final long micros;
  private final LimitPeriod.@Nullable Calendar calendar;

  /** Begins of the window before, of this one, of the next and of that after it. */
  private volatile long[] begins = {};

  private SharedFixedWindow(
      LimitRule rule, long micros, LimitPeriod.@Nullable Calendar calendar, long now) {
    this.rule = rule;
    this.permits = rule.limit().permits();
    this.micros = micros;
    this.calendar = calendar;
    turnTo(now);
  }

  /**
   * Reads a rule.
   *
   * @param now microseconds since 1970, by this instance: Redis puts it right
   */
  static SharedFixedWindow of(LimitRule rule, long now) {
    return rule.limit().period() instanceof LimitPeriod.Calendar calendar
        ? new SharedFixedWindow(rule, 0, calendar, now)
        : new SharedFixedWindow(rule, SharedSlidingWindow.micros(rule), null, now);
  }

  /** Learns what Redis's time is. */
  void turnTo(long now) {
    long[] known = begins;
    if (calendar != null && (known.length == 0 || now < known[1] || now >= known[2])) {
      begins = CalendarWindows.around(calendar, now);
    }
  }

  private byte[] doubles(long taken, long window) {
    if (calendar == null) {
      return SharedLimit.doubles(EVEN, permits, taken, window, micros);
    }
    long[] known = begins;
    return SharedLimit.doubles(
        OF_CALENDAR, permits, taken, window, known[0], known[1], known[2], known[3]);
  }

  @Override
  public byte[] arguments(long taken) {
    return doubles(taken, ANY);
  }

  @Override
  public byte[] undoing(long taken, Answer answer) {
    return doubles(taken, answer.at(0));
  }

  @Override
  public int numbers() {
    return 3;
  }

  @Override
  public LimitState state(long asked, Answer answer, boolean taken) {
    long over = Exact.floor(Math.max(0, answer.at(1) - answer.now()), NANOS_OF_MICRO, 1);
    long before = answer.at(2);
    long count = taken ? before + asked : before;
    return new LimitState(
        rule,
        Math.max(0, permits - count),
        count == 0 ? 0 : over,
        taken || before + asked <= permits ? 0 : Math.max(1, over));
  }
}
