package io.edgeauth.config;

import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code invalidation}. */
final class InvalidationSection {

  private InvalidationSection() {}

  /** The route that it would be, or null where there is none, or none that can be read. */
  static @Nullable PlacedRoute read(Section owner) {
    Section section = owner.section("invalidation");
    if (section == null) {
      return null;
    }
    Route route = route(section);
    section.end();
    Map<String, Place> places = new HashMap<>();
    section
        .keyOrigins()
        .forEach((key, origin) -> places.put(key, new Place(origin, section.path() + "." + key)));
    return route == null ? null : new PlacedRoute(route, section.origin(), section.path(), places);
  }

  private static @Nullable Route route(Section section) {
    String path = section.requiredText("path");
    String[] steps = steps(section);
    RouteBuilder builder = null;
    try {
      builder = path.isBlank() ? null : Route.path(path);
    } catch (IllegalArgumentException e) {
      section.problem("path", String.valueOf(e.getMessage()));
    }
    try {
      return builder == null || steps.length == 0
          ? null
          : builder.methods("POST").authenticate(steps).build();
    } catch (IllegalArgumentException e) {
      section.problem("authenticate", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static String[] steps(Section section) {
    if (!section.has("authenticate")) {
      section.problem(
          "authenticate",
          "missing (expected: the name of an authenticator, which says who may invalidate tokens)");
      return new String[0];
    }
    try {
      return RouteSection.steps(section);
    } catch (IllegalArgumentException e) {
      section.problem("authenticate", String.valueOf(e.getMessage()));
      return new String[0];
    }
  }
}
