package io.edgeauth.pipeline;

import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.CredentialLimits;
import io.edgeauth.ratelimit.KeyedLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 6: counts by who is calling, which has been verified. A credential may bring limits of its
 * own.
 */
final class IdentityLimitStage implements Stage {

  private final LimitCalls limits;

  IdentityLimitStage(LimitCalls limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "identity limits";
  }

  @Override
  public boolean isShadowable() {
    return true;
  }

  @Override
  public boolean leavesIdentity() {
    return true;
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    List<RouteLimits.Named> named = exchange.matchedRoute().limits().identity();
    if (exchange.isPreflight()) {
      return null;
    }
    List<Charge> charges = new ArrayList<>(named.size());
    Identity identity = exchange.identity();
    for (int i = 0; i < named.size(); i++) {
      if (!add(named.get(i), exchange, identity, charges)) {
        return LimitCalls.addressUnknown();
      }
    }
    return limits.take(charges, exchange, true);
  }

  /** Whether it is known whom to count. */
  private boolean add(
      RouteLimits.Named named, Exchange exchange, Identity identity, List<Charge> charges) {
    CredentialLimits own = named.own();
    if (own == null) {
      return add(named.limit(), exchange, identity, charges);
    }
    CredentialLimits.Found found = own.of(identity);
    if (found instanceof CredentialLimits.Found.Own instead) {
      boolean known = true;
      for (int i = 0; i < instead.limits().size(); i++) {
        known &= add(instead.limits().get(i), exchange, identity, charges);
      }
      return known;
    }
    if (found instanceof CredentialLimits.Found.UnknownPlan unknown) {
      limits.tellUnknown(named.limit(), unknown, exchange);
    }
    return add(named.limit(), exchange, identity, charges);
  }

  private static boolean add(
      KeyedLimit limit, Exchange exchange, Identity identity, List<Charge> charges) {
    Charge charge = LimitCalls.charge(limit, exchange, identity);
    if (charge == null) {
      return false;
    }
    charges.add(charge);
    return true;
  }
}
