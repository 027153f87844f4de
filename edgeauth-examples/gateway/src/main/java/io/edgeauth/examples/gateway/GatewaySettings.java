package io.edgeauth.examples.gateway;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root {@code gateway} of a configuration.
 *
 * @param listen where to listen
 * @param tls null: plain HTTP
 * @param upstreams where requests go
 * @param drain how long requests under way may take after the gateway was told to end
 * @param management where keys are managed over HTTP, or null for nowhere
 */
record GatewaySettings(
    ListenAddress listen,
    @Nullable TlsSettings tls,
    Upstreams upstreams,
    Duration drain,
    @Nullable ListenAddress management) {

  /** Whether a gateway that runs with the one can take the other over without a new start. */
  boolean listensAs(GatewaySettings other) {
    return listen.equals(other.listen) && (tls == null) == (other.tls == null);
  }

  /** The same for the management port. */
  boolean isManagedAs(GatewaySettings other) {
    return Objects.equals(management, other.management);
  }
}
