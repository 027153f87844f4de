package io.edgeauth;

import io.edgeauth.config.LimitSettings;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.config.LimitSettings.NamedPlan;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Limiting;
import io.edgeauth.pipeline.RouteLimits;
import io.edgeauth.ratelimit.CredentialLimits;
import io.edgeauth.ratelimit.GuardedLimiter;
import io.edgeauth.ratelimit.KeyedLimit;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens what counts requests and gives routes the limits that they name, or tells what is wrong
 * with either. Used once, by one thread, while a generation is built.
 */
final class RouteLimiting {

  /** Counts in this process; it keeps its counts while this record stays the same. */
  private record LocalLease(int maxKeys) {}

  /** Counts for all instances. */
  private record SharedLease(RateLimiterSpec store, OutboundSettings outbound) {}

  private final Settings settings;
  private final LimitSettings limits;
  private final EdgeRuntime runtime;
  private final Problems problems;
  private final Predicate<String> hasProblem;

  /** Null for one that has a problem: that routes name it is none then. */
  private final Map<String, RouteLimits.@Nullable Named> byName = new LinkedHashMap<>();

  /** Found once, since it tells of names that no limit has. */
  private @Nullable RouteLimits defaults;

  RouteLimiting(
      Settings settings, EdgeRuntime runtime, Problems problems, Predicate<String> hasProblem) {
    this.settings = settings;
    this.limits = settings.limits();
    this.runtime = runtime;
    this.problems = problems;
    this.hasProblem = hasProblem;
  }

  void open() {
    Map<String, Plan> plans = plans();
    if (limits.planClaim() != null
        && limits.plans().isEmpty()
        && !hasProblem.test("edgeauth.plans")) {
      problems.add(
          settings.origin(), "edgeauth.plan-claim", "without plans (expected: a section plans)");
    }
    limits.limits().forEach(named -> open(named, plans));
    limits.limits().forEach(this::checkQuotaName);
  }

  private Map<String, Plan> plans() {
    Map<String, Plan> plans = new LinkedHashMap<>();
    for (NamedPlan named : limits.plans()) {
      if (plans.put(named.name(), named.plan()) != null) {
        problems.add(
            named.origin(),
            named.keyPath(),
            "a name that another plan has (expected: a name of its own)");
      }
    }
    return plans;
  }

  private void open(NamedLimit named, Map<String, Plan> plans) {
    String fault = null;
    if (!GenerationBuilder.isName(named.name())) {
      fault = "a name that no route could write (expected: letters, digits, - and _)";
    } else if (byName.containsKey(named.name())) {
      fault = "a name that another limit has (expected: a name of its own)";
    }
    if (fault != null) {
      problems.add(named.origin(), named.keyPath(), fault);
      return;
    }
    byName.put(named.name(), null);
    if (!isSound(named)) {
      return;
    }
    LimitRule rule = LimitRule.of(named.name(), named.limit());
    try {
      CredentialLimits own =
          named.limit().isOverriddenByCredential()
              ? CredentialLimits.of(rule, plans, limits.planClaim())
              : null;
      byName.put(named.name(), new RouteLimits.Named(KeyedLimit.of(rule), own));
    } catch (IllegalArgumentException e) {
      problem(named, "override", String.valueOf(e.getMessage()));
    }
  }

  /** What no limit alone can see: when it is asked, and what is known then. */
  private boolean isSound(NamedLimit named) {
    RateLimit limit = named.limit();
    if (limit.isOfFailures() && limit.isOfIdentity()) {
      problem(
          named,
          "counts",
          "failures, by a key that is known only after authentication (expected: key of ip, route"
              + " and header:NAME alone)");
      return false;
    }
    if (limit.isOverriddenByCredential() && !limit.isOfIdentity()) {
      problem(
          named,
          "override",
          "credential, by a key that is counted before authentication (expected: key with subject,"
              + " client, api-key, tenant or claim:PATH)");
      return false;
    }
    return true;
  }

  private void checkQuotaName(NamedLimit named) {
    boolean quotas = limits.plans().stream().anyMatch(plan -> plan.plan().quota() != null);
    String quota = named.name() + CredentialLimits.QUOTA;
    if (named.limit().isOverriddenByCredential() && quotas && byName.containsKey(quota)) {
      problem(
          named,
          "override",
          "credential, and the quotas of plans are called as limit "
              + quota
              + " (expected: another"
              + " name for that)");
    }
  }

  private void problem(NamedLimit named, String key, String message) {
    problems.add(named.origin(key), named.keyPath() + "." + key, message);
  }

  /** The limits of a route, without those that could not be. */
  RouteLimits of(PlacedRoute placed) {
    return RouteLimits.of(named(placed.route().limits(), placed.place("rate-limits")));
  }

  private List<RouteLimits.Named> named(List<String> names, Place place) {
    List<RouteLimits.Named> found = new ArrayList<>(names.size());
    for (String name : names) {
      RouteLimits.Named named = byName.get(name);
      if (named != null) {
        found.add(named);
      } else if (!byName.containsKey(name) && !hasProblem.test("edgeauth.rate-limits." + name)) {
        problems.add(
            place.origin(),
            place.keyPath(),
            GenerationBuilder.unknown("rate limit", name, List.copyOf(byName.keySet())));
      }
    }
    return found;
  }

  /** The limits of what is no route. */
  RouteLimits ofDefaults() {
    if (defaults == null) {
      defaults = RouteLimits.of(named(limits.unmatched().limits(), limits.unmatched().place()));
    }
    return defaults;
  }

  /** What counts, or null where no limit is configured. */
  @Nullable Limiting limiting() {
    List<RouteLimits.Named> unmatched = ofDefaults().early();
    if (byName.isEmpty()) {
      return null;
    }
    RateLimiter given = limits.given();
    RateLimiterSpec store = limits.store();
    RateLimiter counts = given == null && store != null ? shared(store) : given;
    RateLimiter local = local();
    GuardedLimiter guarded =
        GuardedLimiter.of(
            counts == null ? local : counts,
            counts == null ? null : local,
            limits.limiter().onStoreFailure(),
            runtime.events(),
            runtime.clock());
    return new Limiting(guarded, limits.limiter(), unmatched);
  }

  private RateLimiter local() {
    int maxKeys = limits.limiter().maxKeys();
    return runtime
        .leases()
        .take(
            new LocalLease(maxKeys),
            () -> RateLimiter.local(maxKeys, runtime.clock(), runtime.ticker()));
  }

  private @Nullable RateLimiter shared(RateLimiterSpec store) {
    try {
      return runtime
          .leases()
          .take(
              new SharedLease(store, settings.outbound()),
              () -> store.openLimiter(runtime, settings.outbound()));
    } catch (IllegalArgumentException e) {
      problems.add(settings.origin(), "edgeauth.limiter.store", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
