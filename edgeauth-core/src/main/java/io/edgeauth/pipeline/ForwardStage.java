package io.edgeauth.pipeline;

import io.edgeauth.forward.Forwarding;
import io.edgeauth.forward.exchange.ExchangeOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 7: makes the request that the backend receives, with another token where its route says so.
 * What a shadow route would have refused keeps its credentials: the backend may still decide by
 * them itself.
 */
final class ForwardStage implements Stage {

  private final Forwarding forwarding;

  ForwardStage(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    CompiledRoute route = exchange.matchedRoute();
    RouteExchange tokens = exchange.isBare() ? null : route.exchange();
    ExchangeOutcome outcome = tokens == null ? null : exchanged(tokens, exchange);
    if (outcome instanceof ExchangeOutcome.Failed failed) {
      return Rejection.unavailable(failed.reason(), failed.detail(), failed.retryAfter());
    }
    boolean keepCredentials = exchange.isBare() || route.keepCredentials();
    Forwarding.Edits edits =
        forwarding.edits(
            exchange.request(),
            exchange.identity(),
            exchange.requestIdField(),
            exchange.isViaProxy(),
            keepCredentials,
            outcome instanceof ExchangeOutcome.Exchanged done ? done.authorization() : null);
    exchange.edits(edits);
    return edits.refused() == null
        ? null
        : new Rejection(
            edits.refused(),
            "The identity cannot be told to the backend",
            edits.detail(),
            List.of());
  }

  /** Null where there is no token, or where nobody is to be given one. */
  private static @Nullable ExchangeOutcome exchanged(RouteExchange tokens, Exchange exchange) {
    if (exchange.identity().isAnonymous()) {
      exchange.note("token exchange " + tokens.name() + ": no token");
      return null;
    }
    if (exchange.isExplained()) {
      exchange.note("token exchange " + tokens.name() + ": not made for an explanation");
      return null;
    }
    return tokens.of(exchange.request(), exchange.identity());
  }
}
