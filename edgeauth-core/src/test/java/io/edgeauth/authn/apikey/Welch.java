package io.edgeauth.authn.apikey;

import java.util.Arrays;

/** Whether two samples of times have the same mean, as Welch's t says; dudect's way. */
final class Welch {

  /** Above it somebody can tell the two apart. */
  static final double TELLTALE = 4.5;

  private Welch() {}

  /** The t of two samples without what is slower than nine tenths of both: interrupts, mostly. */
  static double t(long[] a, long[] b) {
    long[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    Arrays.sort(all);
    long limit = all[all.length * 9 / 10];
    double[] one = moments(a, limit);
    double[] other = moments(b, limit);
    return (one[0] - other[0]) / Math.sqrt(one[1] / one[2] + other[1] / other[2]);
  }

  /** Mean, variance and size of what is not above a limit. */
  private static double[] moments(long[] sample, long limit) {
    double[] kept = Arrays.stream(sample).filter(x -> x <= limit).asDoubleStream().toArray();
    double mean = Arrays.stream(kept).average().orElseThrow();
    double squares = Arrays.stream(kept).map(x -> (x - mean) * (x - mean)).sum();
    return new double[] {mean, squares / (kept.length - 1), kept.length};
  }
}
