package io.edgeauth.examples.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The root {@code gateway} of a configuration.
 *
 * @param host where to listen
 * @param port 0 for any free port
 * @param tls null: plain HTTP
 * @param upstreams where requests go
 * @param drain how long requests under way may take after the gateway was told to end
 */
record GatewaySettings(
    String host, int port, @Nullable TlsFiles tls, Upstreams upstreams, Duration drain) {

  /** Whether a gateway that runs with the one can take the other over without a new start. */
  boolean listensAs(GatewaySettings other) {
    return host.equals(other.host) && port == other.port && (tls == null) == (other.tls == null);
  }
}
