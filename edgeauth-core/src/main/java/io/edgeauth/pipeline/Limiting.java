package io.edgeauth.pipeline;

import io.edgeauth.ratelimit.GuardedLimiter;
import io.edgeauth.ratelimit.LimiterSettings;
import java.util.List;

/**
 * What counts requests, and what clients are told of it.
 *
 * @param limiter counts
 * @param settings what answers tell
 * @param unmatched the early limits that count requests for which there is no route
 */
public record Limiting(
    GuardedLimiter limiter, LimiterSettings settings, List<RouteLimits.Named> unmatched) {

  /** Copies the list. */
  public Limiting {
    unmatched = List.copyOf(unmatched);
  }
}
