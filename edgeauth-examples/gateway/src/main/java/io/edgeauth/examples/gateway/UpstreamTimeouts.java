package io.edgeauth.examples.gateway;

import java.time.Duration;

/**
 * How long an upstream may be silent. There is no limit on a whole exchange: downloads and event
 * streams may last.
 *
 * @param connect until a connection stands
 * @param idle between two signs of life
 */
record UpstreamTimeouts(Duration connect, Duration idle) {

  static final UpstreamTimeouts DEFAULTS =
      new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(30));
}
