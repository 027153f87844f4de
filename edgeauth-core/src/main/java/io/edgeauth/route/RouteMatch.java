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
   * @param allowed the methods that they take, in the order in which they are told
   * @param allow the same as a value of the header {@code Allow}
   */
  record OtherMethods(Set<String> allowed, String allow) implements RouteMatch {

    OtherMethods(Set<String> allowed) {
      this(allowed, String.join(", ", allowed));
    }
  }

  /** No route matches the path. */
  record Unmatched() implements RouteMatch {
    static final Unmatched INSTANCE = new Unmatched();
  }
}
