package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.77, 0, 0.0.0.0",
    "203.0.113.77, 1, 128.0.0.0",
    "203.0.113.77, 24, 203.0.113.0",
    "203.0.113.77, 31, 203.0.113.76",
    "203.0.113.77, 32, 203.0.113.77",
    "::ffff:203.0.113.77, 24, 203.0.113.0",
    "2001:db8:1:2:3:4:5:6, 0, ::",
    "2001:db8:1:2:3:4:5:6, 3, 2000::",
    "2001:db8:1:2:3:4:5:6, 56, 2001:db8:1::",
    "2001:db8:1:2:3:4:5:6, 63, 2001:db8:1:2::",
    "2001:db8:1:3:8003:4:5:6, 63, 2001:db8:1:2::",
    "2001:db8:1:3:8003:4:5:6, 64, 2001:db8:1:3::",
    "2001:db8:1:3:8003:4:5:6, 65, 2001:db8:1:3:8000::",
    "2001:db8:1:2:3:4:5:7, 127, 2001:db8:1:2:3:4:5:6",
    "2001:db8:1:2:3:4:5:7, 128, 2001:db8:1:2:3:4:5:7"
  })
  void network_prefix_bitsBehindItAreZero(String text, int prefix, String first) {
    assertThat(IpAddress.parse(text).network(prefix)).hasToString(first);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, -1, 32",
    "10.0.0.1, 33, 32",
    "::ffff:10.0.0.1, 128, 32",
    "::1, -1, 128",
    "::1, 129, 128"
  })
  void network_prefixOutOfRange_refused(String text, int prefix, int most) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(text).network(prefix))
        .withMessage("/%d (expected: /0 to /%d)", prefix, most);
  }

  /** The bits are equal here, the families are not. */
  @Test
  void equals_otherFamily_different() {
    IpAddress ipv4 = IpAddress.parse("10.0.0.1");
    IpAddress compatible = IpAddress.parse("::10.0.0.1");

    assertThat(ipv4).isNotEqualTo(compatible).isNotEqualTo(IpAddress.parse("10.0.0.2"));
    assertThat(ipv4).isEqualTo(IpAddress.parse("10.0.0.1")).isNotEqualTo("10.0.0.1");
    assertThat(ipv4).hasSameHashCodeAs(IpAddress.parse("::ffff:10.0.0.1"));
    assertThat(ipv4.compareTo(compatible)).isNegative();
    assertThat(compatible.compareTo(ipv4)).isPositive();
  }

  @Test
  void hashCode_neighbours_spread() {
    Set<Integer> codes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      codes.add(IpAddress.ipv4(0x0A000000 + i).hashCode());
      codes.add(IpAddress.ipv6(0x20010db8_00000000L + i, 1).hashCode());
    }
    assertThat(codes).hasSizeGreaterThan(1_900);
  }

  @Test
  void compareTo_everyPair_byFamilyThenUnsignedNumber() {
    List<IpAddress> sorted =
        Stream.of(
                "0.0.0.0",
                "127.255.255.255",
                "128.0.0.0",
                "255.255.255.255",
                "::",
                "::7fff:ffff:ffff:ffff",
                "::8000:0:0:0",
                "::ffff:ffff:ffff:ffff",
                "0:0:0:1::",
                "7fff::",
                "8000::",
                "ffff::",
                "ffff::1")
            .map(IpAddress::parse)
            .toList();
    List<IpAddress> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(sorted);
    for (IpAddress address : sorted) {
      assertThat(address.compareTo(IpAddress.parse(address.toString()))).isZero();
    }
  }

  /** D04: one network of IPv6 has this many addresses with one hash code, and many more. */
  @Test
  void hashTable_addressesOfOneHashCode_boundedTime() {
    List<IpAddress> addresses = new ArrayList<>();
    for (long i = 0; i < 100_000; i++) {
      addresses.add(colliding(0x20010db8_00000000L, i));
    }
    assertThat(addresses.stream().map(IpAddress::hashCode).distinct()).hasSize(1);

    Map<IpAddress, Integer> table = new HashMap<>();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          addresses.forEach(address -> table.merge(address, 1, Integer::sum));
          addresses.forEach(address -> table.merge(address, 1, Integer::sum));
        });
    assertThat(table)
        .hasSize(100_000)
        .allSatisfy((address, count) -> assertThat(count).isEqualTo(2));
  }

  /** The hash code folds the sum of the low half and 31 times the high one: here to 0. */
  private static IpAddress colliding(long high, long half) {
    return IpAddress.ipv6(high, ((half << 32) | half) - high * 31);
  }
}
