package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.RateLimit;
import java.math.BigInteger;

/**
 * How long a permit takes, exactly: {@code q / p} units of some microseconds. Amounts of time are
 * {@code whole + part / p} units, so that sums of them are rounded nowhere.
 *
 * @param p into how many parts a unit is divided
 * @param q how many parts a permit takes
 * @param unit microseconds: 1, but for what takes more than a lifetime
 */
record SharedPace(long p, long q, long unit) {

  /** Sums of two amounts stay below 2^53, up to which the doubles of Lua are exact. */
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(52);

  private static final long NANOS_OF_MICRO = 1000;

  /** An amount of time: {@code whole + part / p} units. */
  record Amount(long whole, long part) implements Comparable<Amount> {

    static final Amount NONE = new Amount(0, 0);

    @Override
    public int compareTo(Amount other) {
      return whole == other.whole
          ? Long.compare(part, other.part)
          : Long.compare(whole, other.whole);
    }
  }

  /**
   * The pace of a limit.
   *
   * @param limit a bucket
   * @param most how many permits an amount of time must hold
   */
  static SharedPace of(RateLimit limit, long most) {
    long nanos = ((LimitPeriod.Lasting) limit.period()).length().toNanos();
    BigInteger all = BigInteger.valueOf(nanos).multiply(BigInteger.valueOf(most));
    long unit = 1;
    while (all.divide(BigInteger.valueOf(limit.permits() * NANOS_OF_MICRO * unit)).compareTo(MOST)
        >= 0) {
      unit *= 10;
    }
    BigInteger below =
        BigInteger.valueOf(limit.permits()).multiply(BigInteger.valueOf(NANOS_OF_MICRO * unit));
    BigInteger common = below.gcd(BigInteger.valueOf(nanos));
    return new SharedPace(
        below.divide(common).longValueExact(),
        BigInteger.valueOf(nanos).divide(common).longValueExact(),
        unit);
  }

  /** How long so many permits take. */
  Amount of(long permits) {
    return new Amount(Exact.floor(permits, q, p), Exact.rest(permits, q, p));
  }

  /** So many nanoseconds, not more. */
  Amount ofNanos(long nanos) {
    long micros = unit * NANOS_OF_MICRO;
    return new Amount(nanos / micros, Exact.floor(nanos % micros, p, micros));
  }

  Amount sum(Amount a, Amount b) {
    long part = a.part + b.part;
    return part >= p
        ? new Amount(a.whole + b.whole + 1, part - p)
        : new Amount(a.whole + b.whole, part);
  }

  /** What is left of one when another is taken away; none where nothing is. */
  Amount rest(Amount a, Amount b) {
    if (a.compareTo(b) <= 0) {
      return Amount.NONE;
    }
    return a.part < b.part
        ? new Amount(a.whole - b.whole - 1, a.part - b.part + p)
        : new Amount(a.whole - b.whole, a.part - b.part);
  }

  /** How many whole permits so much time gives. */
  long permits(Amount time) {
    if (time.whole <= (Long.MAX_VALUE - time.part) / p) {
      return (time.whole * p + time.part) / q;
    }
    return BigInteger.valueOf(time.whole)
        .multiply(BigInteger.valueOf(p))
        .add(BigInteger.valueOf(time.part))
        .divide(BigInteger.valueOf(q))
        .longValueExact();
  }

  /** In nanoseconds, rounded up. */
  long nanos(Amount time) {
    long nanos = unit * NANOS_OF_MICRO;
    return Exact.plus(Exact.floor(time.whole, nanos, 1), Exact.ceil(time.part, nanos, p));
  }
}
