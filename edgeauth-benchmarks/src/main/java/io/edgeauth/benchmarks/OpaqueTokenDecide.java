package io.edgeauth.benchmarks;

import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** EdgeAuth decides one request again and again, with an opaque token that it asked about. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpaqueTokenDecide {

  MemoryEdgeRequest request;
  OpaqueGateway opaque;

  @Setup
  public void setUp() throws IOException {
    opaque = OpaqueGateway.start();
    request = new MemoryEdgeRequest(opaque.authorization());
  }

  @TearDown
  public void tearDown() {
    opaque.close();
  }

  @Benchmark
  public Decision decide() {
    return opaque.gateway().requireForward(request);
  }
}
