package io.edgeauth.ratelimit;

/**
 * How one limit stands for one key, after a request was counted or refused.
 *
 * @param rule the limit
 * @param remaining permits that are left, whole ones
 * @param resetNanos nanoseconds until the next permit where none is left, else until all are there
 * @param waitNanos nanoseconds after which the same charge passes if nobody else asks; 0 where it
 *     passed, or would
 */
public record LimitState(LimitRule rule, long remaining, long resetNanos, long waitNanos) {

  /**
   * Whether this limit is why the request is refused.
   *
   * @return true where the charge does not pass now
   */
  public boolean isExceeded() {
    return waitNanos > 0;
  }
}
