package io.edgeauth.ratelimit;

/**
 * A window's number and how many permits were taken in it, in one number: 33 bits, one that says
 * that nothing more is counted there, and 30.
 */
final class WindowCount {

  private static final int WINDOW_SHIFT = 31;
  private static final long SEALED = 1L << 30;
  private static final long COUNT_MASK = SEALED - 1;

  private WindowCount() {}

  static long of(long window, long count) {
    return (window << WINDOW_SHIFT) | count;
  }

  /** The same for a window that is over. */
  static long sealed(long window, long count) {
    return of(window, count) | SEALED;
  }

  static long window(long stored) {
    return stored >>> WINDOW_SHIFT;
  }

  static long count(long stored) {
    return stored & COUNT_MASK;
  }

  static boolean isSealed(long stored) {
    return (stored & SEALED) != 0;
  }
}
