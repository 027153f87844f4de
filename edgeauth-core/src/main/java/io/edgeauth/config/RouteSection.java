package io.edgeauth.config;

import io.edgeauth.network.IpRules;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import io.edgeauth.route.RouteDefaults;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code routes}. Used once. */
final class RouteSection {

  private enum Mode {
    ENFORCE,
    SHADOW
  }

  private final Section section;
  private final RouteDefaults defaults;
  private boolean faulty;

  /** A route that lacks what no default could be read for is not faulty for that. */
  RouteSection(Section section, @Nullable RouteDefaults defaults) {
    this.section = section;
    this.defaults = defaults == null ? RouteDefaults.NONE : defaults;
    this.faulty = defaults == null;
  }

  Optional<Route> read() {
    RouteBuilder route = path();
    String host = section.text("host");
    if (host != null) {
      checked("host", () -> route.host(host));
    }
    checked("methods", () -> route.methods(texts("methods")));
    access(route);
    checked("authenticate", () -> route.authenticate(steps(section)));
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
    if (section.has("rate-limits")) {
      route.limit(texts("rate-limits"));
    }
    IpRules ipRules = IpRulesSection.read(section, "ip-rules");
    if (ipRules != null) {
      route.ipRules(ipRules);
    }
    RouteForwardSection forward = RouteForwardSection.read(section);
    if (forward.keepCredentials() != null) {
      route.keepCredentials(forward.keepCredentials());
    }
    if (forward.tokenExchange() != null) {
      route.tokenExchange(forward.tokenExchange());
    }
    route.require(RequireSection.read(section));
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
    if (expression == null && section.has("path-regex")) {
      faulty = true; // and told: that a path is missing would be another problem
      return Route.path("/");
    }
    String text =
        expression == null ? section.requiredText("path") : section.requiredText("path-regex");
    try {
      if (!text.isBlank()) {
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
      faulty |= section.has("access"); // and told
      return;
    }
    if (access.equals("public")) {
      route.allowPublic();
    } else {
      fault("access", Shown.value(access) + " (expected: public; or authenticate in its place)");
    }
  }

  static String[] steps(Section section) {
    String[] steps = section.texts("authenticate", List.of()).toArray(String[]::new);
    if (steps.length == 0 && section.has("authenticate")) {
      throw new IllegalArgumentException("empty (expected: the name of an authenticator)");
    }
    return steps;
  }

  private Optional<Route> built(RouteBuilder route) {
    try {
      return Optional.of(route.build(defaults));
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
}
