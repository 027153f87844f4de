package io.edgeauth.ratelimit;

import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import io.edgeauth.ratelimit.LimitPeriod.Lasting;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.concurrent.TimeUnit;

/** Which window it is, and how long it lasts. Any number of threads may use it at once. */
abstract sealed class Windows {

  static Windows of(LimitPeriod period) {
    return period instanceof Calendar calendar
        ? new OfCalendar(calendar)
        : new OfLength(((Lasting) period).length().toNanos());
  }

  /** The number of the window, which grows from one to the next. */
  abstract long window(long nanos, LimitTime time);

  /** Nanoseconds until the next begins; at least one. */
  abstract long left(long nanos, LimitTime time);

  private static final class OfLength extends Windows {

    private final long length;

    OfLength(long length) {
      this.length = length;
    }

    @Override
    long window(long nanos, LimitTime time) {
      return time.sinceEpoch(nanos) / length;
    }

    @Override
    long left(long nanos, LimitTime time) {
      return length - time.sinceEpoch(nanos) % length;
    }
  }

  /** By the wall clock of a time zone: days of 23 and 25 hours, months of 28 to 31 days. */
  private static final class OfCalendar extends Windows {

    /** One window, from its first to past its last millisecond. */
    private record Known(long number, long from, long to) {}

    private final Calendar calendar;
    private volatile Known known = new Known(0, 0, 0);

    OfCalendar(Calendar calendar) {
      this.calendar = calendar;
    }

    @Override
    long window(long nanos, LimitTime time) {
      return at(time.wallMillis()).number;
    }

    @Override
    long left(long nanos, LimitTime time) {
      long millis = time.wallMillis();
      return TimeUnit.MILLISECONDS.toNanos(at(millis).to - millis);
    }

    private Known at(long millis) {
      Known last = known;
      if (millis >= last.from && millis < last.to) {
        return last;
      }
      LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(millis), calendar.zone());
      LocalDate first =
          switch (calendar.unit()) {
            case DAY -> today;
            case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> today.withDayOfMonth(1);
          };
      LocalDate next =
          switch (calendar.unit()) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
          };
      Known now = new Known(number(first), begin(first), begin(next));
      known = now;
      return now;
    }

    private static long number(LocalDate first) {
      return ChronoUnit.DAYS.between(LocalDate.EPOCH, first);
    }

    private long begin(LocalDate date) {
      return date.atStartOfDay(calendar.zone()).toInstant().toEpochMilli();
    }
  }
}
