package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrSetTest {

  private static CidrSet set(String... networks) {
    return CidrSet.of(Stream.of(networks).map(Cidr::parse).toList());
  }

  private static boolean contains(CidrSet set, String address) {
    return set.contains(IpAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "::1", "ffff::"})
  void contains_emptySet_nothing(String address) {
    assertThat(contains(CidrSet.EMPTY, address)).isFalse();
    assertThat(contains(CidrSet.of(List.of()), address)).isFalse();
  }

  @Test
  void isEmpty_withoutNetworks_true() {
    assertThat(CidrSet.EMPTY.isEmpty()).isTrue();
    assertThat(CidrSet.of(List.of()).isEmpty()).isTrue();
    assertThat(set("10.0.0.1").isEmpty()).isFalse();
    assertThat(set("::1").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "9.255.255.255, false",
    "10.0.0.0, true",
    "10.255.255.255, true",
    "11.0.0.0, false",
    "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, false",
    "2001:db8::, true",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "2001:db9::, false"
  })
  void contains_bothFamilies_eachByItsOwn(String address, boolean expected) {
    CidrSet set = set("10.0.0.0/8", "2001:db8::/32");

    assertThat(contains(set, address)).isEqualTo(expected);
  }

  /** P06: mapped is IPv4, and nothing else is. */
  @Test
  void contains_ipv4InsideIpv6_onlyMapped() {
    CidrSet ten = set("10.0.0.0/8");

    assertThat(contains(ten, "10.0.0.1")).isTrue();
    assertThat(contains(ten, "::ffff:10.0.0.1")).isTrue();
    assertThat(contains(ten, "::ffff:0a00:0001")).isTrue();
    assertThat(contains(ten, "::10.0.0.1")).isFalse();
    assertThat(contains(ten, "2002:0a00:0001::")).isFalse();
    assertThat(contains(ten, "64:ff9b::a00:1")).isFalse();
  }

  /** P06: and networks of mapped addresses hold both writings; all of IPv6 holds neither. */
  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::ffff:10.0.0.1"})
  void contains_networksAroundTheMappedOnes_onlyMappedOnes(String address) {
    assertThat(contains(set("::ffff:10.0.0.0/104"), address)).isTrue();
    assertThat(contains(set("::ffff:0:0/96"), address)).isTrue();
    assertThat(contains(set("::/0"), address)).isFalse();
    assertThat(contains(set("::/64"), address)).isFalse();
    assertThat(contains(set("::fffe:0:0/95"), address)).isFalse();
    assertThat(contains(set("::fffe:0:0/95"), "::fffe:0:1")).isTrue();
  }

  /** All orders of an outer network, inner ones at its start, middle and end, and a neighbour. */
  @Test
  void contains_nestedInEveryOrder_asTheOuterOnes() {
    List<String> networks =
        List.of("10.0.0.0/8", "10.0.0.0/16", "10.77.0.0/24", "10.255.255.255", "11.0.0.0/9");
    for (int seed = 0; seed < 120; seed++) {
      List<String> shuffled = new ArrayList<>(networks);
      Collections.shuffle(shuffled, new Random(seed));
      CidrSet set = set(shuffled.toArray(String[]::new));

      assertThat(Stream.of("10.0.0.0", "10.0.255.255", "10.1.0.0", "10.77.1.0", "10.255.255.255"))
          .as("%s", shuffled)
          .allMatch(address -> contains(set, address));
      assertThat(Stream.of("9.255.255.255", "11.128.0.0", "12.0.0.0", "::10.0.0.1"))
          .as("%s", shuffled)
          .noneMatch(address -> contains(set, address));
      assertThat(contains(set, "11.127.255.255")).as("%s", shuffled).isTrue();
    }
  }

  @Test
  void contains_adjacentAndDuplicated_withoutGapOrExcess() {
    CidrSet set = set("10.0.1.0/24", "10.0.2.0/23", "10.0.1.0/24", "10.0.0.255", "::1", "::1/128");

    assertThat(contains(set, "10.0.0.254")).isFalse();
    assertThat(Stream.of("10.0.0.255", "10.0.1.0", "10.0.1.255", "10.0.2.0", "10.0.3.255", "::1"))
        .allMatch(address -> contains(set, address));
    assertThat(contains(set, "10.0.4.0")).isFalse();
    assertThat(contains(set, "::2")).isFalse();
  }

  @Test
  void contains_everyPrefixOfOneAddress_theWidestDecides() {
    for (int widest = 0; widest <= 32; widest++) {
      IpAddress address = IpAddress.parse("203.0.113.77");
      List<Cidr> networks = new ArrayList<>();
      for (int prefix = 32; prefix >= widest; prefix--) {
        networks.add(new Cidr(address.network(prefix), prefix));
      }
      CidrSet set = CidrSet.of(networks);
      Cidr outer = networks.get(networks.size() - 1);

      assertThat(set.contains(outer.network())).isTrue();
      assertThat(set.contains(outer.last())).isTrue();
      assertThat(contains(set, widest == 0 ? "::203.0.113.77" : "74.0.113.77")).isFalse();
    }
  }

  /** Each network lies beside all that follow, so that each is decided by another bit. */
  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
  void contains_oneNetworkForEveryPrefix_allButTheLastAddress(String ones) {
    IpAddress last = IpAddress.parse(ones);
    List<Cidr> networks = new ArrayList<>();
    for (int prefix = 1; prefix <= last.bits(); prefix++) {
      networks.add(new Cidr(last.network(prefix - 1), prefix));
    }
    CidrSet set = CidrSet.of(networks);

    for (Cidr network : networks) {
      assertThat(set.contains(network.network())).as("%s", network).isTrue();
      assertThat(set.contains(network.last())).as("%s", network).isTrue();
    }
    assertThat(set.contains(last)).isFalse();
  }

  /** Crowded and spread, nested and alone, against asking one network after another. */
  @ParameterizedTest
  @CsvSource({
    "1, false",
    "3, false",
    "40, false",
    "2000, false",
    "3, true",
    "40, true",
    "2000, true"
  })
  void contains_generatedNetworks_asOneByOne(int count, boolean ipv6) {
    Random random = new Random(count);
    int inside = 0;
    for (int round = 0; round < 20_000 / count + 3; round++) {
      List<Cidr> networks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        networks.add(network(random, ipv6));
      }
      CidrSet set = CidrSet.of(networks);
      for (int i = 0; i < 100; i++) {
        IpAddress address = asked(random, networks, ipv6);
        boolean expected = networks.stream().anyMatch(one -> holds(one, address));
        inside += expected ? 1 : 0;
        assertThat(set.contains(address)).as("%s in %s", address, networks).isEqualTo(expected);
      }
    }
    assertThat(inside).isGreaterThan(150);
  }

  private static boolean holds(Cidr network, IpAddress address) {
    return address.isIpv4() == network.network().isIpv4()
        && address.network(network.prefix()).equals(network.network());
  }

  private static Cidr network(Random random, boolean ipv6) {
    IpAddress address = address(random, ipv6);
    int prefix = address.bits() - random.nextInt(random.nextBoolean() ? 4 : address.bits() - 8);
    return new Cidr(address.network(prefix), prefix);
  }

  private static IpAddress asked(Random random, List<Cidr> networks, boolean ipv6) {
    Cidr near = networks.get(random.nextInt(networks.size()));
    return switch (random.nextInt(4)) {
      case 0 -> near.network();
      case 1 -> near.last();
      case 2 -> AddressTexts.flipped(near.last(), random.nextInt(near.last().bits()));
      default -> address(random, ipv6);
    };
  }

  /** Half of them crowd in one place. */
  private static IpAddress address(Random random, boolean ipv6) {
    boolean crowded = random.nextBoolean();
    if (ipv6) {
      long high = crowded ? 0x20010db8_00010000L | random.nextInt(16) : random.nextLong();
      return IpAddress.ipv6(
          high, random.nextInt(3) == 0 ? random.nextInt(1 << 10) : random.nextLong());
    }
    return IpAddress.ipv4(crowded ? 0x0A010000 | random.nextInt(1 << 12) : random.nextInt());
  }
}
