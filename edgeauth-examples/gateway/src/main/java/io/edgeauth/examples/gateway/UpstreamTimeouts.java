package io.edgeauth.examples.gateway;

import java.time.Duration;

/**
 * How long an upstream, or a client in the middle of a request, may be silent. There is no limit on
 * a whole exchange: uploads, downloads and event streams may last.
 *
 * @param connect until a connection to an upstream stands
 * @param idle between two signs of life of an upstream
 * @param client between two signs of life of a client
 */
record UpstreamTimeouts(Duration connect, Duration idle, Duration client) {

  static final UpstreamTimeouts DEFAULTS =
      new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(30));

  UpstreamTimeouts(Duration connect, Duration idle) {
    this(connect, idle, Duration.ofSeconds(30));
  }
}
