package io.edgeauth.ratelimit;

import java.time.Duration;

/**
 * Time in parts of a permit. A permit is 2^{@code shift} units, the most for which a nanosecond has
 * no more than one unit, so that a unit is between one and two nanoseconds long.
 */
final class PermitUnits {

  /** Of the fixed-point factor, which is at most one. */
  private static final int FRACTION = 62;

  private final int shift;
  private final long period;
  private final long unitsOfPeriod;
  private final long factor;
  private final long inverse;

  private PermitUnits(int shift, long period, long unitsOfPeriod) {
    this.shift = shift;
    this.period = period;
    this.unitsOfPeriod = unitsOfPeriod;
    this.factor = Ratio.ceil(unitsOfPeriod, 1L << FRACTION, period);
    this.inverse = Ratio.ceil(period, 1L << (FRACTION - 1), unitsOfPeriod);
  }

  static PermitUnits of(RateLimit limit) {
    Duration per = ((LimitPeriod.Lasting) limit.period()).length();
    long nanos = per.toNanos();
    int shift = 63 - Long.numberOfLeadingZeros(nanos / limit.permits());
    return new PermitUnits(shift, nanos, limit.permits() << shift);
  }

  /** When it is, in units. Rounded up in the 62nd bit, so that whole permits are never late. */
  long at(long nanos) {
    return product(nanos, factor, FRACTION);
  }

  /** The least time in which so many units pass. */
  long nanos(long units) {
    if (units <= 0) {
      return 0;
    }
    long nanos = product(units, inverse, FRACTION - 1); // one too few at most
    return Ratio.compare(nanos, unitsOfPeriod, units, period) < 0 ? nanos + 1 : nanos;
  }

  /** A product that may need 128 bits, without its lowest ones. */
  private static long product(long a, long b, int bits) {
    return Math.multiplyHigh(a, b) << (64 - bits) | ((a * b) >>> bits);
  }

  long of(long permits) {
    return permits << shift;
  }

  boolean isSameAs(PermitUnits other) {
    return shift == other.shift && unitsOfPeriod == other.unitsOfPeriod;
  }

  /** As many permits and parts of one in these units, rounded up; they must fit. */
  long converted(long units, PermitUnits before) {
    int finer = shift - before.shift;
    return finer >= 0 ? units << finer : -(-units >> -finer);
  }

  /** Whole ones. */
  long permitsIn(long units) {
    return units >> shift;
  }
}
