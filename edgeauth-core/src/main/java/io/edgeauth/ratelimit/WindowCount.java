package io.edgeauth.ratelimit;

/**
 * A window's number and how many permits were taken in it, in one number: 33 bits and 31. A stored
 * window that lies ahead of now counts as now's: a clock was put back, and nothing is forgotten for
 * that, nor is anything held back until then.
 */
final class WindowCount {

  private static final int COUNT_BITS = 31;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  private WindowCount() {}

  static long of(long window, long count) {
    return window << COUNT_BITS | Math.min(count, COUNT_MASK);
  }

  static long window(long stored) {
    return stored >>> COUNT_BITS;
  }

  static long count(long stored) {
    return stored & COUNT_MASK;
  }

  /** What was taken in a window or, by a clock that was ahead, after it. */
  static long countSince(long stored, long window) {
    return window(stored) >= window ? count(stored) : 0;
  }
}
