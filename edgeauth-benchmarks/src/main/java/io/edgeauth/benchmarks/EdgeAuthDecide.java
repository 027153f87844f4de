package io.edgeauth.benchmarks;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.util.List;
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
 * EdgeAuth decides one request, from its form to the headers that the backend is to receive: with a
 * token that it never saw, with one that it saw before, and with one that it refuses.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class EdgeAuthDecide {

  /**
   * Requests in a circle, each with another token. What is in the cache when the circle closes is
   * not what comes next: however it evicts, at most one request in a hundred finds its token there.
   */
  @State(Scope.Thread)
  public static class FirstSight {

    static final int CACHE = 16;

    @Param({"RS256", "ES256"})
    SigningAlgorithm algorithm;

    @Param({"false", "true"})
    boolean cached;

    int tokens = 2_000;
    List<EdgeRequest> requests;
    private Gateway gateway;
    private int next;

    @Setup
    public void setUp() throws IOException {
      Tokens signer = Tokens.signedWith(algorithm);
      gateway = Gateway.accepting(signer, cached ? CACHE : 0);
      requests = signer.distinct(tokens).stream().map(EdgeAuthDecide::request).toList();
    }

    EdgeRequest nextRequest() {
      next = next + 1 == requests.size() ? 0 : next + 1;
      return requests.get(next);
    }

    @TearDown
    public void tearDown() {
      gateway.close();
    }
  }

  /** One request again and again, its token remembered. */
  @State(Scope.Benchmark)
  public static class SeenBefore {

    @Param({"RS256", "ES256"})
    SigningAlgorithm algorithm;

    Tokens tokens;
    EdgeRequest request;
    private Gateway gateway;

    @Setup
    public void setUp() throws IOException {
      tokens = Tokens.signedWith(algorithm);
      gateway = Gateway.accepting(tokens, Gateway.DEFAULT_CACHE);
      request = request(tokens.valid());
    }

    @TearDown
    public void tearDown() {
      gateway.close();
    }
  }

  /** A request that is refused; only what passed is remembered, so that each is judged anew. */
  @State(Scope.Benchmark)
  public static class Refused {

    @Param({"RS256", "ES256"})
    SigningAlgorithm algorithm;

    @Param SpoiledToken spoiled;

    Tokens tokens;
    EdgeRequest request;
    private Gateway gateway;

    @Setup
    public void setUp() throws IOException {
      tokens = Tokens.signedWith(algorithm);
      gateway = Gateway.accepting(tokens, Gateway.DEFAULT_CACHE);
      request = request(spoiled.of(tokens));
    }

    @TearDown
    public void tearDown() {
      gateway.close();
    }
  }

  @Benchmark
  public Decision decideFirstSight(FirstSight state) {
    return state.gateway.requireForward(state.nextRequest());
  }

  @Benchmark
  public Decision decideSeenBefore(SeenBefore state) {
    return state.gateway.requireForward(state.request);
  }

  @Benchmark
  public Decision decideRefused(Refused state) {
    return state.gateway.requireRefusal(state.request);
  }

  static EdgeRequest request(String token) {
    return new MemoryEdgeRequest("Bearer " + token);
  }
}
