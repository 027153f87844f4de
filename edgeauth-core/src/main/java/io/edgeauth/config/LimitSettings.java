package io.edgeauth.config;

import io.edgeauth.config.Settings.Place;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of rate limits.
 *
 * @param limits the limits by their names
 * @param plans the usage plans by their names
 * @param planClaim the claim that names a plan, or null
 * @param unmatched the names of the limits whose early ones count requests without a route
 * @param limiter what holds for all limits
 * @param store what counts for all instances together; null where this process counts alone
 * @param given a limiter that was given in code in place of both, or null; its owner closes it
 */
public record LimitSettings(
    List<NamedLimit> limits,
    List<NamedPlan> plans,
    @Nullable ClaimPath planClaim,
    Unmatched unmatched,
    LimiterSettings limiter,
    @Nullable RateLimiterSpec store,
    @Nullable RateLimiter given) {

  /** No limit. */
  public static final LimitSettings NONE =
      new LimitSettings(
          List.of(),
          List.of(),
          null,
          new Unmatched(List.of(), new Place(new Origin("builder", 0), "edgeauth.route-defaults")),
          LimiterSettings.DEFAULTS,
          null,
          null);

  /**
   * A limit and where it was asked for.
   *
   * @param name how routes call it
   * @param limit the limit
   * @param origin where it was asked for
   * @param keyPath its key path
   * @param keyOrigins where its keys were written
   */
  public record NamedLimit(
      String name, RateLimit limit, Origin origin, String keyPath, Map<String, Origin> keyOrigins) {

    /** Copies the map. */
    public NamedLimit {
      keyOrigins = Map.copyOf(keyOrigins);
    }

    /**
     * Where one of its keys was written.
     *
     * @param key the key
     * @return its place; that of the limit where the key was not written
     */
    public Origin origin(String key) {
      return keyOrigins.getOrDefault(key, origin);
    }
  }

  /**
   * A plan and where it was asked for.
   *
   * @param name how credentials call it
   * @param plan the plan
   * @param origin where it was asked for
   * @param keyPath its key path
   */
  public record NamedPlan(String name, Plan plan, Origin origin, String keyPath) {}

  /**
   * The limits that routes have by default.
   *
   * @param limits their names
   * @param place where they were written
   */
  public record Unmatched(List<String> limits, Place place) {

    /** Copies the list. */
    public Unmatched {
      limits = List.copyOf(limits);
    }
  }

  /** Copies the lists. */
  public LimitSettings {
    limits = List.copyOf(limits);
    plans = List.copyOf(plans);
  }
}
