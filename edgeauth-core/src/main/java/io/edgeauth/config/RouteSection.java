package io.edgeauth.config;

import io.edgeauth.route.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one of {@code routes}. Used once. */
final class RouteSection {

  private final Section section;

  RouteSection(Section section) {
    this.section = section;
  }

  Optional<Route> read() {
    later();
    String path = section.has("path-regex") ? "/" : section.requiredText("path");
    List<String> methods = section.texts("methods", List.of());
    String access = section.text("access");
    List<String> steps = section.texts("authenticate", List.of());
    boolean optional = section.flag("optional", false);
    String policy = section.text("policy");
    if (access != null && !access.equals("public")) {
      section.problem(
          "access", Shown.text(access) + " (expected: public; or authenticate in its place)");
    }
    Section require = section.section("require");
    try {
      Route.Builder route = Route.path(path);
      route.methods(methods.toArray(String[]::new));
      route.authenticate(steps.toArray(String[]::new));
      if (access != null) {
        route.allowPublic();
      }
      if (optional) {
        route.optional();
      }
      if (policy != null) {
        route.policy(policy);
      }
      if (require != null) {
        require(require, route);
      }
      return Optional.of(route.build());
    } catch (IllegalArgumentException e) {
      if (!path.isEmpty()) {
        section.problems().add(section.origin(), section.path(), String.valueOf(e.getMessage()));
      }
      return Optional.empty();
    } finally {
      section.end();
    }
  }

  private void require(Section require, Route.Builder route) {
    route.requireScopes(asked(require, "scopes"));
    route.requireAnyScope(asked(require, "any-scope"));
    route.requireRole(asked(require, "roles"));
    for (Map.Entry<String, List<String>> claim : require.textMap("claims").entrySet()) {
      try {
        route.requireClaim(claim.getKey(), claim.getValue().toArray(String[]::new));
      } catch (IllegalArgumentException e) {
        require.problem("claims", String.valueOf(e.getMessage()));
      }
    }
    require.end();
  }

  /** An empty list would ask for nothing while it looks as if it asked for something. */
  private static String[] asked(Section require, String key) {
    List<String> values = require.texts(key, List.of());
    if (require.has(key) && values.isEmpty()) {
      require.problem(key, "empty (expected: at least one, or leave the key out)");
    }
    return values.toArray(String[]::new);
  }

  private void later() {
    section.later("path-regex", "use path");
    section.later("host", "routes are the same for all hosts");
    section.later("mode", "routes are enforced");
    section.later("ip-rules", "use your server's or firewall's rules");
    section.later("rate-limits", "use a limiter in front");
    section.later("forward", "what is forwarded is the same for all routes");
  }
}
