package io.edgeauth.pipeline;

import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.Charge;
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
    Rejection refused =
        route == null
            ? take(limits, unmatched, exchange, false)
            : take(limits, route.limits().early(), exchange, true);
    return refused == null ? exchange.unmatched() : refused;
  }

  /**
   * Counts a request.
   *
   * @param mayWait whether it is worth the client's while to wait for a turn
   * @return why the request ends here, or null
   */
  static @Nullable Rejection take(
      LimitCalls limits, List<RouteLimits.Named> named, Exchange exchange, boolean mayWait) {
    List<Charge> charges = new ArrayList<>(named.size());
    for (int i = 0; i < named.size(); i++) {
      Charge charge = LimitCalls.charge(named.get(i).limit(), exchange, Identity.ANONYMOUS);
      if (charge == null) {
        return LimitCalls.addressUnknown();
      }
      charges.add(charge);
    }
    return limits.take(charges, exchange, mayWait);
  }
}
