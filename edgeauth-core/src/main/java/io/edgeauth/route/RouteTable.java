package io.edgeauth.route;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All routes in their order: the first that matches decides. Immutable; many threads look up at
 * once.
 */
public final class RouteTable {

  private final List<Route> routes;
  private final RouteMatch.Matched[] matches;

  private RouteTable(List<Route> routes) {
    this.routes = routes;
    this.matches = new RouteMatch.Matched[routes.size()];
    for (int i = 0; i < matches.length; i++) {
      matches[i] = new RouteMatch.Matched(routes.get(i), i);
    }
  }

  /**
   * Makes a table.
   *
   * @param routes in the order in which they are asked; at least one
   * @return the table
   * @throws IllegalArgumentException if there is none: an open door cannot be meant
   */
  public static RouteTable of(List<Route> routes) {
    if (routes.isEmpty()) {
      throw new IllegalArgumentException(
          "routes: none (expected: at least one; what no route matches is refused)");
    }
    return new RouteTable(List.copyOf(routes));
  }

  /**
   * Tells whether any request can reach a route, or earlier ones take them all.
   *
   * @param route the route
   * @param earlier those that are asked before it
   * @return false where for each of its methods an earlier route takes all of its paths
   */
  public static boolean isReachable(Route route, List<Route> earlier) {
    Set<String> left = new LinkedHashSet<>(route.methods());
    for (Route other : earlier) {
      if (other.coversPathsOf(route)) {
        left.removeAll(other.methods());
      }
    }
    return !left.isEmpty();
  }

  /**
   * All routes.
   *
   * @return in their order
   */
  public List<Route> routes() {
    return routes;
  }

  /**
   * Finds the route of a request.
   *
   * @param path below the context path, in the form in which paths are compared
   * @param method as it was sent
   * @return the first route that matches, or why there is none
   */
  public RouteMatch find(String path, String method) {
    boolean anyPath = false;
    for (RouteMatch.Matched match : matches) {
      if (match.route().matches(path)) {
        if (match.route().methods().contains(method)) {
          return match;
        }
        anyPath = true;
      }
    }
    return anyPath ? new RouteMatch.OtherMethods(methodsOf(path)) : RouteMatch.Unmatched.INSTANCE;
  }

  private Set<String> methodsOf(String path) {
    Set<String> methods = new LinkedHashSet<>();
    for (Route route : routes) {
      if (route.matches(path)) {
        methods.addAll(route.methods());
      }
    }
    return methods;
  }
}
