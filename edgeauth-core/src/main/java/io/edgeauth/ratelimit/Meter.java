package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of one limit over a {@link Cell}. Whole numbers alone, so that nothing is lost or
 * won by rounding over time. Immutable but for what it remembers of the calendar; any number of
 * threads may use it at once.
 *
 * <p>Where a method answers null, the cell was given up, or time has passed over a window's edge
 * meanwhile: the caller looks for the cell and at the time again.
 */
abstract sealed class Meter permits BucketMeter, LeakyMeter, SlidingMeter, WindowMeter {

  /** The most that {@link #use} says. */
  static final int NOTHING_LEFT = 1000;

  static Meter of(RateLimit limit) {
    return switch (limit.algorithm()) {
      case FIXED_WINDOW -> new WindowMeter(limit);
      case SLIDING_WINDOW -> new SlidingMeter(limit);
      case TOKEN_BUCKET -> new BucketMeter(limit);
      case LEAKY_BUCKET -> new LeakyMeter(limit);
    };
  }

  /** Takes permits if they are there. */
  abstract @Nullable LimitState take(
      LimitRule rule, Cell cell, long permits, long nanos, LimitTime time);

  /** Says what {@link #take} would say. */
  abstract @Nullable LimitState look(
      LimitRule rule, Cell cell, long permits, long nanos, LimitTime time);

  /** Takes what is there of them; false for null. */
  abstract boolean drain(Cell cell, long permits, long nanos, LimitTime time);

  /** Gives permits back; where they are past, nothing is to be given. */
  abstract void giveBack(Cell cell, long permits, long nanos, LimitTime time);

  /** The number of the window at a time; always the same where there are none. */
  long window(long nanos, LimitTime time) {
    return 0;
  }

  /** Whether a cell's numbers mean the same to another meter of the algorithm and the period. */
  boolean countsAs(Meter other) {
    return true;
  }

  /**
   * Says in this one's units what a cell's number means to a meter that {@link #countsAs} another.
   *
   * @param first the number
   * @param before the meter that wrote it
   */
  long converted(long first, Meter before, long nanos) {
    return first;
  }

  /**
   * How much of what there can be is taken: 0 by a key that has all again, more by one that has
   * not, and {@link #NOTHING_LEFT}.
   */
  abstract int use(Cell cell, long nanos, LimitTime time);

  /** In thousandths, and at least one where anything is taken. */
  static int share(long taken, long most) {
    return taken <= 0 ? 0 : 1 + (int) Math.min(NOTHING_LEFT - 2, taken / (most / 1000 + 1));
  }
}
