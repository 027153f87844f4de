package io.edgeauth.network;

import org.jspecify.annotations.Nullable;

/** Reads one hop of a forwarding header: an address, with or without a port. */
final class HopAddress {

  private static final int MAX_PORT = 65_535;

  private HopAddress() {}

  /**
   * Reads {@code 10.0.0.1}, {@code 10.0.0.1:80}, {@code [::1]}, {@code [::1]:80}, and where that is
   * usual {@code ::1}.
   *
   * @param standard whether RFC 7239, section 6 holds, as in Forwarded: IPv6 always stands in
   *     brackets, and a port may be hidden ({@code 10.0.0.1:_p1})
   * @return the address, or null for anything else: names, {@code unknown}, zones
   */
  static @Nullable IpAddress parse(String text, boolean standard) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || !isPortOrEnd(text, close + 1, standard)) {
        return null;
      }
      String inner = text.substring(1, close);
      return inner.indexOf(':') < 0 ? null : IpAddress.parse(inner);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return IpAddress.parse(text);
    }
    if (colon == text.lastIndexOf(':')) {
      boolean readable = isPortOrEnd(text, colon, standard);
      return readable ? AddressLiteral.ipv4(text.substring(0, colon)) : null;
    }
    return standard ? null : IpAddress.parse(text);
  }

  private static boolean isPortOrEnd(String text, int from, boolean standard) {
    if (from == text.length()) {
      return true;
    }
    if (text.charAt(from) != ':') {
      return false;
    }
    String port = text.substring(from + 1);
    return port.startsWith("_") ? standard && isHidden(port) : isNumber(port);
  }

  private static boolean isNumber(String port) {
    boolean digits = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && port.length() <= 5 && Integer.parseInt(port) <= MAX_PORT;
  }

  private static boolean isHidden(String port) {
    return port.length() > 1
        && port.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
