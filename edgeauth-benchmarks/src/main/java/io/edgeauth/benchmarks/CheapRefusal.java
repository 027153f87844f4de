package io.edgeauth.benchmarks;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.time.Duration;
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
 * Refuses a request before its credentials are read: by its address, by its route, or by a limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class CheapRefusal {

  /** Why it is refused. */
  public enum By {
    /** By rules for all routes. */
    ADDRESS("/orders/42", 403),
    /** By the rules of its route. */
    ROUTES_ADDRESS("/office/42", 403),
    /** Because none has its path. */
    NO_ROUTE("/nowhere/42", 403),
    /** Because those that have its path take other methods. */
    METHOD("/imports/42", 405),
    /** Because its address has asked too often. */
    LIMIT("/limited/42", 429);

    final String path;
    final int status;

    By(String path, int status) {
      this.path = path;
      this.status = status;
    }
  }

  @Param By by;

  MemoryEdgeRequest request;
  private EdgeAuth edge;

  @Setup
  public void setUp() {
    EdgeAuthBuilder builder =
        EdgeAuth.builder()
            .route(Route.path("/orders/**").allowPublic())
            .limit("few", RateLimit.tokenBucket(1, Duration.ofDays(366)))
            .route(Route.path("/limited/**").allowPublic().limit("few"))
            .route(Route.path("/office/**").allowPublic().ipRules(denyingPeer()))
            .route(Route.path("/imports/**").methods("POST", "PUT").allowPublic());
    edge = (by == By.ADDRESS ? builder.ipRules(denyingPeer()) : builder).build();
    request = new MemoryEdgeRequest(by.path, "Bearer none");
    edge.decide(request); // the one that the limit has
  }

  private static IpRules denyingPeer() {
    return IpRules.of(List.of(), List.of(Cidr.parse("203.0.113.0/24")));
  }

  @Benchmark
  public Decision decide() {
    Decision decision = edge.decide(request);
    if (decision instanceof Decision.Reject reject && reject.problem().status() == by.status) {
      return decision;
    }
    throw new IllegalStateException("the request was not refused so: " + decision);
  }

  @TearDown
  public void tearDown() {
    edge.close();
  }
}
