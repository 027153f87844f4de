package io.edgeauth.ratelimit;

import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Fixed and sliding windows by a list of all that was taken, and when. */
final class WindowModel implements LimitModel {

  private record Taken(long at, long permits) {}

  private final RateLimit limit;
  private final List<Taken> all = new ArrayList<>();

  WindowModel(RateLimit limit) {
    this.limit = limit;
  }

  private long begin(long at) {
    if (limit.period() instanceof LimitPeriod.Calendar calendar) {
      ZonedDateTime day =
          instant(at).atZone(calendar.zone()).toLocalDate().atStartOfDay(calendar.zone());
      while (calendar.unit() == LimitPeriod.Calendar.Unit.WEEK
          && day.getDayOfWeek() != DayOfWeek.MONDAY) {
        day = day.toLocalDate().minusDays(1).atStartOfDay(calendar.zone());
      }
      while (calendar.unit() == LimitPeriod.Calendar.Unit.MONTH && day.getDayOfMonth() != 1) {
        day = day.toLocalDate().minusDays(1).atStartOfDay(calendar.zone());
      }
      return ChronoUnit.NANOS.between(Instant.EPOCH, day.toInstant());
    }
    return at - at % length();
  }

  private static Instant instant(long at) {
    return Instant.EPOCH.plusNanos(at);
  }

  private long length() {
    return ((LimitPeriod.Lasting) limit.period()).length().toNanos();
  }

  private long sum(long from, long to) {
    return all.stream()
        .filter(taken -> taken.at >= from && taken.at < to)
        .mapToLong(Taken::permits)
        .sum();
  }

  /** What counts at a time, and by what it is to be divided. */
  private BigInteger counted(long at) {
    long begin = begin(at);
    if (limit.algorithm() == Algorithm.FIXED_WINDOW) {
      return BigInteger.valueOf(sum(begin, Long.MAX_VALUE));
    }
    BigInteger left = BigInteger.valueOf(begin + length() - at);
    return BigInteger.valueOf(sum(begin, Long.MAX_VALUE))
        .multiply(BigInteger.valueOf(length()))
        .add(BigInteger.valueOf(sum(begin - length(), begin)).multiply(left));
  }

  private BigInteger divisor() {
    return limit.algorithm() == Algorithm.FIXED_WINDOW
        ? BigInteger.ONE
        : BigInteger.valueOf(length());
  }

  @Override
  public boolean passes(long permits, long at) {
    BigInteger most = BigInteger.valueOf(limit.permits()).multiply(divisor());
    BigInteger asked = BigInteger.valueOf(permits).multiply(divisor());
    return counted(at).add(asked).compareTo(most) <= 0;
  }

  @Override
  public long remaining(long at) {
    BigInteger most = BigInteger.valueOf(limit.permits()).multiply(divisor());
    return most.subtract(counted(at)).max(BigInteger.ZERO).divide(divisor()).longValueExact();
  }

  @Override
  public boolean isFull(long at) {
    return counted(at).signum() == 0;
  }

  @Override
  public void take(long permits, long at) {
    long oldest = limit.algorithm() == Algorithm.FIXED_WINDOW ? begin(at) : begin(at) - length();
    all.removeIf(taken -> taken.at < oldest);
    all.add(new Taken(at, permits));
  }

  @Override
  public void drain(long permits, long at) {
    take(Math.min(permits, remaining(at)), at);
  }

  @Override
  public void refund(long permits, long at) {
    take(-Math.min(permits, sum(begin(at), Long.MAX_VALUE)), at);
  }

  @Override
  public long slack() {
    return 0;
  }
}
