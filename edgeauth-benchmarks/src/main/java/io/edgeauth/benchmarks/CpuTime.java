package io.edgeauth.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Tells what one operation took of a processor, beside what it took by the clock: {@code -prof
 * io.edgeauth.benchmarks.CpuTime}.
 *
 * <p>On a machine that does anything else, a thread that waits for its turn has its wait counted by
 * the clock; that alone can double a figure. Here only the benchmark's own threads count, and only
 * while they run, so that what the compiler and the collector do beside them is not in it.
 */
public final class CpuTime implements InternalProfiler {

  private static final String WORKER = "-jmh-worker-";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  /** Made by JMH, which wants it public. */
  public CpuTime() {}

  @Override
  public String getDescription() {
    return "CPU time of the benchmark's threads for each operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = nanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double micros = (nanos() - before) / 1_000.0;
    long operations = result.getMetadata().getAllOps();
    return List.of(
        new ScalarResult("cpu.time", micros / operations, "us/op", AggregationPolicy.AVG));
  }

  /** JMH keeps its threads from one iteration to the next. */
  private long nanos() {
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains(WORKER)) {
        nanos += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return nanos;
  }
}
