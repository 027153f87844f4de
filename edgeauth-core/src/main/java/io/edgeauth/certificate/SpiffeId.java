package io.edgeauth.certificate;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a workload: {@code spiffe://corp.example/ns/shop/sa/orders} (<a
 * href="https://spiffe.io/docs/latest/spiffe-specs/spiffe-id/">SPIFFE ID</a>). Immutable.
 *
 * @param trustDomain who vouches for it
 * @param path with its leading slash; empty for the trust domain itself
 */
public record SpiffeId(String trustDomain, String path) {

  private static final String SCHEME = "spiffe://";

  private static final int MAX_LENGTH = 2048;

  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");

  /**
   * Checks both parts.
   *
   * @throws IllegalArgumentException if one of them is not as the specification has it
   */
  public SpiffeId {
    if (!isValid(trustDomain, path)) {
      throw new IllegalArgumentException(
          "no SPIFFE id (expected: spiffe://TRUST-DOMAIN/PATH as its specification says)");
    }
  }

  /**
   * Reads an id.
   *
   * @param text any text
   * @return the id, or null where it is none in its only writing: without port, query, escapes,
   *     empty segments, dots as segments, or a slash at the end
   */
  public static @Nullable SpiffeId parse(String text) {
    if (!text.startsWith(SCHEME) || text.length() > MAX_LENGTH) {
      return null;
    }
    int slash = text.indexOf('/', SCHEME.length());
    String domain = text.substring(SCHEME.length(), slash < 0 ? text.length() : slash);
    String path = slash < 0 ? "" : text.substring(slash);
    return isValid(domain, path) ? new SpiffeId(domain, path) : null;
  }

  /** Whether a URI wants to be one, in whatever writing. */
  static boolean isMeant(String uri) {
    return uri.toLowerCase(Locale.ROOT).startsWith("spiffe:");
  }

  private static boolean isValid(String domain, String path) {
    if (!TRUST_DOMAIN.matcher(domain).matches()
        || SCHEME.length() + domain.length() + path.length() > MAX_LENGTH) {
      return false;
    }
    if (path.isEmpty()) {
      return true;
    }
    if (path.charAt(0) != '/') {
      return false;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return SCHEME + trustDomain + path;
  }
}
