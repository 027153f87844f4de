package io.edgeauth.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a credential may, as whoever issued it says. It counts where a limit lets credentials
 * bring their own.
 *
 * @param plan the usage plan that it is under, or null
 * @param own a rate of its own, or null; it goes before a plan
 */
public record Allowance(@Nullable String plan, @Nullable Rate own) {

  /**
   * A rate of a credential's own.
   *
   * @param permits how many requests, at least one
   * @param per in which time, at least a millisecond
   */
  public record Rate(long permits, Duration per) {}

  /**
   * What a credential says, if it says anything.
   *
   * @param plan the plan, or null
   * @param own the rate, or null
   * @return the allowance, or null where both are
   */
  public static @Nullable Allowance of(@Nullable String plan, @Nullable Rate own) {
    return plan == null && own == null ? null : new Allowance(plan, own);
  }
}
