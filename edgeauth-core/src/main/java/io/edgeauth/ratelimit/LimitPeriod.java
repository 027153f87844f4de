package io.edgeauth.ratelimit;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** In what time a limit gives its permits. */
public sealed interface LimitPeriod {

  /**
   * A length of time.
   *
   * @param length from 1 ms to 366 days
   */
  record Lasting(Duration length) implements LimitPeriod {

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(366);

    /** Checks the length. */
    public Lasting {
      if (length.compareTo(LEAST) < 0 || length.compareTo(MOST) > 0) {
        throw new IllegalArgumentException("per: " + length + " (expected: from 1ms to 366d)");
      }
    }
  }

  /**
   * A unit of the calendar, which begins and ends as people of a time zone count it.
   *
   * @param unit which
   * @param zone whose midnight counts, also across daylight-saving changes
   */
  record Calendar(Unit unit, ZoneId zone) implements LimitPeriod {

    /** What {@code per} can say besides a length. */
    public enum Unit {
      /** From midnight to midnight. */
      DAY,
      /** From Monday to Sunday (ISO 8601). */
      WEEK,
      /** From the first to the last day. */
      MONTH
    }

    /**
     * A unit in UTC.
     *
     * @param unit which
     * @return the period
     */
    public static Calendar of(Unit unit) {
      return new Calendar(unit, ZoneOffset.UTC);
    }
  }
}
