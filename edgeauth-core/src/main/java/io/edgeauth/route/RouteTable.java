package io.edgeauth.route;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes in their order: the first that matches decides. Finding it costs about the same for
 * ten routes and for ten thousand; those with an expression alone are asked one after another.
 * Immutable; many threads look up at once.
 */
public final class RouteTable {

  private static final int NONE = Integer.MAX_VALUE;

  private final List<Route> routes;

  /** What each route takes; routes that take the same share it, and so does the cache. */
  private final RouteMatch.OtherMethods[] methods;

  private final HostRoutes ofAllHosts;
  private final Map<String, HostRoutes> ofHosts;
  private final Map<String, HostRoutes> ofHostsBelow;

  private RouteTable(List<Route> routes) {
    this.routes = routes;
    this.methods = new RouteMatch.OtherMethods[routes.size()];
    Map<Set<String>, RouteMatch.OtherMethods> distinct = new HashMap<>();
    HostRoutes.Builder all = new HostRoutes.Builder();
    Map<String, HostRoutes.Builder> hosts = new HashMap<>();
    Map<String, HostRoutes.Builder> below = new HashMap<>();
    for (int i = 0; i < methods.length; i++) {
      Route route = routes.get(i);
      methods[i] = distinct.computeIfAbsent(route.methods(), RouteMatch.OtherMethods::new);
      HostPattern host = route.hostPattern();
      HostRoutes.Builder builder =
          host == null
              ? all
              : (host.below() ? below : hosts)
                  .computeIfAbsent(host.name(), name -> new HostRoutes.Builder());
      builder.add(route.rule(), i);
    }
    this.ofAllHosts = all.build();
    this.ofHosts = built(hosts);
    this.ofHostsBelow = built(below);
  }

  private static Map<String, HostRoutes> built(Map<String, HostRoutes.Builder> builders) {
    Map<String, HostRoutes> built = new HashMap<>();
    builders.forEach((host, builder) -> built.put(host, builder.build()));
    return built;
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
   * @param authority the host that was asked for, with or without a port, or null
   * @param path below the context path, in the form in which paths are compared
   * @param method as it was sent
   * @return the first route that matches, or why there is none
   */
  public RouteMatch find(@Nullable String authority, String path, String method) {
    First first = new First(method);
    visit(authority, path, first);
    if (first.index != NONE) {
      return new RouteMatch.Matched(routes.get(first.index), first.index);
    }
    if (first.others == null) {
      return RouteMatch.Unmatched.INSTANCE;
    }
    return first.differ ? new RouteMatch.OtherMethods(methodsOf(authority, path)) : first.others;
  }

  private void visit(@Nullable String authority, String path, RouteNode.Visitor visitor) {
    ofAllHosts.visit(path, visitor);
    if (authority == null || (ofHosts.isEmpty() && ofHostsBelow.isEmpty())) {
      return;
    }
    String host = host(authority);
    visit(ofHosts.get(host), path, visitor);
    if (ofHostsBelow.isEmpty()) {
      return;
    }
    for (int dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      visit(ofHostsBelow.get(host.substring(dot + 1)), path, visitor);
    }
  }

  private static void visit(@Nullable HostRoutes routes, String path, RouteNode.Visitor visitor) {
    if (routes != null) {
      routes.visit(path, visitor);
    }
  }

  /** Without port and, as a name that ends in a dot is the same name, without that. */
  private static String host(String authority) {
    int end = authority.lastIndexOf(':');
    boolean port = end > authority.indexOf(']');
    String host = port ? authority.substring(0, end) : authority;
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.toLowerCase(Locale.ROOT);
  }

  /** Looks for the first route that takes the method. */
  private final class First implements RouteNode.Visitor {

    private final String method;
    private int index = NONE;
    private RouteMatch.@Nullable OtherMethods others;
    private boolean differ;

    First(String method) {
      this.method = method;
    }

    @Override
    public boolean wants(int candidate) {
      return candidate < index;
    }

    @Override
    public void matched(int[] indices) {
      for (int candidate : indices) {
        if (candidate >= index) {
          return;
        }
        RouteMatch.OtherMethods taken = methods[candidate];
        if (taken.allowed().contains(method)) {
          index = candidate;
          return;
        }
        differ |= others != null && !others.equals(taken);
        others = taken;
      }
    }
  }

  private Set<String> methodsOf(@Nullable String authority, String path) {
    SortedSet<Integer> candidates = new TreeSet<>();
    visit(
        authority,
        path,
        new RouteNode.Visitor() {
          @Override
          public boolean wants(int index) {
            return true;
          }

          @Override
          public void matched(int[] indices) {
            for (int index : indices) {
              candidates.add(index);
            }
          }
        });
    Set<String> all = new LinkedHashSet<>();
    candidates.forEach(index -> all.addAll(routes.get(index).methods()));
    return all;
  }
}
