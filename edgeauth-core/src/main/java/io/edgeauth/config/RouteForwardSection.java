package io.edgeauth.config;

import org.jspecify.annotations.Nullable;

/** Reads {@code forward} of a route, and of what holds for all. */
final class RouteForwardSection {

  private RouteForwardSection() {}

  /** Whether credentials go on, or null where nothing is said of it. */
  static @Nullable Boolean keepCredentials(Section owner) {
    Section forward = owner.section("forward");
    if (forward == null) {
      return null;
    }
    Boolean keep = forward.has("keep-credentials") ? forward.flag("keep-credentials", false) : null;
    forward.later("trust-audience", "backends must be reachable through the gateway alone");
    forward.later("token-exchange", "the backend gets identity headers");
    forward.end();
    return keep;
  }
}
