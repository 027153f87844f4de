package io.edgeauth.ratelimit;

import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import io.edgeauth.ratelimit.LimitPeriod.Lasting;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.concurrent.TimeUnit;

/**
 * Which window it is, and when it ends. Times are nanoseconds since 1970, read once for each
 * question, so that a window and what is left of it fit together. Any number of threads may use it
 * at once.
 */
abstract sealed class Windows {

  static Windows of(LimitPeriod period) {
    return period instanceof Calendar calendar
        ? new OfCalendar(calendar)
        : new OfLength(((Lasting) period).length().toNanos());
  }

  /** The time that counts. */
  abstract long now(long nanos, LimitTime time);

  /** The number of the window, which grows from one to the next. */
  abstract long window(long now);

  /** When a window ends and the next begins. */
  abstract long end(long window);

  private static final class OfLength extends Windows {

    private final long length;

    OfLength(long length) {
      this.length = length;
    }

    @Override
    long now(long nanos, LimitTime time) {
      return time.sinceEpoch(nanos);
    }

    @Override
    long window(long now) {
      return now / length;
    }

    @Override
    long end(long window) {
      return (window + 1) * length;
    }
  }

  /**
   * By the wall clock of a time zone: days of 23 and 25 hours, months of 28 to 31 days. A window's
   * number is its first day, counted from 1969: 1970 began later in the west.
   */
  private static final class OfCalendar extends Windows {

    private static final long ORIGIN = LocalDate.of(1969, 1, 1).toEpochDay();

    private record Known(long number, long from, long to) {}

    private final Calendar calendar;
    private volatile Known known = new Known(0, 0, 0);

    OfCalendar(Calendar calendar) {
      this.calendar = calendar;
    }

    @Override
    long now(long nanos, LimitTime time) {
      return TimeUnit.MILLISECONDS.toNanos(time.wallMillis());
    }

    @Override
    long window(long now) {
      Known last = known;
      if (now >= last.from && now < last.to) {
        return last.number;
      }
      LocalDate today = LocalDate.ofInstant(Instant.EPOCH.plusNanos(now), calendar.zone());
      LocalDate first =
          switch (calendar.unit()) {
            case DAY -> today;
            case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> today.withDayOfMonth(1);
          };
      if (begin(next(first)) <= now) {
        first = next(first); // set back across midnight: the new day has begun already
      }
      long number = first.toEpochDay() - ORIGIN;
      known = new Known(number, begin(first), begin(next(first)));
      return number;
    }

    @Override
    long end(long window) {
      Known last = known;
      return last.number == window && last.to > 0
          ? last.to
          : begin(next(LocalDate.ofEpochDay(window + ORIGIN)));
    }

    private LocalDate next(LocalDate first) {
      return switch (calendar.unit()) {
        case DAY -> first.plusDays(1);
        case WEEK -> first.plusWeeks(1);
        case MONTH -> first.plusMonths(1);
      };
    }

    private long begin(LocalDate date) {
      long millis = date.atStartOfDay(calendar.zone()).toInstant().toEpochMilli();
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }
}
