package io.edgeauth.authn.apikey;

import io.edgeauth.network.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API key: never the key itself. Immutable.
 *
 * @param id names it to people and machines; made by EdgeAuth, and kept when the key is rotated
 * @param name what people call it, or null
 * @param owner the application or organisation that calls with it
 * @param tenant whose data it is about, or null
 * @param scopes what it allows
 * @param roles the roles of its owner
 * @param routes the path patterns where it is good for anything; empty for all
 * @param allowedAddresses the networks that it may be used from; empty for all
 * @param plan the usage plan that it is under, or null
 * @param limit the limit that it has of its own, or null
 * @param created when it was issued
 * @param notBefore when it begins to be good, or null for at once
 * @param expiresAt when it ends, or null for never
 * @param revokedAt when it was revoked, or null
 */
public record ApiKey(
    String id,
    @Nullable String name,
    String owner,
    @Nullable String tenant,
    Set<String> scopes,
    Set<String> roles,
    List<String> routes,
    List<Cidr> allowedAddresses,
    @Nullable String plan,
    @Nullable Limit limit,
    Instant created,
    @Nullable Instant notBefore,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  /**
   * A limit of a key's own.
   *
   * @param permits how many requests
   * @param per in which time
   */
  public record Limit(long permits, Duration per) {}

  /** Copies what can be changed, in its order. */
  public ApiKey {
    scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
    routes = List.copyOf(routes);
    allowedAddresses = List.copyOf(allowedAddresses);
  }

  /**
   * The same, revoked.
   *
   * @param at when
   * @return the key; this one where it was revoked before
   */
  public ApiKey revoked(Instant at) {
    return revokedAt != null
        ? this
        : new ApiKey(
            id,
            name,
            owner,
            tenant,
            scopes,
            roles,
            routes,
            allowedAddresses,
            plan,
            limit,
            created,
            notBefore,
            expiresAt,
            at);
  }
}
