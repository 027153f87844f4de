package io.edgeauth.network;

import java.util.Locale;
import java.util.Random;

/** Makes texts of addresses and networks: half of them legal, the others nearly. */
final class AddressTexts {

  private static final String ALPHABET = "0123456789abcdefABCDEFg.:%/[]-*_ x";

  private final Random random;

  AddressTexts(Random random) {
    this.random = random;
  }

  /** An address in one of its many writings, or that with a character or two changed. */
  String next() {
    String text = random.nextInt(3) == 0 ? ipv4() : ipv6();
    int edits = Math.max(0, random.nextInt(4) - 1);
    for (int i = 0; i < edits; i++) {
      text = spoiled(text);
    }
    return text;
  }

  private String ipv4() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(number(256));
    }
    return text.toString();
  }

  /** Edges more often than chance has them. */
  private int number(int bound) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> bound - 1;
      case 2 -> random.nextInt(16);
      default -> random.nextInt(bound);
    };
  }

  private String ipv6() {
    boolean mapped = random.nextInt(12) == 0;
    boolean dotted = random.nextInt(mapped ? 2 : 6) == 0;
    int[] groups = new int[dotted ? 6 : 8];
    int zeros = random.nextInt(5);
    for (int i = 0; i < groups.length; i++) {
      int group = random.nextInt(5) < zeros ? 0 : number(1 << 16);
      groups[i] = !mapped || i > 5 ? group : i == 5 ? 0xffff : 0;
    }
    int from = random.nextInt(groups.length + 1);
    int to = from;
    while (to < groups.length && groups[to] == 0 && random.nextInt(8) > 0) {
      to++;
    }
    boolean shortened = to > from || random.nextInt(20) == 0;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (shortened && i == from) {
        text.append("::");
      }
      if (i < from || i >= to) {
        separate(text).append(group(groups[i]));
      }
    }
    if (shortened && from == groups.length) {
      text.append("::");
    }
    return dotted ? separate(text).append(ipv4()).toString() : text.toString();
  }

  private static StringBuilder separate(StringBuilder text) {
    boolean apart = text.isEmpty() || text.charAt(text.length() - 1) == ':';
    return apart ? text : text.append(':');
  }

  private String group(int value) {
    return switch (random.nextInt(8)) {
      case 0 -> Integer.toHexString(0x10000 | value).substring(1);
      case 1 -> Integer.toHexString(value).toUpperCase(Locale.ROOT);
      default -> Integer.toHexString(value);
    };
  }

  private String spoiled(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(2));
    char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    String middle = random.nextInt(3) == 0 ? "" : String.valueOf(c);
    return text.substring(0, at) + middle + text.substring(end);
  }

  /** A network; sometimes with bits behind its prefix, or a prefix that is none. */
  String nextNetwork() {
    IpAddress address = address(random.nextBoolean());
    int prefix = random.nextInt(address.bits() + 1);
    return switch (random.nextInt(12)) {
      case 0 -> address + "/" + prefix;
      case 1 -> address.network(prefix) + "/0" + prefix;
      case 2 -> address + "/" + (address.bits() + 1 + random.nextInt(200));
      case 3 -> address + spoiled("/" + prefix);
      case 4 -> address.toString();
      default -> address.network(prefix) + "/" + prefix;
    };
  }

  IpAddress address(boolean ipv6) {
    long low = random.nextInt(3) == 0 ? random.nextInt(4) : random.nextLong();
    return ipv6
        ? IpAddress.ipv6(0x2000_0000_0000_0000L | (random.nextLong() >>> 3), low)
        : IpAddress.ipv4(low);
  }

  /** An end of a network, an address in it, one beside it, or any. */
  IpAddress near(Cidr network) {
    IpAddress first = network.network();
    IpAddress last = network.last();
    IpAddress any = address(!first.isIpv4());
    return switch (random.nextInt(5)) {
      case 0 -> first;
      case 1 -> last;
      case 2 -> flipped(first, random.nextInt(first.bits()));
      case 3 -> any;
      default -> inside(first, last, any);
    };
  }

  private static IpAddress inside(IpAddress first, IpAddress last, IpAddress any) {
    long high = first.high() | (any.high() & (first.high() ^ last.high()));
    long low = first.low() | (any.low() & (first.low() ^ last.low()));
    return first.isIpv4() ? IpAddress.ipv4(low) : IpAddress.ipv6(high, low);
  }

  /** With one bit changed, counted from the last. */
  static IpAddress flipped(IpAddress address, int bit) {
    long mask = 1L << (bit % 64);
    return address.isIpv4()
        ? IpAddress.ipv4(address.low() ^ mask)
        : IpAddress.ipv6(
            address.high() ^ (bit < 64 ? 0 : mask), address.low() ^ (bit < 64 ? mask : 0));
  }
}
