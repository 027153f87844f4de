package io.edgeauth.route;

import io.edgeauth.authn.StepExpression;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.Requirement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One route: which requests it takes, and what it asks of their caller. Immutable. The file is long
 * because value and builder document each part on its own.
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

  /** A star, a token of RFC 9110 too, would look like any method and match none. */
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");

  private final PathRule rule;
  private final @Nullable HostPattern host;
  private final Set<String> methods;
  private final List<StepExpression> steps;
  private final boolean optional;
  private final Requirement requirement;
  private final @Nullable String policy;
  private final IpRules ipRules;
  private final boolean shadow;
  private final @Nullable Boolean keepCredentials;

  private Route(Builder builder) {
    rule = builder.rule;
    host = builder.host;
    methods = Collections.unmodifiableSet(builder.effectiveMethods());
    steps = List.copyOf(builder.steps);
    optional = builder.optional;
    requirement = builder.requirement();
    policy = builder.policy;
    ipRules = builder.ipRules;
    shadow = builder.shadow;
    keepCredentials = builder.keepCredentials;
  }

  /**
   * Begins a route.
   *
   * @param pattern below the application's context path: {@code *} is one segment, {@code **} at
   *     the end the rest
   * @return the builder
   * @throws IllegalArgumentException if it is no pattern; the message says what is expected
   */
  public static Builder path(String pattern) {
    return new Builder(PathPattern.parse(pattern));
  }

  /**
   * Begins a route whose paths an expression says.
   *
   * @param expression of RE2, matched whole, below the application's context path
   * @return the builder
   * @throws IllegalArgumentException if it is no expression; the message says what is expected
   */
  public static Builder pathRegex(String expression) {
    return new Builder(PathRegex.parse(expression));
  }

  /**
   * The pattern or expression as it was written, behind the host where there is one.
   *
   * @return how logs and metrics call the route
   */
  public String pattern() {
    return host == null ? rule.toString() : host.toString() + rule;
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

  /**
   * Collects what a route asks. It starts as neither public nor protected, and is no route until it
   * is one of them.
   */
  public static final class Builder {

    private final PathRule rule;
    private @Nullable HostPattern host;
    private Set<String> methods = Set.of();
    private boolean open;
    private List<StepExpression> steps = List.of();
    private boolean optional;
    private final Set<String> scopes = new LinkedHashSet<>();
    private final Set<String> anyScope = new LinkedHashSet<>();
    private final Set<String> roles = new LinkedHashSet<>();
    private final Map<ClaimPath, Set<String>> claims = new LinkedHashMap<>();
    private @Nullable String policy;
    private IpRules ipRules = IpRules.NONE;
    private boolean shadow;
    private @Nullable Boolean keepCredentials;

    private Builder(PathRule rule) {
      this.rule = rule;
    }

    /**
     * Takes the requests for one host alone, or for those below one.
     *
     * @param name {@code api.example.com} or {@code *.example.com}, which is one label or more;
     *     case and port do not count
     * @return this
     * @throws IllegalArgumentException if it is no host; the message says what is expected
     */
    public Builder host(String name) {
      host = HostPattern.parse(name);
      return this;
    }

    /**
     * Takes these methods alone.
     *
     * @param names as they are sent, in upper case; HEAD comes with GET
     * @return this
     * @throws IllegalArgumentException if one is no method
     */
    public Builder methods(String... names) {
      for (String name : names) {
        if (!METHOD.matcher(name).matches()) {
          throw new IllegalArgumentException(name + " (expected: a method such as GET)");
        }
      }
      methods = new LinkedHashSet<>(List.of(names));
      return this;
    }

    /**
     * Lets everybody in. Credentials are not read, and identity headers and credentials are removed
     * all the same.
     *
     * @return this
     */
    public Builder allowPublic() {
      open = true;
      return this;
    }

    /**
     * Asks for credentials.
     *
     * @param expressions the steps, all of which must pass in this order; each names authenticators
     *     of which one must pass: {@code user | key}
     * @return this
     * @throws IllegalArgumentException if a step is malformed; the message says what is expected
     */
    public Builder authenticate(String... expressions) {
      List<StepExpression> parsed = new ArrayList<>();
      for (String expression : expressions) {
        parsed.add(StepExpression.parse(expression));
      }
      steps = parsed;
      return this;
    }

    /**
     * Lets requests without any credential go on as anonymous. A bad credential is refused all the
     * same.
     *
     * @return this
     */
    public Builder optional() {
      optional = true;
      return this;
    }

    /**
     * Asks for scopes.
     *
     * @param values all of them
     * @return this
     */
    public Builder requireScopes(String... values) {
      Collections.addAll(scopes, values);
      return this;
    }

    /**
     * Asks for a scope.
     *
     * @param values any one of them
     * @return this
     */
    public Builder requireAnyScope(String... values) {
      Collections.addAll(anyScope, values);
      return this;
    }

    /**
     * Asks for a role.
     *
     * @param values any one of them
     * @return this
     */
    public Builder requireRole(String... values) {
      Collections.addAll(roles, values);
      return this;
    }

    /**
     * Asks for a claim.
     *
     * @param path where it stands
     * @param values it must equal one of them, or hold one where it is an array
     * @return this
     */
    public Builder requireClaim(String path, String... values) {
      claims.put(ClaimPath.parse(path), new LinkedHashSet<>(List.of(values)));
      return this;
    }

    /**
     * Lets a policy decide last.
     *
     * @param name under which it was given to the builder of {@code EdgeAuth}
     * @return this
     */
    public Builder policy(String name) {
      policy = name;
      return this;
    }

    /**
     * Asks where requests come from, beside the rules for all routes.
     *
     * @param rules which addresses may ask
     * @return this
     */
    public Builder ipRules(IpRules rules) {
      ipRules = rules;
      return this;
    }

    /**
     * Only tells whom it would refuse for their credentials, or for what they may not: such a
     * request goes on without identity and with its credentials. For trying a route out before it
     * is enforced.
     *
     * @return this
     */
    public Builder shadow() {
      shadow = true;
      return this;
    }

    /**
     * Sets for this route whether credentials go on to the backend.
     *
     * @param wanted whether they do; unless it is said, as {@code ForwardSettings} says
     * @return this
     */
    public Builder keepCredentials(boolean wanted) {
      keepCredentials = wanted;
      return this;
    }

    /**
     * Makes the route.
     *
     * @return it
     * @throws IllegalArgumentException if it is both public and protected, or neither; the message
     *     says what is expected
     */
    public Route build() {
      if (open == !steps.isEmpty()) {
        throw new IllegalArgumentException(
            rule
                + (open ? ": both public and authenticated" : ": neither public nor authenticated")
                + " (expected: access: public, or authenticate)");
      }
      if (open && (optional || !requirement().equals(Requirement.NONE))) {
        throw new IllegalArgumentException(
            rule
                + ": a public route reads no credentials (expected: no optional and no require beside access: public)");
      }
      return new Route(this);
    }

    private Requirement requirement() {
      return new Requirement(scopes, anyScope, roles, claims);
    }

    private Set<String> effectiveMethods() {
      if (methods.isEmpty()) {
        return DEFAULT_METHODS;
      }
      Set<String> effective = new LinkedHashSet<>(methods);
      if (effective.contains("GET")) {
        effective.add("HEAD");
      }
      return effective;
    }
  }
}
