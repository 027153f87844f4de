package io.edgeauth.ratelimit;

/**
 * What holds for all limits: the section {@code limiter}.
 *
 * @param onStoreFailure what holds while a shared store is out of reach, where a limit says nothing
 * @param maxKeys how many keys are counted in this process, all limits together
 * @param headers what answers tell clients of their limits
 * @param reset how {@code X-RateLimit-Reset} is written
 */
public record LimiterSettings(
    StoreFailure onStoreFailure, int maxKeys, Headers headers, Reset reset) {

  /** What holds where nothing is said. */
  public static final LimiterSettings DEFAULTS =
      new LimiterSettings(StoreFailure.LOCAL, 1_000_000, Headers.BOTH, Reset.SECONDS);

  /** What answers tell clients of their limits. */
  public enum Headers {
    /** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}. */
    LEGACY,
    /** {@code RateLimit} and {@code RateLimit-Policy}. */
    DRAFT,
    /** All of them. */
    BOTH,
    /** None; {@code Retry-After} is sent all the same. */
    NONE
  }

  /** How {@code X-RateLimit-Reset} is written. */
  public enum Reset {
    /** As seconds from now. */
    SECONDS,
    /** As seconds since 1970. */
    EPOCH
  }

  /** Checks the bound. */
  public LimiterSettings {
    if (maxKeys < 1_000 || maxKeys > 100_000_000) {
      throw new IllegalArgumentException(
          "max-keys: " + maxKeys + " (expected: from 1000 to 100000000)");
    }
  }
}
