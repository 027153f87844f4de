package io.edgeauth.ratelimit;

/** How permits come back. {@code docs/rate-limits.md} shows what each lets through over time. */
public enum Algorithm {
  /**
   * So many in each window, which are aligned to the epoch or to the calendar. Twice as many can
   * pass around the edge between two windows.
   */
  FIXED_WINDOW,
  /** So many in the window that ends now, the one before counted by the share that overlaps. */
  SLIDING_WINDOW,
  /** Permits come back evenly, up to a burst. */
  TOKEN_BUCKET,
  /** Requests leave evenly, one after another; those that are too early wait in order. */
  LEAKY_BUCKET
}
