package io.edgeauth.examples.gateway;

import io.edgeauth.http.PathForm;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteMatch;
import io.edgeauth.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams in their order. Paths are compared as the library compares those of its routes, by
 * its own table, so that one pattern means one thing in the whole file. Immutable.
 */
final class Upstreams {

  /** Every route takes it; upstreams do not look at methods. */
  private static final String ANY_METHOD = "GET";

  private final List<Upstream> upstreams;
  private final RouteTable table;

  private Upstreams(List<Upstream> upstreams, RouteTable table) {
    this.upstreams = upstreams;
    this.table = table;
  }

  /**
   * Makes a table.
   *
   * @throws IllegalArgumentException if there is none, or a path is no pattern
   */
  static Upstreams of(List<Upstream> upstreams) {
    List<Route> routes =
        upstreams.stream()
            .map(upstream -> Route.path(upstream.path()).allowPublic().build())
            .toList();
    return new Upstreams(List.copyOf(upstreams), RouteTable.of(routes));
  }

  /** All of them, in the order in which they are asked. */
  List<Upstream> all() {
    return upstreams;
  }

  /** The first that matches a raw path without fault, or null. */
  @Nullable Upstream find(String rawPath) {
    RouteMatch match = table.find(null, PathForm.comparable(rawPath), ANY_METHOD);
    return match instanceof RouteMatch.Matched matched ? upstreams.get(matched.index()) : null;
  }
}
