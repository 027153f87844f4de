package io.edgeauth.examples.gateway;

import io.edgeauth.authn.StepExpression;
import io.edgeauth.config.Settings;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.policy.Requirement;
import io.edgeauth.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a configuration with what each demands, for people and for programs. Both say it in
 * the words of the configuration.
 */
final class RouteReport {

  private final List<Route> routes;
  private final Settings settings;
  private final List<Upstream> upstreams;
  private final @Nullable ListenAddress management;

  private RouteReport(List<Route> routes, Settings settings, @Nullable GatewaySettings gateway) {
    this.routes = routes;
    this.settings = settings;
    this.upstreams = gateway == null ? List.of() : gateway.upstreams().all();
    this.management = gateway == null ? null : gateway.management();
  }

  /**
   * Makes the report.
   *
   * @param settings what the same file says for all routes together
   */
  static RouteReport of(Configured configured, Settings settings) {
    LiveSettings gateway = configured.gateway();
    return new RouteReport(
        configured.edge().routes(), settings, gateway == null ? null : gateway.now().gateway());
  }

  String text() {
    List<String> lines = new ArrayList<>();
    int width = routes.stream().mapToInt(route -> route.pattern().length()).max().orElse(0);
    for (Route route : routes) {
      String pattern = route.pattern() + " ".repeat(width - route.pattern().length());
      lines.add(pattern + "  " + demand(route) + methods(route) + addresses(route) + mode(route));
    }
    Route invalidation = invalidation();
    if (invalidation != null) {
      lines.add("invalidation " + invalidation.pattern() + "  " + demand(invalidation));
    }
    lines.addAll(new EntryReport(settings.entry()).lines());
    lines.addAll(new LimitReport(settings.limits()).lines());
    upstreams.forEach(
        upstream -> lines.add("upstream " + upstream.path() + " " + upstream.origin()));
    if (management != null) {
      lines.add("management " + management);
    }
    return String.join(System.lineSeparator(), lines);
  }

  private @Nullable Route invalidation() {
    PlacedRoute placed = settings.invalidation();
    return placed == null ? null : placed.route();
  }

  private static String methods(Route route) {
    return route.methods().equals(Route.DEFAULT_METHODS)
        ? ""
        : "; methods: " + String.join(" ", route.methods());
  }

  private static String addresses(Route route) {
    String rules = EntryReport.text(route.ipRules());
    return rules.isEmpty() ? "" : "; ip-rules: " + rules;
  }

  private String mode(Route route) {
    return (route.limits().isEmpty() ? "" : "; rate-limits: " + String.join(" ", route.limits()))
        + (route.isShadow() ? "; mode: shadow" : "")
        + (keepsCredentials(route) ? "; keep-credentials" : "")
        + (route.tokenExchange() == null ? "" : "; token-exchange: " + route.tokenExchange());
  }

  /** What holds in the end: the route's own word, or the one for all routes. */
  private boolean keepsCredentials(Route route) {
    Boolean own = route.keepCredentials();
    return own == null ? settings.forward().keepCredentials() : own;
  }

  private static String demand(Route route) {
    if (route.isPublic()) {
      return "access: public" + policy(route);
    }
    StringBuilder text = new StringBuilder("authenticate: ");
    text.append(String.join(", then ", steps(route)));
    if (route.isOptional()) {
      text.append("; optional");
    }
    require(route.requirement())
        .forEach((what, values) -> text.append("; ").append(what).append(": ").append(values));
    return text + policy(route);
  }

  private static String policy(Route route) {
    return route.policy() == null ? "" : "; policy: " + route.policy();
  }

  Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("valid", true);
    members.put("routes", routes.stream().map(this::json).toList());
    Route invalidation = invalidation();
    if (invalidation != null) {
      Map<String, Object> own = new LinkedHashMap<>();
      own.put("path", invalidation.pattern());
      own.put("authenticate", steps(invalidation));
      members.put("invalidation", own);
    }
    members.putAll(new EntryReport(settings.entry()).json());
    members.putAll(new LimitReport(settings.limits()).json());
    members.put(
        "upstreams",
        upstreams.stream()
            .map(one -> Map.of("path", one.path(), "url", one.origin().toString()))
            .map(TreeMap::new)
            .toList());
    if (management != null) {
      members.put(
          "management",
          new TreeMap<>(Map.of("host", management.host(), "port", management.port())));
    }
    return members;
  }

  private Map<String, Object> json(Route route) {
    Map<String, Object> members = new LinkedHashMap<>();
    String host = route.host();
    if (host != null) {
      members.put("host", host);
    }
    members.put("path", route.pattern().substring(host == null ? 0 : host.length()));
    members.put("methods", List.copyOf(route.methods()));
    if (route.isPublic()) {
      members.put("access", "public");
    } else {
      members.put("authenticate", steps(route));
      members.put("optional", route.isOptional());
      members.put("require", require(route.requirement()));
    }
    String policy = route.policy();
    if (policy != null) {
      members.put("policy", policy);
    }
    if (!route.limits().isEmpty()) {
      members.put("rate-limits", route.limits());
    }
    members.put("mode", route.isShadow() ? "shadow" : "enforce");
    members.put("keep-credentials", keepsCredentials(route));
    String exchange = route.tokenExchange();
    if (exchange != null) {
      members.put("token-exchange", exchange);
    }
    members.put("ip-rules", EntryReport.json(route.ipRules()));
    return members;
  }

  private static List<String> steps(Route route) {
    return route.steps().stream().map(StepExpression::toString).toList();
  }

  private static Map<String, Object> require(Requirement requirement) {
    Map<String, Object> members = new LinkedHashMap<>();
    put(members, "scopes", requirement.scopes());
    put(members, "any-scope", requirement.anyScope());
    put(members, "roles", requirement.roles());
    Map<String, Object> claims = new LinkedHashMap<>();
    requirement.claims().forEach((path, values) -> put(claims, path.toString(), values));
    if (!claims.isEmpty()) {
      members.put("claims", claims);
    }
    return members;
  }

  private static void put(Map<String, Object> members, String name, Set<String> values) {
    if (!values.isEmpty()) {
      members.put(name, List.copyOf(values));
    }
  }
}
