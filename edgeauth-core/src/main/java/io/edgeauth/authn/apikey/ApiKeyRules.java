package io.edgeauth.authn.apikey;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.network.CidrSet;
import io.edgeauth.network.ClientAddresses;
import io.edgeauth.network.IpAddress;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.RoutePatterns;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges a key that a store knows: whether it is good now, from this address, for this route. What
 * has passed it is not cached: it is judged on every request.
 */
final class ApiKeyRules {

  private final Clock clock;
  private final ClientAddresses clients;

  ApiKeyRules(Clock clock, ClientAddresses clients) {
    this.clock = clock;
    this.clients = clients;
  }

  /**
   * Why a request must not pass, or null.
   *
   * @param client what {@link #client} says of it
   */
  @Nullable Reason fault(
      StoredKey stored, StoredKey.Secret secret, @Nullable IpAddress client, EdgeRequest request) {
    Instant now = clock.instant();
    ApiKey key = stored.key();
    if (key.revokedAt() != null) {
      return Reasons.API_KEY_REVOKED;
    }
    if (hasEnded(key.expiresAt(), now) || hasEnded(secret.until(), now)) {
      return Reasons.API_KEY_EXPIRED;
    }
    if (key.notBefore() != null && now.isBefore(key.notBefore())) {
      return Reasons.API_KEY_NOT_YET_VALID;
    }
    CidrSet addresses = stored.proof().addresses();
    if (addresses != null && !holds(addresses, client)) {
      return Reasons.API_KEY_ADDRESS;
    }
    RoutePatterns routes = stored.proof().routes();
    return routes == null || routes.match(request) ? null : Reasons.API_KEY_ROUTE;
  }

  /** The client's address, or null where it is not known: then no rule holds it. */
  @Nullable IpAddress client(EdgeRequest request) {
    return clients.find(request).addressOrNull();
  }

  private static boolean holds(CidrSet addresses, @Nullable IpAddress client) {
    return client != null && addresses.contains(client);
  }

  /** At its end a key is no longer good. */
  private static boolean hasEnded(@Nullable Instant end, Instant now) {
    return end != null && !now.isBefore(end);
  }
}
