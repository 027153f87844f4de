package io.edgeauth;

import io.edgeauth.authn.AuthenticationSteps;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.NamedAuthenticator;
import io.edgeauth.authn.PlacedAuthenticator;
import io.edgeauth.authn.StepExpression;
import io.edgeauth.config.Problem;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.Settings.NamedSpec;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.forward.Forwarding;
import io.edgeauth.network.ClientAddresses;
import io.edgeauth.network.PublicUrls;
import io.edgeauth.pipeline.CompiledRoute;
import io.edgeauth.pipeline.Invalidation;
import io.edgeauth.pipeline.Limiting;
import io.edgeauth.pipeline.Pipeline;
import io.edgeauth.pipeline.RouteLimits;
import io.edgeauth.policy.Policy;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteTable;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.Leases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns settings into a generation, or tells everything that is wrong with them. Used once, by one
 * thread.
 */
final class GenerationBuilder {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private final Settings settings;
  private final Policies policies;
  private final EdgeRuntime runtime;
  private final Predicate<String> forget;
  private final Problems problems;
  private final RouteExchanges exchanges;
  private final RouteLimiting limits;
  private final Map<String, NamedAuthenticator> authenticators = new LinkedHashMap<>();
  private final Set<Policy> named = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Begins one.
   *
   * @param forget forgets a token in all generations; false where all is closed
   */
  GenerationBuilder(
      Settings settings,
      Policies policies,
      EdgeRuntime runtime,
      Predicate<String> forget,
      Problems problems) {
    this.settings = settings;
    this.policies = policies;
    this.runtime = runtime;
    this.forget = forget;
    this.problems = problems;
    this.exchanges = new RouteExchanges(settings, runtime, problems);
    this.limits = new RouteLimiting(settings, runtime, problems, this::hasProblemBelow);
  }

  /**
   * Builds it.
   *
   * @throws io.edgeauth.config.ConfigurationException if there is any problem; nothing is left open
   *     then
   */
  Generation build() {
    Leases.Holder leases = runtime.leases().begin();
    try {
      settings.authenticators().forEach(this::create);
      exchanges.open();
      limits.open();
      List<CompiledRoute> compiled = compile(settings.routes());
      Invalidation invalidation = invalidation(settings.invalidation());
      checkRoutes(settings.routes());
      Limiting limiting = limits.limiting();
      problems.throwIfAny();
      return generation(compiled, invalidation, limiting, leases);
    } catch (RuntimeException e) {
      Generation.close(List.copyOf(authenticators.values()), leases);
      throw e;
    } finally {
      leases.built();
    }
  }

  private Generation generation(
      List<CompiledRoute> compiled,
      @Nullable Invalidation invalidation,
      @Nullable Limiting limiting,
      Leases.Holder leases) {
    RouteTable table = RouteTable.of(compiled.stream().map(CompiledRoute::route).toList());
    Set<Carrier> carriers = new LinkedHashSet<>();
    authenticators.values().forEach(named -> carriers.addAll(named.authenticator().carriers()));
    Forwarding forwarding =
        Forwarding.of(settings.forward(), carriers, settings.entry().clientIp().header());
    Pipeline pipeline =
        Pipeline.of(
            settings.entry(),
            table,
            compiled,
            invalidation,
            forwarding,
            settings.errorFormat(),
            declaredReasons(),
            limiting,
            runtime);
    return new Generation(
        pipeline, table, List.copyOf(authenticators.values()), exchanges.all(), leases);
  }

  /** Whether routes can write it. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private void create(NamedSpec named) {
    if (!isName(named.name())) {
      problems.add(
          named.origin(),
          named.keyPath(),
          "a name that no route could write (expected: letters, digits, - and _)");
      return;
    }
    if (authenticators.containsKey(named.name())) {
      problems.add(
          named.origin(),
          named.keyPath(),
          "a name that another authenticator has (expected: a name of its own)");
      return;
    }
    AuthenticatorContext context =
        new AuthenticatorContext(
            named.name(),
            runtime,
            settings.realm(),
            settings.entry().request().maxCredentialLength(),
            settings.outbound(),
            ClientAddresses.of(settings.entry().clientIp()),
            PublicUrls.of(settings.entry().request(), settings.entry().clientIp()));
    try {
      Authenticator authenticator = named.spec().create(context);
      authenticators.put(named.name(), new NamedAuthenticator(named.name(), authenticator));
    } catch (InvalidSpecException e) {
      for (InvalidSpecException.Fault fault : e.faults()) {
        String keyPath = named.keyPath() + "." + fault.key();
        if (!problems.tell(keyPath)) { // what could not be read is incomplete as well
          problems.add(named.origin(fault.key()), keyPath, fault.message());
        }
      }
    } catch (IllegalArgumentException e) {
      problems.add(named.origin(), named.keyPath(), String.valueOf(e.getMessage()));
    }
  }

  /** What may become a metric's tag: our reasons, and those that others declare. */
  private Set<Reason> declaredReasons() {
    Set<Reason> declared = new HashSet<>(Reasons.all());
    authenticators.values().forEach(named -> declared.addAll(named.authenticator().reasons()));
    named.forEach(policy -> declared.addAll(policy.reasons()));
    return declared;
  }

  private List<CompiledRoute> compile(List<PlacedRoute> routes) {
    return routes.stream().map(placed -> compile(placed, limits.of(placed))).toList();
  }

  private CompiledRoute compile(PlacedRoute placed, RouteLimits counted) {
    Route route = placed.route();
    Boolean keep = route.keepCredentials();
    boolean keepCredentials = keep == null ? settings.forward().keepCredentials() : keep;
    List<List<NamedAuthenticator>> steps = steps(placed);
    List<NamedAuthenticator> last = steps.isEmpty() ? List.of() : steps.get(steps.size() - 1);
    return new CompiledRoute(
        route,
        steps.isEmpty() ? null : AuthenticationSteps.of(steps),
        policy(placed),
        keepCredentials,
        exchanges.of(placed, last, keepCredentials),
        counted);
  }

  private @Nullable Invalidation invalidation(@Nullable PlacedRoute placed) {
    if (placed == null) {
      return null;
    }
    Endpoints.check(placed, settings.routes(), problems);
    return new Invalidation(compile(placed, limits.ofDefaults()), forget);
  }

  private void checkRoutes(List<PlacedRoute> routes) {
    if (routes.isEmpty()
        && !hasProblemBelow("edgeauth.routes")
        && !hasProblemBelow("edgeauth.route-defaults")) {
      problems.add(
          settings.origin(),
          "edgeauth.routes",
          "missing (expected: at least one route; what no route matches is refused)");
    }
    List<Route> earlier = new ArrayList<>(routes.size());
    for (PlacedRoute placed : routes) {
      if (!RouteTable.isReachable(placed.route(), earlier)) {
        problems.add(
            placed.origin(),
            placed.keyPath(),
            placed.route().pattern()
                + ": earlier routes take all of its requests (expected: before them, or not at all)");
      }
      earlier.add(placed.route());
    }
  }

  /** What stands there, or the whole file, could not be read: that it is missing would be wrong. */
  private boolean hasProblemBelow(String keyPath) {
    return problems.list().stream()
        .map(Problem::keyPath)
        .anyMatch(
            path ->
                path.isEmpty()
                    || path.equals("edgeauth")
                    || path.equals(keyPath)
                    || path.startsWith(keyPath + ".")
                    || path.startsWith(keyPath + "["));
  }

  /** None on a public route. */
  private List<List<NamedAuthenticator>> steps(PlacedRoute placed) {
    List<List<NamedAuthenticator>> steps = new ArrayList<>();
    for (StepExpression expression : placed.route().steps()) {
      List<NamedAuthenticator> alternatives = new ArrayList<>();
      for (String name : expression.alternatives()) {
        NamedAuthenticator named = authenticators.get(name);
        if (named != null) {
          alternatives.add(named);
        } else if (!isSpecified(name)) {
          Place place = placed.place("authenticate");
          problems.add(place.origin(), place.keyPath(), unknown("authenticator", name, names()));
        }
      }
      checkPlaces(alternatives, placed);
      steps.add(alternatives);
    }
    return steps;
  }

  private void checkPlaces(List<NamedAuthenticator> alternatives, PlacedRoute placed) {
    for (int i = 0; i < alternatives.size(); i++) {
      NamedAuthenticator named = alternatives.get(i);
      if (!(Borrowed.own(named.authenticator()) instanceof PlacedAuthenticator choosy)) {
        continue;
      }
      List<NamedAuthenticator> later = alternatives.subList(i + 1, alternatives.size());
      String fault = choosy.misplacement(placed.route().isOptional(), later);
      if (fault != null) {
        Place place = placed.place("authenticate");
        problems.add(place.origin(), place.keyPath(), named.name() + " " + fault);
      }
    }
  }

  /** One that could not be made has its own problem; that routes name it is none. */
  private boolean isSpecified(String name) {
    return settings.authenticators().stream().anyMatch(named -> named.name().equals(name))
        || hasProblemBelow("edgeauth.authenticators." + name);
  }

  private List<String> names() {
    return settings.authenticators().stream().map(NamedSpec::name).toList();
  }

  private @Nullable Policy policy(PlacedRoute placed) {
    String name = placed.route().policy();
    if (name == null) {
      return null;
    }
    Place place = placed.place("policy");
    try {
      Policy policy = policies.find(name);
      if (policy != null) {
        named.add(policy);
        return policy;
      }
      problems.add(place.origin(), place.keyPath(), unknown("policy", name, policies.names()));
    } catch (ServiceConfigurationError e) {
      problems.add(place.origin(), place.keyPath(), Policies.whyNotLoaded(e));
    }
    return null;
  }

  static String unknown(String what, String name, List<String> known) {
    return "no "
        + what
        + " "
        + name
        + " (expected: one of "
        + (known.isEmpty() ? "none, since none is given" : String.join(", ", known))
        + ")";
  }
}
