package io.edgeauth.network;

/**
 * A network: all addresses that begin with the same bits.
 *
 * @param network its first address
 * @param prefix how many leading bits its addresses share
 */
public record Cidr(IpAddress network, int prefix) {

  /**
   * Checks that the address is the network's first.
   *
   * @throws IllegalArgumentException if the prefix is out of range, or the address has bits behind
   *     it; the message says what is expected
   */
  public Cidr {
    IpAddress first = network.network(prefix);
    if (!first.equals(network)) {
      throw new IllegalArgumentException(
          network
              + "/"
              + prefix
              + ": bits behind the prefix (expected: "
              + first
              + "/"
              + prefix
              + ")");
    }
  }

  /**
   * Reads a network as a person writes it.
   *
   * @param text {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or an address alone for one host
   * @return the network
   * @throws IllegalArgumentException if the text is none; the message says what is expected
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw unreadable(text);
    }
    if (slash < 0) {
      return new Cidr(address, address.bits());
    }
    String digits = text.substring(slash + 1);
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 3
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    if (!plain) {
      throw unreadable(text);
    }
    boolean mapped = address.isIpv4() && text.indexOf(':') >= 0;
    int prefix = Integer.parseInt(digits) - (mapped ? 96 : 0);
    if (prefix < 0 || prefix > address.bits()) {
      throw unreadable(text);
    }
    return new Cidr(address, prefix);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        text + " (expected: a network such as 10.0.0.0/8 or 2001:db8::/32, or one address)");
  }

  /** The network's last address. */
  IpAddress last() {
    return network.last(prefix);
  }

  @Override
  public String toString() {
    return network + "/" + prefix;
  }
}
