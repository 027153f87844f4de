package io.edgeauth.authn.apikey;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.identity.Allowance;
import io.edgeauth.identity.Credential;
import io.edgeauth.network.CidrSet;
import io.edgeauth.route.RoutePatterns;
import org.jspecify.annotations.Nullable;

/**
 * What a key proves and where, made of it once. Immutable.
 *
 * @param result what is said of a request that has it
 * @param addresses where it may come from, or null for everywhere
 * @param routes where it is good for anything, or null for everywhere
 */
record KeyProof(Authenticated result, @Nullable CidrSet addresses, @Nullable RoutePatterns routes) {

  /** An API key identifies a client: its owner. It has no subject. */
  static KeyProof of(ApiKey key) {
    Credential credential =
        Credential.builder("api-key")
            .client(key.owner())
            .scopes(key.scopes())
            .roles(key.roles())
            .tenant(key.tenant())
            .expiresAt(key.expiresAt())
            .allowance(allowance(key))
            .attribute("api-key.id", key.id())
            .attribute("api-key.name", key.name())
            .attribute("api-key.owner", key.owner())
            .attribute("api-key.tenant", key.tenant())
            .attribute("api-key.scopes", key.scopes())
            .attribute("api-key.roles", key.roles())
            .attribute("api-key.plan", key.plan())
            .build();
    return new KeyProof(
        new Authenticated(credential),
        key.allowedAddresses().isEmpty() ? null : CidrSet.of(key.allowedAddresses()),
        key.routes().isEmpty() ? null : RoutePatterns.of(key.routes()));
  }

  private static @Nullable Allowance allowance(ApiKey key) {
    ApiKey.Limit limit = key.limit();
    return Allowance.of(
        key.plan(), limit == null ? null : new Allowance.Rate(limit.permits(), limit.per()));
  }
}
