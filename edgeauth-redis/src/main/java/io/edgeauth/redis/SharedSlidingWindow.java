package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;

/** A sliding window: the script keeps the counts of this window and of the one before. */
final class SharedSlidingWindow implements SharedLimit {

  private static final int KIND = 4;
  private static final long NANOS_OF_MICRO = 1000;

  private final LimitRule rule;
  private final long permits;
  private final long micros;

  SharedSlidingWindow(LimitRule rule) {
    this.rule = rule;
    this.permits = rule.limit().permits();
    this.micros = micros(rule);
  }

  /** The window's length; what is shorter than a microsecond is rounded up. */
  static long micros(LimitRule rule) {
    long nanos = ((LimitPeriod.Lasting) rule.limit().period()).length().toNanos();
    return Exact.ceil(nanos, 1, NANOS_OF_MICRO);
  }

  @Override
  public byte[] arguments(long taken) {
    return SharedLimit.doubles(KIND, micros, permits, taken, ANY);
  }

  @Override
  public byte[] undoing(long taken, Answer answer) {
    return SharedLimit.doubles(KIND, micros, permits, taken, answer.at(0));
  }

  @Override
  public int numbers() {
    return 4;
  }

  @Override
  public LimitState state(long asked, Answer answer, boolean taken) {
    long left = answer.at(1);
    long current = answer.at(2) + (taken ? asked : 0);
    long previous = answer.at(3);
    long remaining = Math.max(0, permits - current - Exact.ceil(previous, left, micros));
    // After a step back of Redis's clock the window that it keeps has not begun.
    long ahead = Math.max(0, answer.at(0) - answer.now());
    long reset =
        remaining > 0
            ? untilFull(left, current, previous)
            : untilPasses(1, left, current, previous);
    boolean passes = taken || asked <= remaining;
    long wait = passes ? 0 : ahead + untilPasses(asked, left, current, previous);
    return new LimitState(
        rule, remaining, reset == 0 ? 0 : (ahead + reset) * NANOS_OF_MICRO, wait * NANOS_OF_MICRO);
  }

  private long untilFull(long left, long current, long previous) {
    if (current > 0) {
      return left + micros;
    }
    return previous > 0 ? left : 0;
  }

  /** Microseconds, of a charge that does not pass now. */
  private long untilPasses(long asked, long left, long current, long previous) {
    long room = permits - current - asked;
    if (room >= 0 && previous > 0) {
      long counted = Exact.floor(room, micros, previous); // of the window before, so much may be
      if (counted > 0) {
        return Math.max(0, left - counted);
      }
    }
    // In the next window this one is the one before.
    long counted = current == 0 ? micros : Exact.floor(permits - asked, micros, current);
    return left + Math.max(0, micros - counted);
  }
}
