package io.edgeauth.benchmarks;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same request and the same empty chain, with nothing in front: what is taken from the time of
 * a filter to learn what the filter adds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class BareChain {

  private String authorization;

  @Setup
  public void setUp() {
    authorization = "Bearer " + Tokens.signedWith(SigningAlgorithm.RS256).valid();
  }

  @Benchmark
  public int handle() throws IOException, ServletException {
    MemoryResponse response = new MemoryResponse();
    Exchange.EMPTY_CHAIN.doFilter(new MemoryRequest(authorization), response);
    return Exchange.requireAnswer(Exchange.ANONYMOUS, response);
  }
}
