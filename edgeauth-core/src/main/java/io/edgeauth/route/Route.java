package io.edgeauth.route;

import io.edgeauth.authn.StepExpression;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.Requirement;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One route: which requests it takes, and what it asks of their caller. Immutable.
 *
 * <pre>{@code
 * Route.path("/api/admin/**").authenticate("user").requireRole("admin")
 * }</pre>
 */
public final class Route {

  /** The methods that a route takes unless it says otherwise. HEAD follows GET. */
  public static final Set<String> DEFAULT_METHODS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")));

  private final PathRule rule;
  private final @Nullable HostPattern host;
  private final String pattern;
  private final Set<String> methods;
  private final List<StepExpression> steps;
  private final boolean optional;
  private final Requirement requirement;
  private final @Nullable String policy;
  private final IpRules ipRules;
  private final boolean shadow;
  private final @Nullable Boolean keepCredentials;
  private final @Nullable String tokenExchange;
  private final List<String> limits;

  Route(
      PathRule rule,
      @Nullable HostPattern host,
      Set<String> methods,
      List<StepExpression> steps,
      boolean optional,
      Requirement requirement,
      @Nullable String policy,
      IpRules ipRules,
      boolean shadow,
      @Nullable Boolean keepCredentials,
      @Nullable String tokenExchange,
      List<String> limits) {
    this.rule = rule;
    this.host = host;
    this.pattern = host == null ? rule.toString() : host.toString() + rule;
    this.methods = Collections.unmodifiableSet(methods);
    this.steps = List.copyOf(steps);
    this.optional = optional;
    this.requirement = requirement;
    this.policy = policy;
    this.ipRules = ipRules;
    this.shadow = shadow;
    this.keepCredentials = keepCredentials;
    this.tokenExchange = tokenExchange;
    this.limits = List.copyOf(limits);
  }

  /**
   * Begins a route.
   *
   * @param pattern below the application's context path: {@code *} is one segment, {@code **} at
   *     the end the rest
   * @return the builder
   * @throws IllegalArgumentException if it is no pattern; the message says what is expected
   */
  public static RouteBuilder path(String pattern) {
    return new RouteBuilder(PathPattern.parse(pattern));
  }

  /**
   * Begins a route whose paths an expression says.
   *
   * @param expression of RE2, matched whole, below the application's context path
   * @return the builder
   * @throws IllegalArgumentException if it is no expression; the message says what is expected
   */
  public static RouteBuilder pathRegex(String expression) {
    return new RouteBuilder(PathRegex.parse(expression));
  }

  /**
   * The pattern or expression as it was written, behind the host where there is one.
   *
   * @return how logs and metrics call the route
   */
  public String pattern() {
    return pattern;
  }

  /**
   * The host whose requests it takes.
   *
   * @return a host or {@code *.} and what stands behind it, or null for all
   */
  public @Nullable String host() {
    return host == null ? null : host.toString();
  }

  /**
   * The methods that it takes.
   *
   * @return their names
   */
  public Set<String> methods() {
    return methods;
  }

  /**
   * The steps that must pass.
   *
   * @return in their order; empty on a public route
   */
  public List<StepExpression> steps() {
    return steps;
  }

  /**
   * Tells whether no credentials are read.
   *
   * @return true on a public route
   */
  public boolean isPublic() {
    return steps.isEmpty();
  }

  /**
   * Tells whether a request without any credential goes on as anonymous.
   *
   * @return true on an optional route
   */
  public boolean isOptional() {
    return optional;
  }

  /**
   * What it asks of an authenticated caller.
   *
   * @return the requirement
   */
  public Requirement requirement() {
    return requirement;
  }

  /**
   * The policy that decides last.
   *
   * @return its name, or null
   */
  public @Nullable String policy() {
    return policy;
  }

  /**
   * Which addresses may ask, beside the rules for all routes.
   *
   * @return the rules
   */
  public IpRules ipRules() {
    return ipRules;
  }

  /**
   * Tells whether it only tells what it would refuse.
   *
   * @return true where its mode is shadow
   */
  public boolean isShadow() {
    return shadow;
  }

  /**
   * Tells whether its backend receives the credentials.
   *
   * @return whether it does, or null where what holds for all routes decides
   */
  public @Nullable Boolean keepCredentials() {
    return keepCredentials;
  }

  /**
   * The exchange that gives its backend another token than the client's.
   *
   * @return its name, or null
   */
  public @Nullable String tokenExchange() {
    return tokenExchange;
  }

  /**
   * The one path that it takes.
   *
   * @return it, in the form in which paths are compared, or null where there are or may be more
   */
  public @Nullable String onlyPath() {
    return rule instanceof PathPattern paths ? paths.onlyPath() : null;
  }

  /**
   * The rate limits, all of which must pass.
   *
   * @return their names, none twice
   */
  public List<String> limits() {
    return limits;
  }

  PathRule rule() {
    return rule;
  }

  @Nullable HostPattern hostPattern() {
    return host;
  }

  /** Whether it takes all hosts and paths of another, whatever the method. */
  boolean coversPathsOf(Route other) {
    boolean hosts = host == null || (other.host != null && host.covers(other.host));
    return hosts && rule.covers(other.rule);
  }

  @Override
  public String toString() {
    return "Route[" + pattern() + "]";
  }
}
