package io.edgeauth.outbound;

import java.time.Duration;

/**
 * When calls to a place that fails are stopped.
 *
 * @param failureRate the percentage of failed calls at which they are, 1 to 100
 * @param minimumCalls how many calls of the window it takes to judge, 1 or more
 * @param window how far back calls count
 * @param openFor how long they are stopped at most before one is tried: a second at first, and a
 *     second longer each time that it fails
 */
public record BreakerSettings(
    int failureRate, int minimumCalls, Duration window, Duration openFor) {

  /** Half of ten calls or more in 30 seconds; one is tried after ten seconds at the latest. */
  public static final BreakerSettings DEFAULTS =
      new BreakerSettings(50, 10, Duration.ofSeconds(30), Duration.ofSeconds(10));
}
