package io.edgeauth.config;

import io.edgeauth.network.IpRules;
import io.edgeauth.route.RouteDefaults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code route-defaults}. */
final class RouteDefaultsSection {

  private static final List<String> OF_ONE_ROUTE =
      List.of("path", "path-regex", "host", "methods", "access", "optional", "mode");

  private RouteDefaultsSection() {}

  /** What every route has unless it says otherwise, or null where that cannot be read. */
  static @Nullable RouteDefaults read(Section section) {
    for (String key : OF_ONE_ROUTE) {
      if (section.has(key)) {
        section.problem(key, "no default (expected: on each route that is to have it)");
      }
    }
    RouteDefaults defaults = steps(section);
    IpRules ipRules = IpRulesSection.read(section, "ip-rules");
    RouteDefaults read =
        new RouteDefaults(
            defaults == null ? List.of() : defaults.steps(),
            RequireSection.read(section),
            section.text("policy"),
            ipRules == null ? IpRules.NONE : ipRules,
            RouteForwardSection.keepCredentialsOfAll(section),
            section.texts("rate-limits", List.of()));
    section.end();
    return defaults == null ? null : read;
  }

  private static @Nullable RouteDefaults steps(Section section) {
    try {
      return RouteDefaults.NONE.authenticate(RouteSection.steps(section));
    } catch (IllegalArgumentException e) {
      section.problem("authenticate", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
