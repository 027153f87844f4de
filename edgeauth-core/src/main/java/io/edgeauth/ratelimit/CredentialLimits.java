package io.edgeauth.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.identity.Allowance;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What counts in place of a limit that lets credentials bring their own: a rate that is the
 * credential's alone, else its plan's rate and quota, by the key of the limit. Immutable but for a
 * bounded cache; many threads use it at once.
 *
 * <p>The rate keeps the limit's name, and the quota is called {@code NAME-quota}. A plan replaces
 * the limit whole: one that has no quota, or no rate, has none.
 *
 * <p>Rates that differ count apart, also for one key. In one count, a small bucket could hold no
 * more of what a big one has given than its own burst: who has a credential of either kind would
 * fill the big one by asking with the small one. Quotas count together: a window forgets nothing.
 */
public final class CredentialLimits {

  /** What a plan's quota is called behind the name of the limit. */
  public static final String QUOTA = "-quota";

  private static final int MAX_OWN = 10_000;
  private static final Duration LONGEST = Duration.ofDays(366);

  /** What a credential has. */
  public sealed interface Found {

    /**
     * Limits of its own.
     *
     * @param limits one or two, in place of the limit
     */
    record Own(List<KeyedLimit> limits) implements Found {}

    /** Nothing: the limit itself holds. */
    record None() implements Found {
      static final None INSTANCE = new None();
    }

    /**
     * A plan that is not configured: the limit itself holds, and somebody should be told.
     *
     * @param plan the plan's name; a claim's value where {@code claim} is given
     * @param claim the claim that names it, or null where the credential itself does
     */
    record UnknownPlan(String plan, @Nullable ClaimPath claim) implements Found {}
  }

  private final LimitRule base;
  private final Map<String, Found.Own> byPlan = new LinkedHashMap<>();
  private final @Nullable ClaimPath planClaim;
  private final Cache<Allowance.Rate, Found.Own> byRate =
      Caffeine.newBuilder().maximumSize(MAX_OWN).build();

  private CredentialLimits(LimitRule base, @Nullable ClaimPath planClaim) {
    this.base = base;
    this.planClaim = planClaim;
  }

  /**
   * Prepares what may replace a limit.
   *
   * @param base the limit
   * @param plans the plans by their names
   * @param planClaim the claim that names a plan, or null
   * @return what finds it
   * @throws IllegalArgumentException if one request of the limit costs more than a plan can ever
   *     give; the message says which
   */
  public static CredentialLimits of(
      LimitRule base, Map<String, Plan> plans, @Nullable ClaimPath planClaim) {
    CredentialLimits made = new CredentialLimits(base, planClaim);
    plans.forEach((name, plan) -> made.byPlan.put(name, made.planned(name, plan)));
    return made;
  }

  private Found.Own planned(String name, Plan plan) {
    List<KeyedLimit> limits = new ArrayList<>(2);
    if (plan.rate() != null) {
      limits.add(KeyedLimit.apart(instead(base.name(), name, plan.rate()), "plan " + name));
    }
    if (plan.quota() != null) {
      limits.add(KeyedLimit.of(instead(base.name() + QUOTA, name, plan.quota())));
    }
    return new Found.Own(List.copyOf(limits));
  }

  private LimitRule instead(String limitName, String planName, RateLimit limit) {
    long cost = base.limit().cost();
    if (cost > limit.most()) {
      throw new IllegalArgumentException(
          "cost: "
              + cost
              + ", more than plan "
              + planName
              + " can give at once (expected: at most "
              + limit.most()
              + ")");
    }
    return rule(limitName, limit, cost);
  }

  private LimitRule rule(String name, RateLimit limit, long cost) {
    RateLimit like = base.limit();
    RateLimit counted =
        limit
            .by(like.keys().toArray(LimitKey[]::new))
            .ipv6Prefix(like.ipv6Prefix())
            .cost(Math.min(cost, limit.most()));
    StoreFailure instead = like.onStoreFailure();
    return LimitRule.of(name, instead == null ? counted : counted.onStoreFailure(instead));
  }

  /**
   * Finds what a caller's credentials have.
   *
   * @param identity who was proven to call
   * @return it
   */
  public Found of(Identity identity) {
    Allowance allowance = identity.allowance();
    if (allowance != null && allowance.own() != null) {
      return byRate.get(allowance.own(), this::own);
    }
    if (allowance != null && allowance.plan() != null) {
      return ofPlan(allowance.plan(), null);
    }
    String claimed = planClaim == null ? null : KeyedLimit.claimText(identity, planClaim);
    return claimed == null ? Found.None.INSTANCE : ofPlan(claimed, planClaim);
  }

  private Found ofPlan(String plan, @Nullable ClaimPath claim) {
    Found.Own own = byPlan.get(plan);
    return own == null ? new Found.UnknownPlan(plan, claim) : own;
  }

  /**
   * A credential's rate was checked by others; what no limit can say is brought into its bounds.
   */
  private Found.Own own(Allowance.Rate rate) {
    double share = Math.min(1, (double) LONGEST.toMillis() / rate.per().toMillis());
    long permits = Math.max(1, (long) (Math.min(rate.permits(), RateLimit.MAX_PERMITS) * share));
    Duration per = rate.per().compareTo(LONGEST) > 0 ? LONGEST : rate.per();
    RateLimit limit = RateLimit.tokenBucket(Math.min(permits, per.toNanos()), per);
    LimitRule rule = rule(base.name(), limit, base.limit().cost());
    return new Found.Own(List.of(KeyedLimit.apart(rule, "own " + limit.permits())));
  }
}
