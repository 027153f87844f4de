package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressLiteralTest {

  private static final List<String> OUTSIDE =
      List.of("java.net", "java.nio.channels", "javax.naming", "java.lang.reflect");

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0",
    "0.0.0.1, 1",
    "1.2.3.4, 16909060",
    "127.0.0.1, 2130706433",
    "10.20.100.200, 169108680",
    "128.0.0.0, 2147483648",
    "255.255.255.255, 4294967295"
  })
  void parse_fourNumbers_thatAddressAndTextAgain(String text, long bits) {
    IpAddress address = IpAddress.parse(text);

    assertThat(address).isEqualTo(IpAddress.ipv4(bits));
    assertThat(address.isIpv4()).isTrue();
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "::, 0, 0",
    "::1, 0, 1",
    "1::, 1000000000000, 0",
    "2001:db8::1, 20010db800000000, 1",
    "2001:db8:1:2:3:4:5:6, 20010db800010002, 3000400050006",
    "fe80::8000:0:0:1, fe80000000000000, 8000000000000001",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffffffffffffffff, ffffffffffffffff"
  })
  void parse_groups_thatAddressAndTextAgain(String text, String high, String low) {
    IpAddress address = IpAddress.parse(text);

    assertThat(address).isEqualTo(ipv6(high, low));
    assertThat(address.isIpv4()).isFalse();
    assertThat(address).hasToString(text);
  }

  /** RFC 4291, section 2.2: the same address in other legal forms. */
  @ParameterizedTest
  @CsvSource({
    "2001:0DB8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:dB8:0:0::1, 2001:db8::1",
    "2001:db8::0:0:0:1, 2001:db8::1",
    "0:0:0:0:0:0:0:0, ::",
    "0::0, ::",
    "::0, ::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a",
    "::13.1.68.3, ::d01:4403",
    "::0.0.0.0, ::",
    "1:2:3:4:5:6:0.0.0.0, 1:2:3:4:5:6::",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5::255.255.255.255, 1:2:3:4:5:0:ffff:ffff"
  })
  void parse_otherForm_sameAddress(String other, String text) {
    assertThat(IpAddress.parse(other)).isEqualTo(IpAddress.parse(text)).hasToString(text);
  }

  /** RFC 5952, section 4.2: the longest run of zeros, the first of several, and no single one. */
  @Test
  void toString_zerosInEveryPlace_longestRunShortened() {
    for (int zeros = 0; zeros < 256; zeros++) {
      int[] groups = new int[8];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = (zeros & (1 << i)) != 0 ? 0 : 0xa0 + i;
      }
      String full = text(groups, 0, groups.length);
      IpAddress address = IpAddress.parse(full);

      assertThat(address).as(full).hasToString(shortest(groups));
      assertThat(IpAddress.parse(address.toString())).as(full).isEqualTo(address);
    }
  }

  private static String shortest(int[] groups) {
    for (int length = groups.length; length > 1; length--) {
      for (int from = 0; from + length <= groups.length; from++) {
        int to = from + length;
        if (Arrays.stream(groups, from, to).allMatch(group -> group == 0)) {
          return text(groups, 0, from) + "::" + text(groups, to, groups.length);
        }
      }
    }
    return text(groups, 0, groups.length);
  }

  private static String text(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }

  /** P06. A dual-stack socket tells a client of IPv4 in this way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:10.0.0.1",
        "::FFFF:10.0.0.1",
        "::ffff:0a00:0001",
        "::ffff:a00:1",
        "0:0:0:0:0:ffff:10.0.0.1",
        "0000:0000:0000:0000:0000:ffff:0a00:0001",
        "0::ffff:10.0.0.1"
      })
  void parse_mapped_isIpv4(String text) {
    assertThat(IpAddress.parse(text))
        .isEqualTo(IpAddress.parse("10.0.0.1"))
        .hasToString("10.0.0.1");
    assertThat(IpAddress.parse(text).isIpv4()).isTrue();
  }

  /** P06. Compatible, 6to4, NAT64, translated, and neighbours of the mapped range. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::10.0.0.1",
        "2002:0a00:0001::",
        "64:ff9b::a00:1",
        "::ffff:0:10.0.0.1",
        "::fffe:10.0.0.1",
        "::1:0:0",
        "1::ffff:10.0.0.1",
        "0:0:0:0:1:ffff:a00:1"
      })
  void parse_ipv4InsideIpv6_staysIpv6(String text) {
    assertThat(IpAddress.parse(text).isIpv4()).isFalse();
    assertThat(IpAddress.parse(text)).isNotEqualTo(IpAddress.parse("10.0.0.1"));
  }

  /** P05, and what the JDK's reader takes for an address or asks a name server about. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t",
        "\0",
        "unknown",
        "_hidden",
        "localhost",
        "example.com",
        "127.1",
        "1.2.3",
        "0x7f.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "01.02.03.04",
        "1.2.3.04",
        "1.2.3.00",
        "2130706433",
        "0x7f000001",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..3.4",
        "1.2.3.",
        "1.2.3.256",
        "1.2.3.1000",
        "1.2.3.4294967296",
        "4294967297.2.3.4",
        "1.2.3.18446744073709551617",
        "1.2.3.-4",
        "1.2.3.+4",
        "1.2.3.a",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4\t",
        "1.2.3.4\0",
        "1.2.3.4\n",
        "1.2.3.4,",
        "1.2.3.4:80",
        "1.2.3.4/32",
        "1.2.3.\u0664",
        "\uff11.2.3.4",
        "1\u30022.3.4",
        "*.2.3.4",
        "1.2.3.0-4"
      })
  void parse_noFourNumbers_null(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  /** P05. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":::",
        "::::",
        "1",
        "1:",
        ":1",
        "::1:",
        ":1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        ":2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "::2::3",
        "1::2::",
        "1:::2",
        "::00001",
        "::12345",
        "::g",
        "::0x1",
        "::-1",
        "::+1",
        "::1%eth0",
        "fe80::1%1",
        "fe80::1%25eth0",
        "[::1]",
        "[::1]:80",
        "\"[::1]\"",
        "::1/128",
        "::1 ",
        " ::1",
        "::1\0",
        "::1,",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.256",
        "::1.2.3.04",
        "::ffff:127.1",
        "::ffff:2130706433",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1.2.3.4:1:2:3:4:5:6",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:1.2.3.4",
        "1:2:3:4:5:6::1.2.3.4",
        "::a.2.3.4",
        "::\u0661",
        "::\uff11",
        "::\uff21"
      })
  void parse_noGroups_null(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  @Test
  void parse_longText_null() {
    assertThat(IpAddress.parse("1".repeat(32_768))).isNull();
    assertThat(IpAddress.parse("1.".repeat(16_384))).isNull();
    assertThat(IpAddress.parse("1:".repeat(16_384))).isNull();
    assertThat(IpAddress.parse("::" + "0".repeat(32_768))).isNull();
  }

  /** P05: no query of a name service, for there is nothing here that could make one. */
  @Test
  void network_everyClass_cannotReachAnyNameService() {
    assertThat(reachingOut("io.edgeauth.network")).isEmpty();
    assertThat(reachingOut("io.edgeauth.outbound")).isNotEmpty();
  }

  private static List<String> reachingOut(String name) {
    JavaClasses classes =
        new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages(name);
    assertThat(classes).isNotEmpty();
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(
            dependency ->
                OUTSIDE.stream().anyMatch(dependency.getTargetClass().getPackageName()::startsWith))
        .map(Dependency::getDescription)
        .toList();
  }

  private static IpAddress ipv6(String high, String low) {
    return IpAddress.ipv6(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16));
  }
}
