package io.edgeauth.http;

import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the form of a request before anything else reads it: method, target, authority, path.
 *
 * <p>Cheap, and the same for every route, so that nothing behind it meets a request that two
 * servers could read differently.
 *
 * <p>Stateless, for any thread; does not block.
 */
public final class RequestForm {

  private static final int MAX_METHOD = 32;
  private static final int MAX_PORT = 65_535;

  private RequestForm() {}

  /**
   * What is wrong with a request.
   *
   * @param reason the stable reason
   * @param detail what the client should know
   */
  public record Fault(Reason reason, String detail) {}

  /**
   * Finds the first fault.
   *
   * @param request the request
   * @param allowed what of its path is allowed although servers read it differently
   * @return the fault, or null where the form is right
   */
  public static @Nullable Fault fault(EdgeRequest request, Set<Ambiguity> allowed) {
    if (request.method().length() > MAX_METHOD || !HeaderName.isToken(request.method())) {
      return malformed("the method is not a token of at most " + MAX_METHOD + " characters");
    }
    String authority = authorityFault(request);
    if (authority != null) {
      return malformed(authority);
    }
    String path = PathForm.fault(request.rawPath(), allowed);
    if (path != null) {
      return new Fault(Reasons.PATH_AMBIGUOUS, path);
    }
    if (!isBelow(request.rawPath(), request.contextPath())) {
      return new Fault(
          Reasons.PATH_AMBIGUOUS, "the path does not begin with the context path as it is written");
    }
    return queryFault(request.rawQuery());
  }

  private static @Nullable Fault queryFault(@Nullable String query) {
    if (query == null) {
      return null;
    }
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return malformed("the query holds a character that must be escaped");
      }
    }
    return null;
  }

  private static @Nullable String authorityFault(EdgeRequest request) {
    List<String> lines = request.headers("Host");
    if (lines.size() > 1) {
      return "more than one Host header";
    }
    String authority = request.authority();
    if (authority == null || authority.isEmpty()) {
      return "no Host header";
    }
    if (lines.size() == 1 && !HeaderName.same(lines.get(0), authority)) {
      return "the Host header is not what the request target or :authority says";
    }
    return isAuthority(authority) ? null : "the Host header is malformed";
  }

  /**
   * Tells whether a text is a host, with or without a port.
   *
   * @param authority any text
   * @return whether it is
   */
  public static boolean isAuthority(String authority) {
    if (authority.isEmpty() || authority.length() > 255) {
      return false;
    }
    int end = hostEnd(authority);
    if (end <= 0) {
      return false;
    }
    return end == authority.length() || isPort(authority, end);
  }

  /**
   * Where a request was sent, in one spelling.
   *
   * @param scheme {@code http} or {@code https} in any case
   * @param authority a host, with or without a port
   * @return both in lower case, without the scheme's own port
   */
  public static String origin(String scheme, String authority) {
    String origin = (scheme + "://" + authority).toLowerCase(Locale.ROOT);
    String ownPort = origin.startsWith("https:") ? ":443" : ":80";
    return origin.endsWith(ownPort)
        ? origin.substring(0, origin.length() - ownPort.length())
        : origin;
  }

  /**
   * Tells whether an authority is of a host, on whatever port.
   *
   * @param authority a host, with or without a port
   * @param host a host's name; case does not count, nor does a dot at its end
   * @return whether it is
   */
  public static boolean isOfHost(String authority, String host) {
    String asked = authority.substring(0, Math.max(0, hostEnd(authority)));
    return HeaderName.same(withoutRoot(asked), withoutRoot(host));
  }

  private static String withoutRoot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static int hostEnd(String authority) {
    if (authority.charAt(0) == '[') {
      int close = authority.indexOf(']');
      for (int i = 1; i < close; i++) {
        if ("0123456789abcdefABCDEF:.".indexOf(authority.charAt(i)) < 0) {
          return -1;
        }
      }
      return close < 3 ? -1 : close + 1;
    }
    int i = 0;
    while (i < authority.length() && isHostChar(authority.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isHostChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static boolean isPort(String authority, int colon) {
    int digits = authority.length() - colon - 1;
    if (authority.charAt(colon) != ':' || digits < 1 || digits > 5) {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      port = port * 10 + digit;
    }
    return port <= MAX_PORT;
  }

  private static boolean isBelow(String path, String contextPath) {
    return path.startsWith(contextPath)
        && (path.length() == contextPath.length() || path.charAt(contextPath.length()) == '/');
  }

  private static Fault malformed(String detail) {
    return new Fault(Reasons.REQUEST_MALFORMED, detail);
  }
}
