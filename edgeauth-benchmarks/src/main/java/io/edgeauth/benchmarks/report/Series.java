package io.edgeauth.benchmarks.report;

import java.util.List;

/**
 * What was measured of one subject: for each fork its iterations.
 *
 * @param forks at least one, each with at least one iteration
 */
record Series(List<List<Double>> forks) {

  /** The median of all iterations. */
  double median() {
    return median(forks.stream().flatMap(List::stream).toList());
  }

  /** The median of each fork. */
  List<Double> forkMedians() {
    return forks.stream().map(Series::median).toList();
  }

  /** The same, each less what another took: what remains is what it adds to that. */
  Series less(Series base) {
    double basis = base.median();
    return new Series(
        forks.stream().map(fork -> fork.stream().map(value -> value - basis).toList()).toList());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
