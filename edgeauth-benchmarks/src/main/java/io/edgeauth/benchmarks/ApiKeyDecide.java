package io.edgeauth.benchmarks;

import io.edgeauth.pipeline.Decision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** EdgeAuth decides one request again and again, with an API key that it knows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ApiKeyDecide {

  @Param KeyPlace keys;

  MemoryEdgeRequest request;
  private KeyedGateway keyed;

  @Setup
  public void setUp() {
    keyed = KeyedGateway.with(keys);
    request = MemoryEdgeRequest.withApiKey(keyed.issue());
  }

  @TearDown
  public void tearDown() {
    keyed.close();
  }

  @Benchmark
  public Decision decide() {
    return keyed.gateway().requireForward(request);
  }
}
