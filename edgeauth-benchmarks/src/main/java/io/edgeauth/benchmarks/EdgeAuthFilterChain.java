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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * EdgeAuth's servlet filter handles one request around an empty chain, with a token that it saw
 * before.
 *
 * <p>What it adds is its time less that of {@link BareChain}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class EdgeAuthFilterChain {

  @Param({"RS256", "ES256"})
  SigningAlgorithm algorithm;

  Tokens tokens;
  String authorization;
  EdgeAuthFilter filter;
  private Gateway gateway;

  @Setup
  public void setUp() throws IOException {
    tokens = Tokens.signedWith(algorithm);
    authorization = "Bearer " + tokens.valid();
    gateway = Gateway.accepting(tokens, Gateway.DEFAULT_CACHE);
    filter = EdgeAuthFilter.of(gateway.edge());
  }

  @TearDown
  public void tearDown() {
    gateway.close();
  }

  @Benchmark
  public int handle() throws IOException, ServletException {
    MemoryResponse response = new MemoryResponse();
    filter.doFilter(new MemoryRequest(authorization), response, Exchange.EMPTY_CHAIN);
    return Exchange.requireAnswer(Exchange.IDENTIFIED, response);
  }
}
