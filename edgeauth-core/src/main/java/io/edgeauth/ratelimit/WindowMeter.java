package io.edgeauth.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fixed window: its number and its count.
 *
 * <p>A stored window can lie ahead of now: another thread has seen the next one begin, or the wall
 * clock was put back. Its count holds now too, so that nobody wins by either. It stays the window
 * of the count where it begins within the hour; else the clock was far ahead, and the count becomes
 * this window's, so that nobody is held back until then.
 */
final class WindowMeter extends Meter {

  private static final long SMALL_STEP = Duration.ofHours(1).toNanos();

  private final Windows windows;
  private final long permits;

  WindowMeter(RateLimit limit) {
    this.windows = Windows.of(limit.period());
    this.permits = limit.permits();
  }

  /** The window in which is counted. */
  private long counting(long stored, long now) {
    long window = windows.window(now);
    long before = WindowCount.window(stored);
    return before > window && windows.end(window) - now <= SMALL_STEP ? before : window;
  }

  private static long taken(long stored, long window) {
    return WindowCount.window(stored) >= window ? WindowCount.count(stored) : 0;
  }

  @Override
  @Nullable LimitState take(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    long now = windows.now(nanos, time);
    while (true) {
      long stored = cell.first();
      if (stored == Cell.DEAD) {
        return null;
      }
      long window = counting(stored, now);
      long taken = taken(stored, window);
      if (taken + asked > permits) {
        return refused(rule, cell, stored, asked, now);
      }
      if (cell.first(stored, WindowCount.of(window, taken + asked))) {
        return state(rule, taken + asked, 0, windows.end(window) - now);
      }
    }
  }

  /** A count that is far ahead becomes this window's also where nothing can be taken. */
  private LimitState refused(LimitRule rule, Cell cell, long stored, long asked, long now) {
    long window = counting(stored, now);
    long taken = taken(stored, window);
    if (WindowCount.window(stored) > window) {
      cell.first(stored, WindowCount.of(window, taken));
    }
    return state(rule, taken, asked, windows.end(window) - now);
  }

  @Override
  @Nullable LimitState look(LimitRule rule, Cell cell, long asked, long nanos, LimitTime time) {
    long stored = cell.first();
    return stored == Cell.DEAD
        ? null
        : refused(rule, cell, stored, asked, windows.now(nanos, time));
  }

  private LimitState state(LimitRule rule, long taken, long asked, long left) {
    long remaining = Math.max(0, permits - taken);
    long reset = taken == 0 ? 0 : left;
    return new LimitState(rule, remaining, reset, taken + asked > permits ? left : 0);
  }

  @Override
  boolean drain(Cell cell, long asked, long nanos, LimitTime time) {
    long now = windows.now(nanos, time);
    while (true) {
      long stored = cell.first();
      if (stored == Cell.DEAD) {
        return false;
      }
      long window = counting(stored, now);
      long taken = taken(stored, window);
      long next = Math.max(taken, Math.min(permits, taken + asked));
      if (cell.first(stored, WindowCount.of(window, next))) {
        return true;
      }
    }
  }

  @Override
  void giveBack(Cell cell, long asked, long nanos, LimitTime time) {
    long now = windows.now(nanos, time);
    while (true) {
      long stored = cell.first();
      if (stored == Cell.DEAD) {
        return;
      }
      long window = counting(stored, now);
      long taken = taken(stored, window);
      if (taken == 0 || cell.first(stored, WindowCount.of(window, Math.max(0, taken - asked)))) {
        return;
      }
    }
  }

  @Override
  long window(long nanos, LimitTime time) {
    return windows.window(windows.now(nanos, time));
  }

  @Override
  int use(Cell cell, long nanos, LimitTime time) {
    long stored = cell.first();
    long taken = taken(stored, window(nanos, time));
    return taken >= permits ? NOTHING_LEFT : share(taken, permits);
  }
}
