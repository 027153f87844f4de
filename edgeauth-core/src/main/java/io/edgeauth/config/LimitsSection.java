package io.edgeauth.config;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.config.LimitSettings.NamedPlan;
import io.edgeauth.config.LimitSettings.Unmatched;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.LimiterSettings.Headers;
import io.edgeauth.ratelimit.LimiterSettings.Reset;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.ratelimit.StoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Reads {@code rate-limits}, {@code plans}, {@code plan-claim} and {@code limiter}. Used once. */
final class LimitsSection {

  private static final String LOCAL = "local";
  private static final String REDIS = "redis";
  private static final int LEAST_KEYS = 1_000;
  private static final int MOST_KEYS = 100_000_000;

  private final Section root;
  private final @Nullable SharedAnswersSpec shared;
  private final @Nullable ClassLoader applications = Thread.currentThread().getContextClassLoader();

  /**
   * @param shared the store that instances share; null where there is none, or it has its problem
   */
  LimitsSection(Section root, @Nullable SharedAnswersSpec shared) {
    this.root = root;
    this.shared = shared;
  }

  LimitSettings read() {
    Section limiter = root.sectionOrEmpty("limiter");
    RateLimiterSpec store = store(limiter);
    LimiterSettings settings =
        new LimiterSettings(
            limiter.choice("on-store-failure", StoreFailure.class, StoreFailure.LOCAL),
            limiter.integer("max-keys", LimiterSettings.DEFAULTS.maxKeys(), LEAST_KEYS, MOST_KEYS),
            limiter.choice("headers", Headers.class, Headers.BOTH),
            limiter.choice("reset", Reset.class, Reset.SECONDS));
    limiter.end();
    return new LimitSettings(limits(), plans(), planClaim(), unmatched(), settings, store, null);
  }

  private List<NamedLimit> limits() {
    List<NamedLimit> limits = new ArrayList<>();
    root.several("rate-limits")
        .sections()
        .forEach(
            (name, section) ->
                new RateLimitSection(section)
                    .read()
                    .ifPresent(
                        limit ->
                            limits.add(
                                new NamedLimit(
                                    name,
                                    limit,
                                    section.origin(),
                                    section.path(),
                                    section.keyOrigins()))));
    return limits;
  }

  private List<NamedPlan> plans() {
    List<NamedPlan> plans = new ArrayList<>();
    root.several("plans")
        .sections()
        .forEach(
            (name, section) ->
                plan(section)
                    .ifPresent(
                        plan ->
                            plans.add(
                                new NamedPlan(name, plan, section.origin(), section.path()))));
    return plans;
  }

  private static Optional<Plan> plan(Section section) {
    Section rate = section.section("rate");
    Section quota = section.section("quota");
    if (!section.has("rate") && !section.has("quota")) {
      section
          .problems()
          .add(
              section.origin(),
              section.path(),
              "a plan of nothing (expected: rate, quota, or both)");
    }
    section.end();
    Optional<RateLimit> readRate =
        rate == null ? Optional.empty() : new RateLimitSection(rate).readRate();
    Optional<RateLimit> readQuota =
        quota == null ? Optional.empty() : new RateLimitSection(quota).readQuota();
    return readRate.isEmpty() && readQuota.isEmpty()
        ? Optional.empty()
        : Optional.of(new Plan(readRate.orElse(null), readQuota.orElse(null)));
  }

  private @Nullable ClaimPath planClaim() {
    String text = root.text("plan-claim");
    if (text == null) {
      return null;
    }
    try {
      return ClaimPath.parse(text);
    } catch (IllegalArgumentException e) {
      root.problem("plan-claim", Shown.line(String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** The routes have read them already; that they are texts is told there. */
  private Unmatched unmatched() {
    Section defaults = root.sectionOrEmpty("route-defaults");
    Origin origin = defaults.keyOrigins().getOrDefault("rate-limits", defaults.origin());
    return new Unmatched(
        defaults.texts("rate-limits", List.of()),
        new Place(origin, KeyPath.key(defaults.path(), "rate-limits")));
  }

  private @Nullable RateLimiterSpec store(Section limiter) {
    String kind = limiter.text("store", LOCAL);
    if (kind.equals(LOCAL)) {
      return null;
    }
    if (!kind.equals(REDIS)) {
      limiter.problem("store", Shown.value(kind) + " (expected: local or redis)");
      return null;
    }
    if (!root.has(REDIS)) {
      limiter.problem("store", "redis, and no redis to count in (expected: a section redis)");
      return null;
    }
    if (shared == null) {
      return null; // the section has its problem
    }
    try {
      RateLimiterProvider provider = provider();
      if (provider != null) {
        return provider.limiter(shared);
      }
      limiter.problem(
          "store",
          "edgeauth-redis is not on the class path (expected: the dependency io.edgeauth:edgeauth-redis)");
    } catch (ServiceConfigurationError e) {
      limiter.problem("store", "limiters on the class path: " + e.getMessage());
    }
    return null;
  }

  private @Nullable RateLimiterProvider provider() {
    RateLimiterProvider found = null;
    for (RateLimiterProvider provider :
        ServiceLoader.load(RateLimiterProvider.class, applications)) {
      if (!provider.kind().equals(REDIS)) {
        continue;
      }
      if (found != null) {
        throw new ServiceConfigurationError(
            "redis is counted in by two of them: "
                + found.getClass().getName()
                + " and "
                + provider.getClass().getName());
      }
      found = provider;
    }
    return found;
  }
}
