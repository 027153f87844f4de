package io.edgeauth.route;

/** Which paths a route takes. Immutable. */
sealed interface PathRule permits PathPattern, PathRegex {

  /** Whether a path in the form in which paths are compared is one of them. */
  boolean matches(String comparablePath);

  /**
   * Whether it can be told that every path of the other is one of these too. Of two expressions
   * that can be told only where they are the same.
   */
  boolean covers(PathRule other);
}
