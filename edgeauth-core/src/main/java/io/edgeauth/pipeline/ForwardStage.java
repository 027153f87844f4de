package io.edgeauth.pipeline;

import io.edgeauth.forward.Forwarding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 7: makes the request that the backend receives. What a shadow route would have refused
 * keeps its credentials: the backend may still decide by them itself.
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
    boolean keepCredentials =
        exchange.shadowed() != null || exchange.matchedRoute().keepCredentials();
    Forwarding.Edits edits =
        forwarding.edits(
            exchange.request(),
            exchange.identity(),
            exchange.requestIdField(),
            exchange.isViaProxy(),
            keepCredentials);
    exchange.edits(edits);
    return edits.refused() == null
        ? null
        : new Rejection(
            edits.refused(),
            "The identity cannot be told to the backend",
            edits.detail(),
            List.of());
  }
}
