package io.edgeauth.pipeline;

import org.jspecify.annotations.Nullable;

/** One step on a request's way. Stateless; many threads run it at once. */
interface Stage {

  /** What explanations call it. */
  String name();

  /**
   * Adds to what is known about the request, or ends it.
   *
   * @param exchange what is known
   * @return why the request ends here, or null where it goes on
   */
  @Nullable Rejection run(Exchange exchange);

  /** Whether a shadow route leaves the identity to a request that this stage alone would refuse. */
  default boolean leavesIdentity() {
    return false;
  }

  /** Whether it only tells what it would refuse where the route's mode is shadow. */
  default boolean isShadowable() {
    return false;
  }
}
