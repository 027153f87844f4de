package io.edgeauth.pipeline;

import io.edgeauth.authn.BearerAuthenticator;
import io.edgeauth.forward.exchange.ExchangeOutcome;
import io.edgeauth.forward.exchange.ExchangedTokens;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Identity;
import java.util.Map;

/**
 * What gives a route's backend another token than the client's. Immutable; many threads use it at
 * once, and are blocked while the authorization server is asked.
 *
 * @param name how the route calls the exchange
 * @param tokens the exchange
 * @param bearers the authenticators of the route's last step, by name: one of them knows the token
 */
public record RouteExchange(
    String name, ExchangedTokens tokens, Map<String, BearerAuthenticator> bearers) {

  /** Copies the map. */
  public RouteExchange {
    bearers = Map.copyOf(bearers);
  }

  /** Exchanges the token of the last step, by which somebody was authenticated. */
  ExchangeOutcome of(EdgeRequest request, Identity identity) {
    int last = identity.methods().size() - 1;
    BearerAuthenticator bearer = bearers.get(identity.methods().get(last));
    String token = bearer == null ? null : bearer.token(request);
    if (token == null) {
      throw new IllegalStateException("who authenticated the request does not know its token");
    }
    return tokens.of(token, identity.credentials().get(last).expiresAt());
  }
}
