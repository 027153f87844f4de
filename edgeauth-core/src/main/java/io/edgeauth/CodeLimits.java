package io.edgeauth;

import io.edgeauth.config.LimitSettings;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.config.LimitSettings.NamedPlan;
import io.edgeauth.config.LimitSettings.Unmatched;
import io.edgeauth.config.Origin;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was said in code of rate limits. */
final class CodeLimits {

  private final Origin code;
  private final List<NamedLimit> limits = new ArrayList<>();
  private final List<NamedPlan> plans = new ArrayList<>();
  private List<String> unmatched = List.of();
  private @Nullable ClaimPath planClaim;
  private @Nullable LimiterSettings limiter;
  private @Nullable RateLimiterSpec store;
  private @Nullable RateLimiter given;

  CodeLimits(Origin code) {
    this.code = code;
  }

  void take(CodeLimits other) {
    limits.addAll(other.limits);
    plans.addAll(other.plans);
    unmatched = other.unmatched;
    planClaim = other.planClaim;
    limiter = other.limiter;
    store = other.store;
    given = other.given;
  }

  void limit(String name, RateLimit limit) {
    limits.add(new NamedLimit(name, limit, code, "edgeauth.rate-limits." + name, Map.of()));
  }

  void plan(String name, Plan plan) {
    plans.add(new NamedPlan(name, plan, code, "edgeauth.plans." + name));
  }

  void unmatched(List<String> names) {
    unmatched = names;
  }

  void planClaim(ClaimPath path) {
    planClaim = path;
  }

  void limiter(LimiterSettings settings) {
    limiter = settings;
  }

  void store(RateLimiterSpec spec) {
    store = spec;
    given = null;
  }

  void given(RateLimiter own) {
    given = own;
    store = null;
  }

  LimitSettings joinedWith(LimitSettings read) {
    List<NamedLimit> allLimits = new ArrayList<>(limits);
    allLimits.addAll(read.limits());
    List<NamedPlan> allPlans = new ArrayList<>(plans);
    allPlans.addAll(read.plans());
    return new LimitSettings(
        allLimits,
        allPlans,
        planClaim == null ? read.planClaim() : planClaim,
        joined(read.unmatched()),
        limiter == null ? read.limiter() : limiter,
        store == null ? read.store() : store,
        given);
  }

  /** What no route takes is counted by the defaults of both. */
  private Unmatched joined(Unmatched read) {
    if (unmatched.isEmpty()) {
      return read;
    }
    List<String> all =
        Stream.concat(unmatched.stream(), read.limits().stream()).distinct().toList();
    Place place = new Place(code, "edgeauth.route-defaults.rate-limits");
    return new Unmatched(all, read.limits().isEmpty() ? place : read.place());
  }
}
