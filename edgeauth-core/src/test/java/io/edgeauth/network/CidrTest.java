package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8, 10.255.255.255",
    "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255",
    "128.0.0.0/1, 128.0.0.0/1, 255.255.255.255",
    "192.0.2.2/31, 192.0.2.2/31, 192.0.2.3",
    "192.0.2.1/32, 192.0.2.1/32, 192.0.2.1",
    "192.0.2.1, 192.0.2.1/32, 192.0.2.1",
    "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:DB8::/32, 2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::/64, 2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff",
    "2001:db8::/65, 2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff",
    "2001:db8::2/127, 2001:db8::2/127, 2001:db8::3",
    "2001:db8::1/128, 2001:db8::1/128, 2001:db8::1",
    "2001:db8::1, 2001:db8::1/128, 2001:db8::1"
  })
  void parse_network_itsAddresses(String text, String network, String last) {
    Cidr cidr = Cidr.parse(text);

    assertThat(cidr).hasToString(network).isEqualTo(Cidr.parse(network));
    assertThat(cidr.last()).hasToString(last);
  }

  /** P06: a network of mapped addresses is one of IPv4, its prefix counted from there. */
  @ParameterizedTest
  @CsvSource({
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:0a00:0001/128, 10.0.0.1/32",
    "::ffff:10.0.0.1, 10.0.0.1/32",
    "::ffff:0:0/96, 0.0.0.0/0"
  })
  void parse_mapped_networkOfIpv4(String text, String network) {
    assertThat(Cidr.parse(text)).isEqualTo(Cidr.parse(network)).hasToString(network);
  }

  /** P10. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/00",
        "10.0.0.0/",
        "10.0.0.0/ 8",
        "10.0.0.0/8 ",
        " 10.0.0.0/8",
        "10.0.0.0 /8",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0//8",
        "10.0.0.0/x",
        "10.0.0.0/\u0668",
        "10.0.0.0/4294967304",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/8,11.0.0.0/8",
        "10.0.0.0-10.0.0.9",
        "10.*",
        "10.0.0.*",
        "10/8",
        "10.0/16",
        "010.0.0.0/8",
        "::/129",
        "::/-1",
        "::/064",
        "[::]/0",
        "[::1]",
        "fe80::%eth0/10",
        "::ffff:10.0.0.0/8",
        "::ffff:0.0.0.0/95",
        "::ffff:10.0.0.0/129",
        "all",
        "*",
        "localhost",
        "example.com/24"
      })
  void parse_noNetwork_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cidr.parse(text))
        .withMessage(
            "%s (expected: a network such as 10.0.0.0/8 or 2001:db8::/32, or one address)", text);
  }

  /** P10: who writes bits behind the prefix meant another network, or another prefix. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 10.0.0.0/8",
    "10.0.0.1/31, 10.0.0.0/31",
    "0.0.0.1/0, 0.0.0.0/0",
    "::ffff:10.0.0.1/104, 10.0.0.0/8",
    "2001:db8::1/32, 2001:db8::/32",
    "2001:db8:0:1::/63, 2001:db8::/63",
    "2001:db8::1/64, 2001:db8::/64",
    "::1/127, ::/127",
    "::1/0, ::/0"
  })
  void parse_bitsBehindThePrefix_refused(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cidr.parse(text))
        .withMessageEndingWith(": bits behind the prefix (expected: %s)", expected);
  }

  @Test
  void construct_notTheFirstAddress_refused() {
    IpAddress address = IpAddress.parse("10.0.0.1");

    assertThat(new Cidr(address, 32)).isEqualTo(Cidr.parse("10.0.0.1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cidr(address, 8))
        .withMessage("10.0.0.1/8: bits behind the prefix (expected: 10.0.0.0/8)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cidr(address, 33))
        .withMessage("/33 (expected: /0 to /32)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(address, -1));
  }
}
