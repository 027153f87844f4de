package io.edgeauth.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One subject against another of the same run: the ratio of the medians, and the least and greatest
 * that the medians of single forks give.
 */
record Ratio(double value, double least, double greatest) {

  static Ratio of(Series subject, Series yardstick) {
    List<Double> above = subject.forkMedians();
    List<Double> below = yardstick.forkMedians();
    return new Ratio(
        subject.median() / yardstick.median(),
        Collections.min(above) / Collections.max(below),
        Collections.max(above) / Collections.min(below));
  }

  @Override
  public String toString() {
    return "%s (%s to %s)".formatted(shown(value), shown(least), shown(greatest));
  }

  /** Two figures that count. */
  private static String shown(double number) {
    int decimals = number >= 10 ? 0 : number >= 1 ? 2 : number >= 0.1 ? 2 : number >= 0.01 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
