package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientIpSettingsTest {

  private static final String HEADER = "X-Forwarded-For";

  private static List<Cidr> networks(String... texts) {
    return List.of(texts).stream().map(Cidr::parse).toList();
  }

  /** P10: the literal {@code all} says it knowingly. */
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "::/0", "::ffff:0:0/96"})
  void construct_networkOfAllAddresses_refused(String all) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientIpSettings(networks("10.0.0.0/8", all), HEADER))
        .withMessage(
            "trusted-proxies: a network of all addresses (expected: your proxies' networks, or the"
                + " word all)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/1", "10.0.0.0/8", "10.0.0.1", "::/1", "::1"})
  void construct_networkOfSomeAddresses_kept(String some) {
    assertThat(new ClientIpSettings(networks(some), HEADER).trustedProxies())
        .isEqualTo(networks(some));
  }

  @Test
  void construct_all_keptAsNull() {
    assertThat(new ClientIpSettings(null, HEADER).trustedProxies()).isNull();
  }

  @Test
  void construct_listChangedLater_unaffected() {
    List<Cidr> proxies = new ArrayList<>(networks("10.0.0.0/8"));
    ClientIpSettings settings = new ClientIpSettings(proxies, HEADER);
    proxies.add(Cidr.parse("192.0.2.0/24"));

    assertThat(settings.trustedProxies()).isEqualTo(networks("10.0.0.0/8"));
  }

  /** P01. */
  @Test
  void defaults_proxies_none() {
    assertThat(ClientIpSettings.DEFAULTS.trustedProxies()).isEmpty();
    assertThat(ClientIpSettings.DEFAULTS.header()).isEqualTo("X-Forwarded-For");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "X Forwarded For",
        "X-Real-IP:",
        "X-Real-IP,Forwarded",
        "X-R\u00e9al",
        "a\nb"
      })
  void construct_noHeaderName_refused(String header) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientIpSettings(List.of(), header))
        .withMessage("header: " + header + " (expected: a header's name, such as X-Forwarded-For)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Real-IP", "forwarded", "x_client.ip"})
  void construct_headerName_kept(String header) {
    assertThat(new ClientIpSettings(List.of(), header).header()).isEqualTo(header);
  }
}
