package io.edgeauth.ratelimit;

/** Products that do not fit 64 bits, divided. All arguments are from zero to 2^62. */
final class Ratio {

  private Ratio() {}

  /** The least {@code n} with {@code n * divisor >= a * b}; it must fit 62 bits. */
  static long ceil(long a, long b, long divisor) {
    long n = estimate(a, b, divisor);
    while (compare(n, divisor, a, b) < 0) {
      n++;
    }
    while (n > 0 && compare(n - 1, divisor, a, b) >= 0) {
      n--;
    }
    return n;
  }

  /** The greatest {@code n} with {@code n * divisor <= a * b}; it must fit 62 bits. */
  static long floor(long a, long b, long divisor) {
    long n = estimate(a, b, divisor);
    while (compare(n, divisor, a, b) > 0) {
      n--;
    }
    while (compare(n + 1, divisor, a, b) <= 0) {
      n++;
    }
    return n;
  }

  /** Right to 53 bits, so that few steps lead to the exact one. */
  private static long estimate(long a, long b, long divisor) {
    return Math.max(0, (long) ((double) a * b / divisor));
  }

  /** Compares {@code a * b} with {@code c * d}. */
  static int compare(long a, long b, long c, long d) {
    long left = Math.multiplyHigh(a, b);
    long right = Math.multiplyHigh(c, d);
    return left == right ? Long.compareUnsigned(a * b, c * d) : Long.compare(left, right);
  }
}
