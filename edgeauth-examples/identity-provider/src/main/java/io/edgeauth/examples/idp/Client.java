package io.edgeauth.examples.idp;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An application that the provider knows.
 *
 * @param person whom its tokens speak of, or null where they speak of the application itself
 */
record Client(
    String id,
    @Nullable Person person,
    String audience,
    Set<String> scopes,
    Duration tokenLifetime) {

  private static final Set<String> ORDERS = Set.of("orders:read", "orders:write");
  private static final Duration USUAL_LIFETIME = Duration.ofMinutes(5);

  Client {
    scopes = Set.copyOf(scopes);
  }

  static Client of(String id, Person person) {
    return new Client(id, person, "api", ORDERS, USUAL_LIFETIME);
  }

  /** A client that only asks the provider about tokens of others. */
  static Client introspecting(String id) {
    return new Client(id, null, id, Set.of(), USUAL_LIFETIME);
  }

  Client withAudience(String other) {
    return new Client(id, person, other, scopes, tokenLifetime);
  }

  Client withTokenLifetime(Duration lifetime) {
    return new Client(id, person, audience, scopes, lifetime);
  }
}
