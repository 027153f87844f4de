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
 * EdgeAuth's servlet filter handles one request around an empty chain, with an API key that it
 * knows.
 *
 * <p>What it adds is its time less that of {@link BareChain}. A key has an owner and no user, so
 * that the application finds no {@code X-User-Id}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ApiKeyFilterChain {

  @Param KeyPlace keys;

  String key;
  EdgeAuthFilter filter;
  private KeyedGateway keyed;

  @Setup
  public void setUp() {
    keyed = KeyedGateway.with(keys);
    key = keyed.issue();
    filter = EdgeAuthFilter.of(keyed.gateway().edge());
  }

  @TearDown
  public void tearDown() {
    keyed.close();
  }

  @Benchmark
  public int handle() throws IOException, ServletException {
    MemoryResponse response = new MemoryResponse();
    filter.doFilter(MemoryRequest.withApiKey(key), response, Exchange.EMPTY_CHAIN);
    return Exchange.requireAnswer(Exchange.ANONYMOUS, response);
  }
}
