package io.edgeauth.redis;

import java.math.BigInteger;

/**
 * Whole numbers whose products may not fit into a long. What does not fit as a result is capped.
 */
final class Exact {

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private Exact() {}

  /** The largest whole number that is not above {@code a * b / c}; none of them is negative. */
  static long floor(long a, long b, long c) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0
        ? a * b / c
        : capped(times(a, b).divide(BigInteger.valueOf(c)));
  }

  /** The smallest whole number that is not below {@code a * b / c}; none of them is negative. */
  static long ceil(long a, long b, long c) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b / c + (a * b % c == 0 ? 0 : 1);
    }
    BigInteger[] parts = times(a, b).divideAndRemainder(BigInteger.valueOf(c));
    return capped(parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE));
  }

  /** What is left of {@code a * b} when it is divided by {@code c}. */
  static long rest(long a, long b, long c) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0
        ? a * b % c
        : times(a, b).mod(BigInteger.valueOf(c)).longValueExact();
  }

  private static BigInteger times(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }

  private static long capped(BigInteger value) {
    return value.min(MOST).longValueExact();
  }
}
