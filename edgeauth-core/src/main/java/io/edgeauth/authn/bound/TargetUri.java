package io.edgeauth.authn.bound;

import io.edgeauth.http.RequestForm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the address of a request in one spelling, so that a client may write it in another (RFC
 * 9449, section 4.3; RFC 3986, sections 6.2.2 and 6.2.3): scheme and host in lower case, no port
 * where it is the scheme's own, escapes in upper case and none for what needs none, no dot
 * segments, and a slash for an empty path. Query and fragment do not count.
 */
final class TargetUri {

  private static final int LONGEST = 8192;
  private static final String HEX = "0123456789ABCDEF";

  private TargetUri() {}

  /**
   * Of a request.
   *
   * @param origin scheme and authority, as {@link RequestForm#origin} writes them
   * @param rawPath its path
   * @return the one spelling, or null where the path cannot be read
   */
  static @Nullable String of(String origin, String rawPath) {
    String path = path(rawPath);
    return path == null ? null : origin + path;
  }

  /**
   * Of what a proof says.
   *
   * @param htu any text
   * @return the one spelling; null where it is no address over HTTP
   */
  static @Nullable String of(String htu) {
    if (htu.length() > LONGEST) {
      return null;
    }
    int colon = htu.indexOf("://");
    String scheme = colon < 0 ? "" : htu.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return null;
    }
    int end = end(htu, colon + 3, "?#");
    int slash = end(htu, colon + 3, "/?#");
    String authority = htu.substring(colon + 3, slash);
    if (authority.endsWith(":")) {
      authority = authority.substring(0, authority.length() - 1); // an empty port is none
    }
    return RequestForm.isAuthority(authority)
        ? of(RequestForm.origin(scheme, authority), htu.substring(slash, end))
        : null;
  }

  private static int end(String text, int from, String marks) {
    int at = from;
    while (at < text.length() && marks.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static @Nullable String path(String raw) {
    if (raw.isEmpty() || raw.equals("/")) {
      return "/";
    }
    String spelled = spelled(raw);
    return spelled == null || spelled.charAt(0) != '/' ? null : withoutDots(spelled);
  }

  private static @Nullable String spelled(String raw) {
    StringBuilder spelled = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return null;
      }
      if (c != '%') {
        spelled.append(c);
        continue;
      }
      int value = i + 2 < raw.length() ? escaped(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
      if (value < 0) {
        return null;
      }
      if (isUnreserved(value)) {
        spelled.append((char) value);
      } else {
        spelled.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xF));
      }
      i += 2;
    }
    return spelled.toString();
  }

  private static int escaped(char high, char low) {
    int first = HEX.indexOf(upper(high));
    int second = HEX.indexOf(upper(low));
    return first < 0 || second < 0 ? -1 : (first << 4) | second;
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'f' ? (char) (c - 'a' + 'A') : c;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** RFC 3986, section 5.2.4. */
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    String[] segments = path.substring(1).split("/", -1);
    Deque<String> kept = new ArrayDeque<>();
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      boolean up = segments[i].equals("..");
      if (up) {
        kept.pollLast();
      }
      if (!up && !segments[i].equals(".")) {
        kept.addLast(segments[i]);
      } else if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
