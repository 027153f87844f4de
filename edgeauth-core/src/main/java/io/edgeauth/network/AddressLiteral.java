package io.edgeauth.network;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads and writes address literals, strictly: one address has no second spelling by accident. */
final class AddressLiteral {

  private static final int GROUPS = 8;

  private AddressLiteral() {}

  /** Four numbers of 0 to 255 without leading zeros, which some readers take for octal. */
  static @Nullable IpAddress ipv4(String text) {
    long value = ipv4Bits(text, 0);
    return value < 0 ? null : IpAddress.ipv4(value);
  }

  private static long ipv4Bits(String text, int from) {
    long value = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (at == text.length() || text.charAt(at) != '.') {
          return -1;
        }
        at++;
      }
      int end = at;
      int number = 0;
      while (end < text.length() && end - at < 4 && isDigit(text.charAt(end))) {
        number = number * 10 + (text.charAt(end) - '0');
        end++;
      }
      boolean leadingZero = end - at > 1 && text.charAt(at) == '0';
      if (end == at || number > 255 || leadingZero) {
        return -1;
      }
      value = (value << 8) | number;
      at = end;
    }
    return at == text.length() ? value : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Eight groups of one to four digits, of which {@code ::} may stand for one or more that are 0.
   */
  static @Nullable IpAddress ipv6(String text) {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      int end = groupEnd(text, at);
      if (end < text.length() && text.charAt(end) == '.') {
        return count <= GROUPS - 2 ? withIpv4(text, at, groups, count, gap) : null;
      }
      if (end == at || end - at > 4 || count == GROUPS) {
        return null;
      }
      groups[count++] = Integer.parseInt(text, at, end, 16);
      at = end;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at) != ':' || at + 1 == text.length()) {
        return null;
      }
      at++;
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      }
    }
    return address(groups, count, gap);
  }

  private static int groupEnd(String text, int from) {
    int at = from;
    while (at < text.length() && HexFormat.isHexDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static @Nullable IpAddress withIpv4(
      String text, int from, int[] groups, int count, int gap) {
    long value = ipv4Bits(text, from);
    if (value < 0) {
      return null;
    }
    groups[count] = (int) (value >>> 16);
    groups[count + 1] = (int) (value & 0xFFFF);
    return address(groups, count + 2, gap);
  }

  private static @Nullable IpAddress address(int[] groups, int count, int gap) {
    if (gap < 0 ? count != GROUPS : count >= GROUPS) {
      return null;
    }
    if (gap >= 0) {
      int zeros = GROUPS - count;
      System.arraycopy(groups, gap, groups, gap + zeros, count - gap);
      Arrays.fill(groups, gap, gap + zeros, 0);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < GROUPS / 2; i++) {
      high = (high << 16) | groups[i];
      low = (low << 16) | groups[i + GROUPS / 2];
    }
    return IpAddress.ipv6(high, low);
  }

  static String text(IpAddress address) {
    if (address.isIpv4()) {
      long value = address.low();
      return (value >>> 24)
          + "."
          + ((value >>> 16) & 0xFF)
          + "."
          + ((value >>> 8) & 0xFF)
          + "."
          + (value & 0xFF);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      long half = i < 4 ? address.high() : address.low();
      groups[i] = (int) ((half >>> ((3 - i % 4) * 16)) & 0xFFFF);
    }
    return ipv6Text(groups);
  }

  /** The longest run of two zeros or more is shortened, the first of several (RFC 5952). */
  private static String ipv6Text(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
