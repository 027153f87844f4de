package io.edgeauth.config;

import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one of {@code routes}. Used once. */
final class RouteSection {

  private enum Mode {
    ENFORCE,
    SHADOW
  }

  private final Section section;
  private boolean faulty;

  RouteSection(Section section) {
    this.section = section;
  }

  Optional<Route> read() {
    later();
    RouteBuilder route = path();
    String host = section.text("host");
    if (host != null) {
      checked("host", () -> route.host(host));
    }
    checked("methods", () -> route.methods(texts("methods")));
    access(route);
    checked("authenticate", () -> route.authenticate(steps()));
    if (section.flag("optional", false)) {
      route.optional();
    }
    if (section.choice("mode", Mode.class, Mode.ENFORCE) == Mode.SHADOW) {
      route.shadow();
    }
    String policy = section.text("policy");
    if (policy != null) {
      route.policy(policy);
    }
    route.ipRules(IpRulesSection.read(section.section("ip-rules")));
    Section forward = section.section("forward");
    if (forward != null) {
      forward(forward, route);
    }
    Section require = section.section("require");
    if (require != null) {
      require(require, route);
    }
    section.end();
    return faulty ? Optional.empty() : built(route);
  }

  /** Where there is none, one that stands in, so that the rest of the route is read too. */
  private RouteBuilder path() {
    String expression = section.text("path-regex");
    if (expression != null && section.has("path")) {
      fault("path-regex", "beside a path (expected: one of the two)");
    }
    String key = expression == null ? "path" : "path-regex";
    String text = expression == null ? section.requiredText("path") : expression;
    try {
      if (!text.isEmpty()) {
        return expression == null ? Route.path(text) : Route.pathRegex(text);
      }
    } catch (IllegalArgumentException e) {
      section.problem(key, String.valueOf(e.getMessage()));
    }
    faulty = true;
    return Route.path("/");
  }

  private void access(RouteBuilder route) {
    String access = section.text("access");
    if (access == null) {
      return;
    }
    if (access.equals("public")) {
      route.allowPublic();
    } else {
      fault("access", Shown.value(access) + " (expected: public; or authenticate in its place)");
    }
  }

  private String[] steps() {
    String[] steps = texts("authenticate");
    if (steps.length == 0 && section.has("authenticate")) {
      throw new IllegalArgumentException("empty (expected: the name of an authenticator)");
    }
    return steps;
  }

  private static void forward(Section forward, RouteBuilder route) {
    if (forward.has("keep-credentials")) {
      route.keepCredentials(forward.flag("keep-credentials", false));
    }
    forward.later("trust-audience", "backends must be reachable through the gateway alone");
    forward.later("token-exchange", "the backend gets identity headers");
    forward.end();
  }

  private void require(Section require, RouteBuilder route) {
    if (require.keys().isEmpty()) {
      fault("require", "empty (expected: scopes, any-scope, roles or claims; or leave it out)");
    }
    route.requireScopes(asked(require, "scopes"));
    route.requireAnyScope(asked(require, "any-scope"));
    route.requireRole(asked(require, "roles"));
    for (Map.Entry<String, List<String>> claim : require.textMap("claims").entrySet()) {
      try {
        if (claim.getValue().isEmpty()) {
          require.problem("claims", Shown.text(claim.getKey()) + ": empty (expected: a value)");
        }
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
    if (require.has(key) && (values.isEmpty() || values.stream().anyMatch(String::isBlank))) {
      require.problem(key, "empty (expected: at least one, or leave the key out)");
    }
    return values.toArray(String[]::new);
  }

  private Optional<Route> built(RouteBuilder route) {
    try {
      return Optional.of(route.build());
    } catch (IllegalArgumentException e) {
      section.problems().add(section.origin(), section.path(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private String[] texts(String key) {
    return section.texts(key, List.of()).toArray(String[]::new);
  }

  private void checked(String key, Runnable setting) {
    try {
      setting.run();
    } catch (IllegalArgumentException e) {
      fault(key, String.valueOf(e.getMessage()));
    }
  }

  private void fault(String key, String message) {
    section.problem(key, message);
    faulty = true;
  }

  private void later() {
    section.later("rate-limits", "use a limiter in front");
  }
}
