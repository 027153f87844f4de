package io.edgeauth.route;

import java.util.Set;

/** What the route table says about a request. */
public sealed interface RouteMatch {

  /**
   * A route takes it.
   *
   * @param route the first that matches
   * @param index its place in the table
   */
  record Matched(Route route, int index) implements RouteMatch {}

  /**
   * Routes match the path, but with other methods.
   *
   * @param allowed the methods that they take
   */
  record OtherMethods(Set<String> allowed) implements RouteMatch {}

  /** No route matches the path. */
  record Unmatched() implements RouteMatch {
    static final Unmatched INSTANCE = new Unmatched();
  }
}
