package io.edgeauth.benchmarks;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import io.edgeauth.route.RouteMatch;
import io.edgeauth.route.RouteTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
 * Finds the route of one path after another among few and among many: alone, and as a part of a
 * whole decision. The routes are of all kinds that a tree holds: exact, with a segment that varies,
 * with a rest, for one host.
 *
 * <p>So many paths, in no order, that the processor cannot learn the way to each by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteLookup {

  private static final int REQUESTS = 1 << 13;
  private static final String HOST = "api.example.com";

  @Param({"10", "10000"})
  int routes;

  RouteTable table;
  List<MemoryEdgeRequest> requests;
  int[] expected;
  private EdgeAuth edge;
  private int next;

  @Setup
  public void setUp() {
    EdgeAuthBuilder builder = EdgeAuth.builder();
    List<Route> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      RouteBuilder route = route(i).allowPublic();
      builder.route(route);
      all.add(route.build());
    }
    edge = builder.build();
    table = RouteTable.of(all);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      order.add(i % routes);
    }
    Collections.shuffle(order, new Random(routes));
    expected = order.stream().mapToInt(Integer::intValue).toArray();
    requests = order.stream().map(i -> new MemoryEdgeRequest(path(i), "Bearer none")).toList();
  }

  private static RouteBuilder route(int i) {
    String area = "/area-" + i % 97;
    return switch (i % 4) {
      case 0 -> Route.path(area + "/page-" + i);
      case 1 -> Route.path(area + "/*/item-" + i);
      case 2 -> Route.path(area + "/store-" + i + "/**");
      default -> Route.path(area + "/shop-" + i + "/**").host(HOST);
    };
  }

  private static String path(int i) {
    String area = "/area-" + i % 97;
    return switch (i % 4) {
      case 0 -> area + "/page-" + i;
      case 1 -> area + "/any-" + i + "/item-" + i;
      case 2 -> area + "/store-" + i + "/shelves/4";
      default -> area + "/shop-" + i + "/shelves/4";
    };
  }

  @Benchmark
  public RouteMatch find() {
    int i = next();
    RouteMatch match = table.find(HOST, requests.get(i).rawPath(), "GET");
    if (match instanceof RouteMatch.Matched matched && matched.index() == expected[i]) {
      return match;
    }
    throw new IllegalStateException("another route than that of the path: " + match);
  }

  @Benchmark
  public Decision decide() {
    Decision decision = edge.decide(requests.get(next()));
    if (decision instanceof Decision.Forward) {
      return decision;
    }
    throw new IllegalStateException("the request was not forwarded: " + decision);
  }

  private int next() {
    next = (next + 1) & (REQUESTS - 1);
    return next;
  }

  @TearDown
  public void tearDown() {
    edge.close();
  }
}
