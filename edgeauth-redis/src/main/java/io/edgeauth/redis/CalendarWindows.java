package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitPeriod;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** When the days, weeks and months of a time zone begin, by what this JDK knows of it. */
final class CalendarWindows {

  private CalendarWindows() {}

  /**
   * Begins in microseconds since 1970.
   *
   * @param now a time in the second window
   * @return of the window before, of the one at that time, of the next and of that after it
   */
  static long[] around(LimitPeriod.Calendar calendar, long now) {
    LocalDate today =
        LocalDate.ofInstant(Instant.EPOCH.plus(now, ChronoUnit.MICROS), calendar.zone());
    LocalDate first =
        switch (calendar.unit()) {
          case DAY -> today;
          case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
          case MONTH -> today.withDayOfMonth(1);
        };
    ChronoUnit step =
        switch (calendar.unit()) {
          case DAY -> ChronoUnit.DAYS;
          case WEEK -> ChronoUnit.WEEKS;
          case MONTH -> ChronoUnit.MONTHS;
        };
    if (begin(first.plus(1, step), calendar.zone()) <= now) {
      first = first.plus(1, step); // set back across midnight: the new day has begun already
    }
    long[] begins = new long[4];
    for (int i = 0; i < begins.length; i++) {
      begins[i] = begin(first.plus(i - 1L, step), calendar.zone());
    }
    return begins;
  }

  private static long begin(LocalDate day, ZoneId zone) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, day.atStartOfDay(zone).toInstant());
  }
}
