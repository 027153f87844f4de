package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.PathForm;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the routes and answers what EdgeAuth answers itself. No route takes a request away
 * from it, nor a preflight: who calls it is no browser. The limits that routes have by default
 * count its requests too, or keys could be guessed there without end; nobody waits.
 */
final class EndpointStage implements Stage {

  private final Map<String, Endpoint> byPath = new HashMap<>();
  private final @Nullable LimitCalls limits;
  private final AuthenticateStage authenticate;

  /**
   * @param limits null where no limit is configured
   */
  EndpointStage(List<Endpoint> endpoints, @Nullable LimitCalls limits) {
    this.limits = limits;
    this.authenticate = new AuthenticateStage(limits);
    for (Endpoint endpoint : endpoints) {
      byPath.put(String.valueOf(endpoint.route().route().onlyPath()), endpoint);
    }
  }

  @Override
  public String name() {
    return "endpoint";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    Endpoint endpoint = byPath.get(PathForm.routed(exchange.request()));
    if (endpoint == null) {
      return null;
    }
    Route route = endpoint.route().route();
    exchange.route(endpoint.route());
    exchange.note(route.pattern());
    Rejection exceeded =
        limits == null
            ? null
            : EarlyLimitStage.take(limits, endpoint.route().limits().early(), exchange, false);
    if (exceeded != null) {
      return exceeded;
    }
    if (!route.methods().contains(exchange.request().method())) {
      HeaderField allow = new HeaderField("Allow", String.join(", ", route.methods()));
      return new Rejection(Reasons.METHOD_NOT_ALLOWED, null, null, List.of(allow));
    }
    Rejection rejection = authenticate.run(exchange);
    return rejection == null ? endpoint.answer(exchange) : rejection;
  }
}
