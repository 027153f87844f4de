package io.edgeauth.http;

import org.jspecify.annotations.Nullable;

/**
 * Looks behind escaped percent signs, where they are allowed, for what must not stand in a path in
 * any writing: whoever decodes twice reads {@code %252e%252e} as a dot segment. Stateless.
 */
final class EscapedPercents {

  /** An honest path escapes a percent sign once, and a proxy on its way perhaps once more. */
  private static final int MAX_DEPTH = 4;

  private EscapedPercents() {}

  static @Nullable String fault(String path) {
    String text = path;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      String decoded = decoded(text);
      if (decoded.length() == text.length()) {
        return null;
      }
      if (hasDotSegment(decoded)) {
        return PathForm.DOT_SEGMENT;
      }
      text = decoded;
    }
    return "the path holds a percent sign that is escaped too often";
  }

  /** One octet for each escape; what is no escape stands for itself. */
  private static String decoded(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int octet = text.charAt(i) == '%' ? PathForm.octet(text, i) : -1;
      if (octet < 0) {
        decoded.append(text.charAt(i));
      } else {
        decoded.append((char) octet);
        i += 2;
      }
    }
    return decoded.toString();
  }

  private static boolean hasDotSegment(String decoded) {
    int dots = 0;
    boolean onlyDots = true;
    for (int i = 1; i <= decoded.length(); i++) {
      char c = i == decoded.length() ? '/' : decoded.charAt(i);
      if (c == '/' || c == '\\' || c == ';') {
        if (onlyDots && dots > 0) {
          return true;
        }
        onlyDots = c != ';'; // what stands behind it is a parameter, until the next slash
        dots = 0;
      } else if (c == '.') {
        dots++;
      } else {
        onlyDots = false;
      }
    }
    return false;
  }
}
