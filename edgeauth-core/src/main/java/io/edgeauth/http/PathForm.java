package io.edgeauth.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a path that two parsers could read differently, and gives the one form in which paths are
 * compared.
 *
 * <p>Containers disagree about encoded slashes, dot segments, path parameters, doubled slashes and
 * invalid escapes. What a backend serves for such a path is not what a gateway matched, so none of
 * them passes unless an operator allows it by name; nothing is repaired.
 *
 * <p>Stateless, for any thread; does not block.
 */
public final class PathForm {

  static final String DOT_SEGMENT = "the path holds a dot segment";

  private PathForm() {}

  /**
   * The path by which routes are found.
   *
   * @param request a request of good form
   * @return its path below the context path, in the form in which paths are compared
   */
  public static String routed(EdgeRequest request) {
    String path = request.rawPath().substring(request.contextPath().length());
    return comparable(path.isEmpty() ? "/" : path);
  }

  /**
   * Finds what is wrong with a raw path.
   *
   * @param path the raw path
   * @return what a client should know about it, or null where every parser reads it alike
   */
  public static @Nullable String fault(String path) {
    return fault(path, Set.of());
  }

  /**
   * Finds what is wrong with a raw path where some ambiguities are allowed.
   *
   * @param path the raw path
   * @param allowed what is allowed although parsers read it differently
   * @return what a client should know about it, or null
   */
  public static @Nullable String fault(String path, Set<Ambiguity> allowed) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return "the path must begin with a slash";
    }
    Utf8Escapes escapes = new Utf8Escapes();
    int segment = 1;
    for (int i = 1; i <= path.length(); i++) {
      char c = i == path.length() ? '/' : path.charAt(i);
      int octet = c;
      int width = 1;
      if (c == '%') {
        octet = octet(path, i);
        width = 3;
        String fault = octetFault(octet, allowed);
        if (fault != null) {
          return fault;
        }
        if (!escapes.accept(octet)) {
          return "the path holds invalid UTF-8";
        }
      } else {
        String fault = escapes.complete() ? charFault(c, allowed) : "the path holds invalid UTF-8";
        if (fault != null) {
          return fault;
        }
      }
      if (octet == '/' || octet == '\\') {
        // Whoever takes an allowed one for a slash must not find a dot segment beside it.
        String fault = segmentFault(path, segment, i, allowed);
        if (fault != null) {
          return fault;
        }
        segment = i + width;
      }
      i += width - 1;
    }
    return allowed.contains(Ambiguity.ENCODED_PERCENT) ? EscapedPercents.fault(path) : null;
  }

  private static @Nullable String charFault(char c, Set<Ambiguity> allowed) {
    if (c == ';') {
      return allowed.contains(Ambiguity.SEMICOLON) ? null : "the path holds a semicolon";
    }
    if (c == '\\') {
      return allowed.contains(Ambiguity.BACKSLASH) ? null : "the path holds a backslash";
    }
    return c <= ' ' || c >= 0x7f || c == '#' || c == '?'
        ? "the path holds a character that must be escaped"
        : null;
  }

  /**
   * Of three dots or more some file systems make none, so that they are no name either. Where
   * {@code ;x} is allowed some drop it, so that what stands before it is judged alone.
   */
  private static @Nullable String segmentFault(
      String path, int from, int to, Set<Ambiguity> allowed) {
    boolean empty = from == to || path.charAt(from) == ';';
    if (empty && to < path.length()) {
      return allowed.contains(Ambiguity.DOUBLE_SLASH) ? null : "the path holds an empty segment";
    }
    int dots = 0;
    int i = from;
    while (i < to && path.charAt(i) != ';') {
      if (path.charAt(i) == '.') {
        i++;
      } else if (path.charAt(i) == '%' && octet(path, i) == '.') {
        i += 3;
      } else {
        return null;
      }
      dots++;
    }
    return dots > 0 ? DOT_SEGMENT : null;
  }

  private static @Nullable String octetFault(int octet, Set<Ambiguity> allowed) {
    if (octet < 0) {
      return "the path holds an invalid escape";
    }
    if (octet < 0x20 || octet == 0x7f) {
      return "the path holds an escaped control character";
    }
    return switch (octet) {
      case '/' ->
          allowed.contains(Ambiguity.ENCODED_SLASH) ? null : "the path holds an escaped slash";
      case '\\' ->
          allowed.contains(Ambiguity.BACKSLASH) ? null : "the path holds an escaped backslash";
      case '%' ->
          allowed.contains(Ambiguity.ENCODED_PERCENT)
              ? null
              : "the path holds an escaped percent sign";
      case ';' -> "the path holds an escaped semicolon";
      default -> null;
    };
  }

  /** The octet of an escape, or -1 where the percent sign begins none. */
  static int octet(String path, int at) {
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
