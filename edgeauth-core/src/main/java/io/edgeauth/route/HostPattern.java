package io.edgeauth.route;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host, or all hosts below one. Compared without case and port. Immutable.
 *
 * @param name in lower case: the host, or what stands behind {@code *.}
 * @param below whether the hosts below it are meant, by one label or more, and not itself
 */
record HostPattern(String name, boolean below) {

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

  /**
   * Reads a pattern as a person writes it.
   *
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  static HostPattern parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean below = lower.startsWith("*.");
    String name = below ? lower.substring(2) : lower;
    boolean plain = NAME.matcher(name).matches() || (!below && IPV6.matcher(name).matches());
    if (!plain) {
      throw new IllegalArgumentException(
          text + " (expected: a host such as api.example.com without a port, or *.example.com)");
    }
    return new HostPattern(name, below);
  }

  /** Whether every host of the other is one of these too. */
  boolean covers(HostPattern other) {
    if (!below) {
      return equals(other);
    }
    return other.name.endsWith("." + name) || (other.below && other.name.equals(name));
  }

  @Override
  public String toString() {
    return below ? "*." + name : name;
  }
}
