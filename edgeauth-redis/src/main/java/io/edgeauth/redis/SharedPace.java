package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.RateLimit;
import java.math.BigInteger;

/**
 * How long a permit takes, exactly: {@code q / p} microseconds. Amounts of time are {@code whole +
 * part / p} microseconds, so that sums of them are rounded nowhere. The longest, the time in which
 * a burst comes back, is bounded so that all of them are below 2^53.
 *
 * @param p into how many parts a microsecond is divided
 * @param q how many parts a permit takes
 */
record SharedPace(long p, long q) {

  private static final long NANOS_OF_MICRO = 1000;

  /** An amount of time: {@code whole + part / p} microseconds. */
  record Amount(long whole, long part) implements Comparable<Amount> {

    static final Amount NONE = new Amount(0, 0);

    @Override
    public int compareTo(Amount other) {
      return whole == other.whole
          ? Long.compare(part, other.part)
          : Long.compare(whole, other.whole);
    }
  }

  /** The pace of a bucket. */
  static SharedPace of(RateLimit limit) {
    long nanos = ((LimitPeriod.Lasting) limit.period()).length().toNanos();
    long below = limit.permits() * NANOS_OF_MICRO;
    long common = BigInteger.valueOf(below).gcd(BigInteger.valueOf(nanos)).longValueExact();
    return new SharedPace(below / common, nanos / common);
  }

  /** How long so many permits take. */
  Amount of(long permits) {
    return new Amount(Exact.floor(permits, q, p), Exact.rest(permits, q, p));
  }

  /** So many nanoseconds, not more. */
  Amount ofNanos(long nanos) {
    return new Amount(
        nanos / NANOS_OF_MICRO, Exact.floor(nanos % NANOS_OF_MICRO, p, NANOS_OF_MICRO));
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
    return time.whole * NANOS_OF_MICRO + Exact.ceil(time.part, NANOS_OF_MICRO, p);
  }
}
