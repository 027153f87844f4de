package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IpRulesTest {

  private static List<Cidr> networks(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }

  /** In their order and with their prefix, whatever was written. */
  @Test
  void allowDeny_givenNetworks_givenBack() {
    IpRules rules =
        IpRules.of(
            networks("192.0.2.0/24", "10.0.0.1"), networks("::FFFF:192.0.2.1", "2001:DB8::/32"));
    assertThat(rules.allow()).hasToString("[192.0.2.0/24, 10.0.0.1/32]");
    assertThat(rules.deny()).hasToString("[192.0.2.1/32, 2001:db8::/32]");
    assertThat(IpRules.NONE.allow()).isEmpty();
    assertThat(IpRules.NONE.deny()).isEmpty();
  }

  @Test
  void of_listChangedLater_rulesStay() {
    List<Cidr> deny = new ArrayList<>(networks("10.0.0.0/8"));
    IpRules rules = IpRules.of(List.of(), deny);
    deny.clear();
    assertThat(rules.deny()).hasSize(1);
    assertThat(rules.allows(IpAddress.parse("10.0.0.1"))).isFalse();
    assertThat(rules.allows(IpAddress.parse("11.0.0.1"))).isTrue();
  }
}
