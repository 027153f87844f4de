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
   * @param bareIpv6 whether IPv6 may stand without brackets, as in X-Forwarded-For
   * @return the address, or null for anything else: names, {@code unknown}, zones
   */
  static @Nullable IpAddress parse(String text, boolean bareIpv6) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || !isPortOrEnd(text, close + 1)) {
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
      return isPortOrEnd(text, colon) ? AddressLiteral.ipv4(text.substring(0, colon)) : null;
    }
    return bareIpv6 ? IpAddress.parse(text) : null;
  }

  private static boolean isPortOrEnd(String text, int from) {
    if (from == text.length()) {
      return true;
    }
    int digits = text.length() - from - 1;
    if (text.charAt(from) != ':' || digits < 1 || digits > 5) {
      return false;
    }
    int port = 0;
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + (c - '0');
    }
    return port <= MAX_PORT;
  }
}
