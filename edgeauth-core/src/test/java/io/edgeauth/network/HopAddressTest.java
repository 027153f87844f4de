package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HopAddressTest {

  /** P05: with a port it is that address. */
  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "1.2.3.4:80, 1.2.3.4",
    "1.2.3.4:0, 1.2.3.4",
    "1.2.3.4:65535, 1.2.3.4",
    "1.2.3.4:59090, 1.2.3.4",
    "1.2.3.4:00080, 1.2.3.4",
    "[::1], ::1",
    "[::1]:80, ::1",
    "[2001:DB8::1]:65535, 2001:db8::1",
    "[::ffff:1.2.3.4]:80, 1.2.3.4"
  })
  void parse_addressWithOrWithoutPort_thatAddress(String text, String address) {
    assertThat(HopAddress.parse(text, false)).hasToString(address);
    assertThat(HopAddress.parse(text, true)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "_hidden",
        "localhost",
        "localhost:80",
        "127.1:80",
        "1.2.3.04:80",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "1.2.3.4:000080",
        "1.2.3.4:4294967376",
        "1.2.3.4:8a",
        "1.2.3.4:-1",
        "1.2.3.4:+1",
        "1.2.3.4: 80",
        "1.2.3.4:\u0661",
        "1.2.3.4 80",
        ":80",
        "[]",
        "[]:80",
        "[",
        "]",
        "[::1",
        "::1]",
        "[::1]]",
        "[[::1]]",
        "[::1]80",
        "[::1]:",
        "[::1]:65536",
        "[::1]:x",
        "[::1]:80:80",
        "[::1%eth0]",
        "[1.2.3.4]",
        "[1.2.3.4]:80",
        " [::1]",
        "\"[::1]\"",
        "::1%eth0"
      })
  void parse_noAddress_null(String text) {
    assertThat(HopAddress.parse(text, false)).isNull();
    assertThat(HopAddress.parse(text, true)).isNull();
  }

  /** RFC 7239, section 6: Forwarded wants brackets, the usual headers do not. */
  @ParameterizedTest
  @ValueSource(strings = {"::1", "2001:db8::1", "::ffff:1.2.3.4"})
  void parse_ipv6WithoutBrackets_onlyWhereUsual(String text) {
    assertThat(HopAddress.parse(text, false)).isEqualTo(IpAddress.parse(text)).isNotNull();
    assertThat(HopAddress.parse(text, true)).isNull();
  }

  /** RFC 7239, section 6: an obfport is of Forwarded alone. */
  @ParameterizedTest
  @CsvSource({"1.2.3.4:_p, 1.2.3.4", "[::1]:_azAZ09.-_, ::1"})
  void parse_hiddenPort_onlyInForwarded(String text, String address) {
    assertThat(HopAddress.parse(text, true)).hasToString(address);
    assertThat(HopAddress.parse(text, false)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.4:_", "1.2.3.4:_a b", "1.2.3.4:_\u00e9", "1.2.3.4:a_", "[::1]:_/"})
  void parse_hiddenPortMalformed_null(String text) {
    assertThat(HopAddress.parse(text, true)).isNull();
  }
}
