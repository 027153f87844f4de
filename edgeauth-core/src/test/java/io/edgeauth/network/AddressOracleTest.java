package io.edgeauth.network;

import static java.math.BigInteger.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Addresses and networks as the library IPAddress reads them, which is not ours, and edges of
 * networks as whole numbers have them.
 */
final class AddressOracleTest {

  private static final int TEXTS = 500_000;
  private static final int NETWORKS = 100_000;
  private static final int ASKED_PER_NETWORK = 4;
  private static final int EDGES = 1_000_000;
  private static final BigInteger MAX_LONG = ONE.shiftLeft(64).subtract(ONE);

  /** What the library takes besides literals, and we do not: all of it is off. */
  static final IPAddressStringParameters STRICT = strict(false);

  private static final IPAddressStringParameters STRICT_NETWORK = strict(true);

  private final Random random = new Random(20_261_122);
  private final AddressTexts texts = new AddressTexts(random);

  private static IPAddressStringParameters strict(boolean prefix) {
    IPAddressStringParameters.Builder strict =
        new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefix(prefix)
            .allowPrefixOnly(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE);
    strict
        .getIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowBinary(false)
        .allowLeadingZeros(false)
        .allowUnlimitedLeadingZeros(false)
        .allowPrefixesBeyondAddressSize(false);
    strict
        .getIPv6AddressParametersBuilder()
        .allowZone(false)
        .allowEmptyZone(false)
        .allowBase85(false)
        .allowBinary(false)
        .allowMixed(true)
        .allowLeadingZeros(true)
        .allowUnlimitedLeadingZeros(false)
        .allowPrefixesBeyondAddressSize(false);
    strict
        .getIPv6AddressParametersBuilder()
        .getEmbeddedIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowBinary(false)
        .allowLeadingZeros(false)
        .allowUnlimitedLeadingZeros(false);
    return strict.toParams();
  }

  /** P05, P06: the same texts are addresses, of the same number, with the same canonical text. */
  @Test
  void parse_generatedTexts_asTheLibrary() {
    int addresses = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = texts.next();
      IPAddress expected = library(text, STRICT);
      IpAddress found = IpAddress.parse(text);
      if ((expected == null) != (found == null)) {
        fail("%s: %s, but to the library %s", text, found, expected);
      }
      if (expected == null || found == null) {
        continue;
      }
      addresses++;
      if (!same(found, expected)
          || !found.toString().equals(expected.toCanonicalString())
          || !found.equals(IpAddress.parse(found.toString()))) {
        fail("%s: %s, but to the library %s", text, found, expected.toCanonicalString());
      }
    }
    assertThat(addresses).isBetween(TEXTS / 3, TEXTS * 9 / 10);
  }

  /** P10, P11: the same texts are networks, and hold the same addresses. */
  @Test
  void contains_generatedNetworks_asTheLibrary() {
    int networks = 0;
    int inside = 0;
    for (int i = 0; i < NETWORKS; i++) {
      String text = texts.nextNetwork();
      IPAddress expected = libraryNetwork(text);
      Cidr found = cidr(text);
      if ((expected == null) != (found == null)) {
        fail("%s: %s, but to the library %s", text, found, expected);
      }
      if (expected == null || found == null) {
        continue;
      }
      networks++;
      CidrSet set = CidrSet.of(List.of(found));
      for (int j = 0; j < ASKED_PER_NETWORK; j++) {
        IpAddress asked = texts.near(found);
        boolean holds = expected.contains(library(asked.toString(), STRICT));
        inside += holds ? 1 : 0;
        if (set.contains(asked) != holds) {
          fail("%s in %s should be %s", asked, text, holds);
        }
      }
    }
    assertThat(networks).isGreaterThan(NETWORKS / 2);
    assertThat(inside).isBetween(networks, networks * (ASKED_PER_NETWORK - 1));
  }

  static @Nullable Cidr cidr(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * The library takes an address with bits behind its prefix for a host of that network, and if
   * told to take no zeros before a prefix, not even a lone one.
   */
  static @Nullable IPAddress libraryNetwork(String text) {
    IPAddress address = library(text, STRICT_NETWORK);
    boolean network = address != null && (!address.isPrefixed() || address.isPrefixBlock());
    boolean padded = text.contains("/0") && !text.endsWith("/0");
    return network && !padded ? address : null;
  }

  /** The library takes white space away from both ends, whatever it is told. */
  static @Nullable IPAddress library(String text, IPAddressStringParameters parameters) {
    if (text.indexOf(' ') >= 0) {
      return null;
    }
    IPAddress address = new IPAddressString(text, parameters).getAddress();
    boolean mapped = address != null && address.isIPv6() && address.toIPv6().isIPv4Mapped();
    return mapped ? address.toIPv6().getEmbeddedIPv4Address() : address;
  }

  /** P11: one below, first, one after it, one before the last, last, one above. */
  @Test
  void contains_edgesOfNetworks_asWholeNumbersSay() {
    int[] ipv4 = {0, 1, 8, 31, 32};
    int[] ipv6 = {0, 1, 63, 64, 65, 127, 128};
    int cases = 0;
    while (cases < EDGES) {
      boolean wide = random.nextBoolean();
      int[] prefixes = wide ? ipv6 : ipv4;
      int prefix = prefixes[random.nextInt(prefixes.length)];
      Cidr network = new Cidr(anywhere(wide).network(prefix), prefix);
      BigInteger first = number(network.network());
      BigInteger size = ONE.shiftLeft(network.network().bits() - prefix);
      BigInteger last = first.add(size).subtract(ONE);
      CidrSet set =
          CidrSet.of(List.of(network, Cidr.parse("203.0.113.1"), Cidr.parse("2001:db8::1")));
      for (BigInteger edge : List.of(first, last)) {
        for (int offset = -1; offset <= 1; offset++) {
          IpAddress asked = address(edge.add(BigInteger.valueOf(offset)), wide);
          if (asked == null) {
            continue;
          }
          cases++;
          BigInteger number = number(asked);
          boolean holds = number.compareTo(first) >= 0 && number.compareTo(last) <= 0;
          if (set.contains(asked) != holds) {
            fail("%s in %s should be %s", asked, network, holds);
          }
        }
      }
    }
  }

  /** Half of the addresses are at an end of their family. */
  private IpAddress anywhere(boolean wide) {
    long end = random.nextBoolean() ? 0 : -1;
    boolean atEnd = random.nextBoolean();
    long high = atEnd ? end : random.nextLong();
    long low = (atEnd ? end : random.nextLong()) ^ random.nextInt(4);
    return wide ? IpAddress.ipv6(high, low) : IpAddress.ipv4(low);
  }

  private static @Nullable IpAddress address(BigInteger number, boolean wide) {
    if (number.signum() < 0 || number.bitLength() > (wide ? 128 : 32)) {
      return null;
    }
    return wide
        ? IpAddress.ipv6(number.shiftRight(64).longValue(), number.longValue())
        : IpAddress.ipv4(number.longValue());
  }

  static boolean same(IpAddress found, IPAddress expected) {
    return found.isIpv4() == expected.isIPv4() && number(found).equals(expected.getValue());
  }

  private static BigInteger number(IpAddress address) {
    return unsigned(address.high()).shiftLeft(64).or(unsigned(address.low()));
  }

  private static BigInteger unsigned(long value) {
    return BigInteger.valueOf(value).and(MAX_LONG);
  }
}
