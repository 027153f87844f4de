package io.edgeauth.config;

import org.jspecify.annotations.Nullable;

/**
 * What {@code forward} of a route says, or of what holds for all.
 *
 * @param keepCredentials whether credentials go on, or null where nothing is said of it
 * @param tokenExchange which exchange gives the backend another token, or null
 */
record RouteForwardSection(@Nullable Boolean keepCredentials, @Nullable String tokenExchange) {

  static RouteForwardSection read(Section owner) {
    Section forward = owner.section("forward");
    if (forward == null) {
      return new RouteForwardSection(null, null);
    }
    Boolean keep = forward.has("keep-credentials") ? forward.flag("keep-credentials", false) : null;
    String exchange = forward.has("token-exchange") ? forward.requiredText("token-exchange") : "";
    forward.later("trust-audience", "backends must be reachable through the gateway alone");
    forward.end();
    return new RouteForwardSection(keep, exchange.isBlank() ? null : exchange);
  }

  /** The same of what holds for all: which token a backend is to have is said of each by itself. */
  static @Nullable Boolean keepCredentialsOfAll(Section defaults) {
    RouteForwardSection read = read(defaults);
    if (read.tokenExchange() != null) {
      defaults.problem(
          "forward", "token-exchange is no default (expected: on each route that is to have it)");
    }
    return read.keepCredentials();
  }
}
