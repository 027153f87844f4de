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
 * Collects what a route asks. It starts as neither public nor protected, and is no route until it
 * is one of them.
 */
public final class RouteBuilder {

  /** A star, a token of RFC 9110 too, would look like any method and match none. */
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");

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
  private @Nullable IpRules ipRules;
  private boolean shadow;
  private @Nullable Boolean keepCredentials;
  private @Nullable String tokenExchange;
  private @Nullable Set<String> limits;

  RouteBuilder(PathRule rule) {
    this.rule = rule;
  }

  /**
   * Takes the requests for one host alone, or for those below one.
   *
   * @param name {@code api.example.com} or {@code *.example.com}, which is one label or more; case
   *     and port do not count
   * @return this
   * @throws IllegalArgumentException if it is no host; the message says what is expected
   */
  public RouteBuilder host(String name) {
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
  public RouteBuilder methods(String... names) {
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
  public RouteBuilder allowPublic() {
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
  public RouteBuilder authenticate(String... expressions) {
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
  public RouteBuilder optional() {
    optional = true;
    return this;
  }

  /**
   * Asks for scopes.
   *
   * @param values all of them
   * @return this
   */
  public RouteBuilder requireScopes(String... values) {
    Collections.addAll(scopes, values);
    return this;
  }

  /**
   * Asks for a scope.
   *
   * @param values any one of them
   * @return this
   */
  public RouteBuilder requireAnyScope(String... values) {
    Collections.addAll(anyScope, values);
    return this;
  }

  /**
   * Asks for a role.
   *
   * @param values any one of them
   * @return this
   */
  public RouteBuilder requireRole(String... values) {
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
  public RouteBuilder requireClaim(String path, String... values) {
    claims.put(ClaimPath.parse(path), new LinkedHashSet<>(List.of(values)));
    return this;
  }

  /**
   * Asks for all of a requirement, beside what else is asked for.
   *
   * @param asked what is required
   * @return this
   */
  public RouteBuilder require(Requirement asked) {
    scopes.addAll(asked.scopes());
    anyScope.addAll(asked.anyScope());
    roles.addAll(asked.roles());
    claims.putAll(asked.claims());
    return this;
  }

  /**
   * Lets a policy decide last.
   *
   * @param name under which it was given to the builder of {@code EdgeAuth}, or has itself where it
   *     was found on the class path
   * @return this
   */
  public RouteBuilder policy(String name) {
    policy = name;
    return this;
  }

  /**
   * Asks where requests come from, beside the rules for all routes.
   *
   * @param rules which addresses may ask
   * @return this
   */
  public RouteBuilder ipRules(IpRules rules) {
    ipRules = rules;
    return this;
  }

  /**
   * Only tells whom it would refuse for their credentials, or for what they may not: such a request
   * goes on without identity and with its credentials. For trying a route out before it is
   * enforced.
   *
   * @return this
   */
  public RouteBuilder shadow() {
    shadow = true;
    return this;
  }

  /**
   * Sets for this route whether credentials go on to the backend.
   *
   * @param wanted whether they do; unless it is said, as {@code ForwardSettings} says
   * @return this
   */
  public RouteBuilder keepCredentials(boolean wanted) {
    keepCredentials = wanted;
    return this;
  }

  /**
   * Gives the backend another token in place of the one by which the last step passed. A request
   * whose token cannot be exchanged is answered 503; one without credentials, on an optional route,
   * goes on without a token.
   *
   * @param name under which the exchange was given to the builder of {@code EdgeAuth}
   * @return this
   */
  public RouteBuilder tokenExchange(String name) {
    tokenExchange = name;
    return this;
  }

  /**
   * Counts requests by rate limits, all of which must pass, in place of those that routes have by
   * default.
   *
   * @param names under which they were given to the builder of {@code EdgeAuth}; none for no limit,
   *     also where there are defaults. Called again, it adds to them
   * @return this
   */
  public RouteBuilder limit(String... names) {
    Set<String> all = limits == null ? new LinkedHashSet<>() : limits;
    Collections.addAll(all, names);
    limits = all;
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
    return build(RouteDefaults.NONE);
  }

  /**
   * Makes the route with what it does not say itself.
   *
   * @param defaults what it has then
   * @return it
   * @throws IllegalArgumentException if it is both public and protected, or neither; the message
   *     says what is expected
   */
  public Route build(RouteDefaults defaults) {
    if (open && !steps.isEmpty()) {
      throw faulty("both public and authenticated (expected: access: public, or authenticate)");
    }
    if (open && (optional || !requirement().equals(Requirement.NONE))) {
      throw faulty(
          "a public route reads no credentials (expected: no optional and no require beside access:"
              + " public)");
    }
    if (open && tokenExchange != null) {
      throw faulty(
          "a public route reads no credentials (expected: no forward.token-exchange beside access:"
              + " public)");
    }
    List<StepExpression> asked = open || !steps.isEmpty() ? steps : defaults.steps();
    if (!open && asked.isEmpty()) {
      throw faulty("neither public nor authenticated (expected: access: public, or authenticate)");
    }
    return new Route(
        rule,
        host,
        effectiveMethods(),
        asked,
        optional,
        open || !requirement().equals(Requirement.NONE) ? requirement() : defaults.requirement(),
        policy == null ? defaults.policy() : policy,
        ipRules == null ? defaults.ipRules() : ipRules,
        shadow,
        keepCredentials == null ? defaults.keepCredentials() : keepCredentials,
        tokenExchange,
        limits == null ? defaults.limits() : List.copyOf(limits));
  }

  private IllegalArgumentException faulty(String fault) {
    return new IllegalArgumentException(rule + ": " + fault);
  }

  private Requirement requirement() {
    return new Requirement(scopes, anyScope, roles, claims);
  }

  private Set<String> effectiveMethods() {
    if (methods.isEmpty()) {
      return Route.DEFAULT_METHODS;
    }
    Set<String> effective = new LinkedHashSet<>(methods);
    if (effective.contains("GET")) {
      effective.add("HEAD");
    }
    return effective;
  }
}
