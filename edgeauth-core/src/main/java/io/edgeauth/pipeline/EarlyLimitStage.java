package io.edgeauth.pipeline;

import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.KeyedLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3: counts by address, route and header, before anything is verified. What no route takes is
 * counted by the limits that all routes have by default, and ends here.
 */
final class EarlyLimitStage implements Stage {

  private final LimitCalls limits;
  private final List<RouteLimits.Named> unmatched;

  EarlyLimitStage(LimitCalls limits, List<RouteLimits.Named> unmatched) {
    this.limits = limits;
    this.unmatched = unmatched;
  }

  @Override
  public String name() {
    return "early limits";
  }

  @Override
  public boolean isShadowable() {
    return true;
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    CompiledRoute route = exchange.route();
    List<RouteLimits.Named> named = route == null ? unmatched : route.limits().early();
    List<Charge> charges = new ArrayList<>(named.size());
    for (int i = 0; i < named.size(); i++) {
      KeyedLimit limit = named.get(i).limit();
      Charge charge = LimitCalls.charge(limit, exchange, Identity.ANONYMOUS);
      if (charge == null) {
        return LimitCalls.addressUnknown();
      }
      charges.add(charge);
    }
    Rejection refused = limits.take(charges, exchange, exchange.unmatched() == null);
    return refused == null ? exchange.unmatched() : refused;
  }
}
