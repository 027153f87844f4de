package io.edgeauth.pipeline;

import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.KeyedLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that count refused credentials, for one request: who has none left is refused before
 * anything is verified, and a refusal takes one. A success gives nothing back, since others may
 * guess by the same key.
 */
final class FailureLimits {

  private final LimitCalls limits;
  private final Exchange exchange;

  /** Null where it is not known whom to count. */
  private final @Nullable List<Charge> charges;

  FailureLimits(LimitCalls limits, Exchange exchange, List<RouteLimits.Named> named) {
    this.limits = limits;
    this.exchange = exchange;
    this.charges = charges(exchange, named);
  }

  private static @Nullable List<Charge> charges(Exchange exchange, List<RouteLimits.Named> named) {
    List<Charge> charges = new ArrayList<>(named.size());
    for (int i = 0; i < named.size(); i++) {
      KeyedLimit limit = named.get(i).limit();
      Charge charge = LimitCalls.charge(limit, exchange, Identity.ANONYMOUS);
      if (charge == null) {
        return null;
      }
      charges.add(charge);
    }
    return charges;
  }

  /** Why no credential is looked at, or null. */
  @Nullable Rejection exhausted() {
    return charges == null ? LimitCalls.addressUnknown() : limits.look(charges);
  }

  /** Counts a credential that was refused; an explanation counts nothing. */
  void charge() {
    if (charges != null && !exchange.isExplained()) {
      limits.charge(charges);
    }
  }
}
