package io.edgeauth.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a limiter says to the charges of a stage. */
public sealed interface Acquisition {

  /**
   * All charges were taken.
   *
   * @param states how each limit stands now, in the order of the charges
   * @param turn when the request may go on; null for now
   */
  record Granted(List<LimitState> states, @Nullable Turn turn) implements Acquisition {}

  /**
   * No charge was taken.
   *
   * @param states how each limit stands, in the order of the charges; at least one is exceeded
   */
  record Refused(List<LimitState> states) implements Acquisition {

    /**
     * After what time the same charges pass if nobody else asks.
     *
     * @return nanoseconds, the longest of all limits
     */
    public long waitNanos() {
      long longest = 0;
      for (int i = 0; i < states.size(); i++) {
        longest = Math.max(longest, states.get(i).waitNanos());
      }
      return longest;
    }
  }

  /**
   * The limiter cannot count, and took nothing that it knows of.
   *
   * @param retryNanos nanoseconds after which it may be worth asking again
   */
  record Unavailable(long retryNanos) implements Acquisition {}
}
