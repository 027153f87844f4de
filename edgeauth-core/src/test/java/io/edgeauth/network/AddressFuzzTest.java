package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import inet.ipaddr.IPAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * Any text as an address and as a network, read by us and by a library. Nothing throws but what
 * says what is expected, and nobody is asked for a name: neither has a way to.
 */
@Timeout(30)
final class AddressFuzzTest {

  @FuzzTest
  @DictionaryEntries({
    "::",
    "::ffff:",
    "10.0.0.0/8",
    "255",
    "/32",
    "/128",
    "/0",
    "64:ff9b::",
    "%eth0",
    "0x7f.1",
    "00"
  })
  void parse_anyText_asTheLibrary(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    IpAddress found = IpAddress.parse(text);
    IPAddress expected =
        isPlain(text) ? AddressOracleTest.library(text, AddressOracleTest.STRICT) : null;
    assertSame(text, found, expected);
    if (found != null) {
      assertThat(found.toString()).isEqualTo(expected.toCanonicalString());
      assertThat(IpAddress.parse(found.toString())).isEqualTo(found);
    }
    Cidr network = AddressOracleTest.cidr(text);
    IPAddress block = isPlain(text) ? AddressOracleTest.libraryNetwork(text) : null;
    assertSame(
        text,
        network == null ? null : network.network(),
        block == null ? null : block.getLower().withoutPrefixLength());
    if (network != null) {
      assertThat(Cidr.parse(network.toString())).isEqualTo(network);
      assertThat(CidrSet.of(java.util.List.of(network)).contains(network.last())).isTrue();
    }
  }

  /**
   * The library takes white space away, knows digits past ASCII, and fails itself at prefixes that
   * fit no int.
   */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f) && !text.matches(".*/[0-9]{4,}");
  }

  private static void assertSame(
      String text, @Nullable IpAddress found, @Nullable IPAddress expected) {
    assertThat(found != null)
        .as("%s is %s, to the library %s", text, found, expected)
        .isEqualTo(expected != null);
    if (found != null && expected != null) {
      assertThat(AddressOracleTest.same(found, expected)).as(text).isTrue();
    }
  }
}
