package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * A sliding window: the counts of the current and of the previous fixed window, the latter weighted
 * by the share of it that still overlaps. Windows with even numbers are kept in one number of the
 * cell, those with odd ones in the other.
 *
 * <p>Who counts in a window first seals the one before it: a thread that was slow to count there
 * finds that its window is over, and what has been weighed once does not grow.
 */
final class SlidingMeter extends Meter {

  private final long length;
  private final long permits;

  SlidingMeter(RateLimit limit) {
    this.length = ((LimitPeriod.Lasting) limit.period()).length().toNanos();
    this.permits = limit.permits();
  }

  /** What both windows hold at one time; {@code left} of the current one is still to come. */
  private record Seen(long window, long before, long stored, long left) {

    long previous() {
      return WindowCount.window(before) == window - 1 ? WindowCount.count(before) : 0;
    }

    long current() {
      return WindowCount.window(stored) == window ? WindowCount.count(stored) : 0;
    }
  }

  /** Null where the cell was given up, or another thread has seen the next window begin. */
  private @Nullable Seen seen(Cell cell, long nanos, LimitTime time) {
    long now = time.sinceEpoch(nanos);
    long window = window(nanos, time);
    boolean even = (window & 1) == 0;
    long before = even ? cell.second() : cell.first();
    long stored = even ? cell.first() : cell.second();
    if (before == Cell.DEAD || stored == Cell.DEAD) {
      return null;
    }
    boolean over =
        WindowCount.window(before) > window
            || WindowCount.window(stored) > window
            || (WindowCount.window(stored) == window && WindowCount.isSealed(stored));
    return over ? null : new Seen(window, before, stored, length - now % length);
  }

  @Override
  long window(long nanos, LimitTime time) {
    return time.sinceEpoch(nanos) / length + 1; // the one before has a number too
  }

  /** False where somebody else was faster. */
  private static boolean put(Cell cell, Seen seen, long count) {
    boolean even = (seen.window & 1) == 0;
    long sealed = WindowCount.sealed(seen.window - 1, seen.previous());
    if (seen.before != sealed
        && !(even ? cell.second(seen.before, sealed) : cell.first(seen.before, sealed))) {
      return false;
    }
    long next = WindowCount.of(seen.window, count);
    return even ? cell.first(seen.stored, next) : cell.second(seen.stored, next);
  }

  /** Rounded up: never less than the formula says. */
  private long weighted(Seen seen) {
    long previous = seen.previous();
    return previous == 0 ? 0 : Ratio.ceil(previous, seen.left, length);
  }

  @Override
  @Nullable LimitState take(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    while (true) {
      Seen seen = seen(cell, nanos, time);
      if (seen == null) {
        return null;
      }
      long taken = seen.current() + weighted(seen);
      if (taken + asked > permits) {
        return state(rule, seen, seen.current(), taken, asked);
      }
      if (put(cell, seen, seen.current() + asked)) {
        return state(rule, seen, seen.current() + asked, taken + asked, 0);
      }
    }
  }

  @Override
  @Nullable LimitState look(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    Seen seen = seen(cell, nanos, time);
    return seen == null
        ? null
        : state(rule, seen, seen.current(), seen.current() + weighted(seen), asked);
  }

  private LimitState state(LimitRule rule, Seen seen, long current, long taken, long asked) {
    long remaining = Math.max(0, permits - taken);
    long reset = remaining > 0 ? untilFull(seen, current) : wait(seen, current, 1);
    return new LimitState(rule, remaining, reset, wait(seen, current, asked));
  }

  private long untilFull(Seen seen, long current) {
    return current > 0 ? seen.left + length : seen.previous() > 0 ? seen.left : 0;
  }

  /** The least time after which so many are there if nobody else asks; 0 where they are now. */
  private long wait(Seen seen, long current, long asked) {
    if (current + weighted(seen) + asked <= permits) {
      return 0;
    }
    long room = permits - current - asked;
    if (room >= 0) { // the previous window moves out far enough before the current one ends
      return seen.left - Ratio.floor(room, length, seen.previous());
    }
    return seen.left + length - Ratio.floor(permits - asked, length, current);
  }

  @Override
  boolean drain(Cell cell, long asked, long nanos, LimitTime time) {
    while (true) {
      Seen seen = seen(cell, nanos, time);
      if (seen == null) {
        return false;
      }
      long room = Math.max(0, permits - seen.current() - weighted(seen));
      if (put(cell, seen, seen.current() + Math.min(room, asked))) {
        return true;
      }
    }
  }

  @Override
  void giveBack(Cell cell, long asked, long nanos, LimitTime time) {
    while (true) {
      Seen seen = seen(cell, nanos, time);
      if (seen == null
          || seen.current() == 0
          || put(cell, seen, Math.max(0, seen.current() - asked))) {
        return;
      }
    }
  }

  @Override
  int use(Cell cell, long nanos, LimitTime time) {
    Seen seen = seen(cell, nanos, time);
    long taken = seen == null ? permits : seen.current() + weighted(seen);
    return taken >= permits ? NOTHING_LEFT : share(taken, permits);
  }
}
