package io.edgeauth.network;

import org.jspecify.annotations.Nullable;

/**
 * An address of IPv4 or IPv6, read from a literal. Immutable.
 *
 * <p>{@code ::ffff:10.0.0.1} is {@code 10.0.0.1}: a dual-stack socket tells the same client in both
 * ways, and a rule for one must hold for the other. Other ways to write IPv4 inside IPv6 (6to4,
 * NAT64, the compatible form) stay IPv6.
 *
 * <p>The JDK's own reader is not used: it takes {@code 127.1}, {@code 0177.0.0.1} and the empty
 * text for addresses, and asks the name service about anything else.
 *
 * <p>Ordered: whoever has a network of IPv6 has any number of addresses with one hash code, which a
 * hash table tells apart in time only by their order.
 */
public final class IpAddress implements Comparable<IpAddress> {

  static final int MAX_BITS = 128;

  private final boolean ipv4;
  private final long high;
  private final long low;

  private IpAddress(boolean ipv4, long high, long low) {
    this.ipv4 = ipv4;
    this.high = high;
    this.low = low;
  }

  static IpAddress ipv4(long value) {
    return new IpAddress(true, 0, value & 0xFFFF_FFFFL);
  }

  static IpAddress ipv6(long high, long low) {
    boolean mapped = high == 0 && low >>> 32 == 0xFFFF;
    return mapped ? ipv4(low) : new IpAddress(false, high, low);
  }

  /**
   * Reads a literal: four decimal numbers without leading zeros, or the forms of RFC 4291, section
   * 2.2. A zone ({@code %eth0}) is no part of one.
   *
   * @param text any text
   * @return the address, or null where the text is no literal
   */
  public static @Nullable IpAddress parse(String text) {
    return text.indexOf(':') < 0 ? AddressLiteral.ipv4(text) : AddressLiteral.ipv6(text);
  }

  /**
   * Tells the family.
   *
   * @return true for IPv4, false for IPv6
   */
  public boolean isIpv4() {
    return ipv4;
  }

  /** How many bits addresses of this family have. */
  int bits() {
    return ipv4 ? 32 : MAX_BITS;
  }

  /**
   * The upper 64 bits.
   *
   * @return 0 for IPv4
   */
  public long high() {
    return high;
  }

  /**
   * The lower 64 bits.
   *
   * @return for IPv4 all 32
   */
  public long low() {
    return low;
  }

  /**
   * The network of this address.
   *
   * @param prefix how many of its leading bits count, 0 to 32 or 128
   * @return the first address of the network
   * @throws IllegalArgumentException if the prefix is out of range
   */
  public IpAddress network(int prefix) {
    if (prefix < 0 || prefix > bits()) {
      throw new IllegalArgumentException("/" + prefix + " (expected: /0 to /" + bits() + ")");
    }
    if (ipv4) {
      return ipv4(low & ~hostBits(32 - prefix));
    }
    return prefix <= 64
        ? new IpAddress(false, high & ~hostBits(64 - prefix), 0)
        : new IpAddress(false, high, low & ~hostBits(128 - prefix));
  }

  /** The last address of the network that begins here. */
  IpAddress last(int prefix) {
    if (ipv4) {
      return ipv4(low | hostBits(32 - prefix));
    }
    return prefix <= 64
        ? new IpAddress(false, high | hostBits(64 - prefix), -1L)
        : new IpAddress(false, high, low | hostBits(128 - prefix));
  }

  private static long hostBits(int count) {
    return count == 64 ? -1L : (1L << count) - 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that
        && ipv4 == that.ipv4
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low);
  }

  /** IPv4 before IPv6, then by number. */
  @Override
  public int compareTo(IpAddress other) {
    if (ipv4 != other.ipv4) {
      return ipv4 ? -1 : 1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The literal, for IPv6 in the form of RFC 5952. */
  @Override
  public String toString() {
    return AddressLiteral.text(this);
  }
}
