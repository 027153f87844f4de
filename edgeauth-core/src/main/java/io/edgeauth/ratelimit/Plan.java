package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * A usage plan: what a credential that refers to it has in place of a limit that lets it.
 *
 * @param rate how fast, a token bucket, or null
 * @param quota how much in all, a fixed window, or null
 */
public record Plan(@Nullable RateLimit rate, @Nullable RateLimit quota) {

  /** Checks that it says anything. */
  public Plan {
    if (rate == null && quota == null) {
      throw new IllegalArgumentException("a plan of nothing (expected: rate, quota, or both)");
    }
  }
}
