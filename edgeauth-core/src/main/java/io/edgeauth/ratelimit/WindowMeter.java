package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/** A fixed window: its number and its count. */
final class WindowMeter extends Meter {

  private final Windows windows;
  private final long permits;

  WindowMeter(RateLimit limit) {
    this.windows = Windows.of(limit.period());
    this.permits = limit.permits();
  }

  @Override
  @Nullable LimitState take(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    long window = windows.window(nanos, time);
    while (true) {
      long stored = cell.first();
      if (stored == Cell.DEAD) {
        return null;
      }
      long taken = WindowCount.countSince(stored, window);
      if (taken + asked > permits) {
        return state(rule, taken, asked, windows.left(nanos, time));
      }
      if (cell.first(stored, WindowCount.of(window, taken + asked))) {
        return state(rule, taken + asked, 0, windows.left(nanos, time));
      }
    }
  }

  @Override
  @Nullable LimitState look(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    long stored = cell.first();
    if (stored == Cell.DEAD) {
      return null;
    }
    long taken = WindowCount.countSince(stored, windows.window(nanos, time));
    return state(rule, taken, asked, windows.left(nanos, time));
  }

  private LimitState state(LimitRule rule, long taken, long asked, long left) {
    long remaining = Math.max(0, permits - taken);
    long reset = taken == 0 ? 0 : left;
    return new LimitState(rule, remaining, reset, taken + asked > permits ? left : 0);
  }

  @Override
  boolean drain(Cell cell, long asked, long nanos, LimitTime time) {
    long window = windows.window(nanos, time);
    while (true) {
      long stored = cell.first();
      if (stored == Cell.DEAD) {
        return false;
      }
      long taken = WindowCount.countSince(stored, window);
      long next = Math.max(taken, Math.min(permits, taken + asked));
      if (cell.first(stored, WindowCount.of(window, next))) {
        return true;
      }
    }
  }

  @Override
  void giveBack(Cell cell, long asked, long nanos, LimitTime time) {
    long window = windows.window(nanos, time);
    while (true) {
      long stored = cell.first();
      long taken = stored == Cell.DEAD ? 0 : WindowCount.countSince(stored, window);
      if (taken == 0 || cell.first(stored, WindowCount.of(window, Math.max(0, taken - asked)))) {
        return;
      }
    }
  }

  @Override
  int use(Cell cell, long nanos, LimitTime time) {
    long taken = WindowCount.countSince(cell.first(), windows.window(nanos, time));
    return taken >= permits ? 1000 : (int) (taken / (permits / 1000 + 1));
  }
}
