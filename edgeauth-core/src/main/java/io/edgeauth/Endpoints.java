package io.edgeauth;

import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import java.util.List;

/** Checks that what EdgeAuth answers itself and the routes do not stand in each other's way. */
final class Endpoints {

  private Endpoints() {}

  /** Adds what is wrong. */
  static void check(PlacedRoute endpoint, List<PlacedRoute> routes, Problems problems) {
    Place place = endpoint.place("path");
    String path = endpoint.route().onlyPath();
    if (path == null) {
      problems.add(
          place.origin(),
          place.keyPath(),
          endpoint.route().pattern() + ": more than one path (expected: one, such as /invalidate)");
      return;
    }
    for (PlacedRoute placed : routes) {
      if (path.equals(placed.route().onlyPath())) {
        problems.add(
            placed.origin(),
            placed.keyPath(),
            placed.route().pattern()
                + ": it can never match, since "
                + place.keyPath()
                + " takes all of its requests (expected: another path for one of the two)");
      }
    }
  }
}
