package io.edgeauth.http;

import org.jspecify.annotations.Nullable;

/**
 * Refuses a path that two parsers could read differently, and gives the one form in which paths are
 * compared.
 *
 * <p>Containers disagree about encoded slashes, dot segments, path parameters, doubled slashes and
 * invalid escapes. What a backend serves for such a path is not what a gateway matched, so none of
 * them passes; nothing is repaired.
 *
 * <p>Stateless, for any thread; does not block.
 */
public final class PathForm {

  private PathForm() {}

  /**
   * Finds what is wrong with a raw path.
   *
   * @param path the raw path
   * @return what a client should know about it, or null where every parser reads it alike
   */
  public static @Nullable String fault(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return "the path must begin with a slash";
    }
    Utf8Escapes escapes = new Utf8Escapes();
    int segment = 1;
    for (int i = 1; i <= path.length(); i++) {
      char c = i == path.length() ? '/' : path.charAt(i);
      if (c == '/') {
        String fault = segmentFault(path, segment, i);
        if (fault != null) {
          return fault;
        }
        segment = i + 1;
      }
      int step = 1;
      if (c == '%') {
        int octet = octet(path, i);
        String fault = octetFault(octet);
        if (fault != null) {
          return fault;
        }
        if (!escapes.accept(octet)) {
          return "the path holds invalid UTF-8";
        }
        step = 3;
      } else if (!escapes.complete()) {
        return "the path holds invalid UTF-8";
      } else if (c == ';') {
        return "the path holds a semicolon";
      } else if (c == '\\') {
        return "the path holds a backslash";
      } else if (c <= ' ' || c >= 0x7f || c == '#' || c == '?') {
        return "the path holds a character that must be escaped";
      }
      i += step - 1;
    }
    return null;
  }

  /** Of three dots or more some file systems make none, so that they are no name either. */
  private static @Nullable String segmentFault(String path, int from, int to) {
    if (from == to && to < path.length()) {
      return "the path holds an empty segment";
    }
    int dots = 0;
    int i = from;
    while (i < to) {
      if (path.charAt(i) == '.') {
        i++;
      } else if (path.charAt(i) == '%' && octet(path, i) == '.') {
        i += 3;
      } else {
        return null;
      }
      dots++;
    }
    return dots > 0 ? "the path holds a dot segment" : null;
  }

  private static @Nullable String octetFault(int octet) {
    if (octet < 0) {
      return "the path holds an invalid escape";
    }
    if (octet < 0x20 || octet == 0x7f) {
      return "the path holds an escaped control character";
    }
    return switch (octet) {
      case '/' -> "the path holds an escaped slash";
      case '\\' -> "the path holds an escaped backslash";
      case '%' -> "the path holds an escaped percent sign";
      case ';' -> "the path holds an escaped semicolon";
      default -> null;
    };
  }

  private static int octet(String path, int at) {
    if (at + 2 >= path.length()) {
      return -1;
    }
    int high = hex(path.charAt(at + 1));
    int low = hex(path.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /**
   * The form in which paths are compared: an escaped character of ASCII counts as the character,
   * and the digits of other escapes are upper case.
   *
   * <p>RFC 3986 (section 6.2.2) goes as far for unreserved characters only. Servers give their
   * applications {@code /orders:cancel} for {@code /orders%3Acancel} too; a route that told them
   * apart would leave the second to a later and weaker one. A star stays escaped, since in a
   * pattern a plain one has a meaning; so does what delimits a path.
   *
   * @param path a raw path without fault
   * @return the comparable path; the same object where nothing had to change
   */
  public static String comparable(String path) {
    int percent = path.indexOf('%');
    if (percent < 0) {
      return path;
    }
    StringBuilder text = new StringBuilder(path.length()).append(path, 0, percent);
    for (int i = percent; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      int octet = octet(path, i);
      if (isPlain(octet)) {
        text.append((char) octet);
      } else {
        text.append('%').append(upper(path.charAt(i + 1))).append(upper(path.charAt(i + 2)));
      }
      i += 2;
    }
    return text.toString();
  }

  private static char upper(char hexDigit) {
    return hexDigit >= 'a' ? (char) (hexDigit - 32) : hexDigit;
  }

  private static boolean isPlain(int octet) {
    return octet > ' ' && octet < 0x7f && "*#?/\\;%".indexOf(octet) < 0;
  }
}
