package io.edgeauth.benchmarks;

import io.edgeauth.servlet.EdgeAuthFilter;
import jakarta.servlet.ServletException;
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

/**
 * EdgeAuth's servlet filter handles one request around an empty chain, with an opaque token whose
 * introspection it remembers. What it adds is its time less that of {@link BareChain}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpaqueTokenFilterChain {

  String authorization;
  EdgeAuthFilter filter;
  OpaqueGateway opaque;

  @Setup
  public void setUp() throws IOException {
    opaque = OpaqueGateway.start();
    authorization = opaque.authorization();
    filter = EdgeAuthFilter.of(opaque.gateway().edge());
  }

  @TearDown
  public void tearDown() {
    opaque.close();
  }

  @Benchmark
  public int handle() throws IOException, ServletException {
    MemoryResponse response = new MemoryResponse();
    filter.doFilter(new MemoryRequest(authorization), response, Exchange.EMPTY_CHAIN);
    return Exchange.requireAnswer(Exchange.IDENTIFIED, response);
  }
}
