package io.edgeauth.network;

import io.edgeauth.http.HeaderName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts about where a request came from: the section {@code client-ip} of the
 * configuration.
 *
 * @param trustedProxies the peers whose forwarding headers are believed, or null for all
 * @param header which header names the client: {@code X-Forwarded-For}, {@code Forwarded} or one of
 *     your proxy's own
 */
public record ClientIpSettings(@Nullable List<Cidr> trustedProxies, String header) {

  /** Nobody's: the client is the peer. */
  public static final ClientIpSettings DEFAULTS =
      new ClientIpSettings(List.of(), "X-Forwarded-For");

  /**
   * Checks the networks and the name.
   *
   * @throws IllegalArgumentException if a network holds every address of its family, which must be
   *     said as {@code all}, or no header can have the name; the message says what is expected
   */
  public ClientIpSettings {
    trustedProxies = trustedProxies == null ? null : List.copyOf(trustedProxies);
    if (trustedProxies != null && trustedProxies.stream().anyMatch(one -> one.prefix() == 0)) {
      throw new IllegalArgumentException(
          "trusted-proxies: a network of all addresses (expected: your proxies' networks, or the"
              + " word all)");
    }
    if (!HeaderName.isToken(header)) {
      throw new IllegalArgumentException(
          "header: " + header + " (expected: a header's name, such as X-Forwarded-For)");
    }
  }
}
