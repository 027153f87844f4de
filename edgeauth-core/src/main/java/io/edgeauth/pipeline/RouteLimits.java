package io.edgeauth.pipeline;

import io.edgeauth.ratelimit.CredentialLimits;
import io.edgeauth.ratelimit.KeyedLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of a route, by when they are asked.
 *
 * @param early those that need no identity
 * @param failures those that count refused credentials
 * @param identity those that ask who is calling
 */
public record RouteLimits(List<Named> early, List<Named> failures, List<Named> identity) {

  /** No limit. */
  public static final RouteLimits NONE = new RouteLimits(List.of(), List.of(), List.of());

  /**
   * A limit, and what a credential may bring in its place.
   *
   * @param limit the limit
   * @param own what finds a credential's own, or null where it brings none
   */
  public record Named(KeyedLimit limit, @Nullable CredentialLimits own) {}

  /** Copies the lists. */
  public RouteLimits {
    early = List.copyOf(early);
    failures = List.copyOf(failures);
    identity = List.copyOf(identity);
  }

  /**
   * Sorts limits by when they are asked.
   *
   * @param limits those that a route names
   * @return them
   */
  public static RouteLimits of(List<Named> limits) {
    return new RouteLimits(
        limits.stream().filter(one -> !isOfFailures(one) && !isOfIdentity(one)).toList(),
        limits.stream().filter(RouteLimits::isOfFailures).toList(),
        limits.stream().filter(one -> !isOfFailures(one) && isOfIdentity(one)).toList());
  }

  private static boolean isOfFailures(Named named) {
    return named.limit().rule().limit().isOfFailures();
  }

  private static boolean isOfIdentity(Named named) {
    return named.limit().rule().limit().isOfIdentity();
  }
}
