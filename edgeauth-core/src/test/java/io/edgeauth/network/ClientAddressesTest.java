package io.edgeauth.network;

import static io.edgeauth.network.ProxyTrial.CLIENT;
import static io.edgeauth.network.ProxyTrial.FORWARDED;
import static io.edgeauth.network.ProxyTrial.PROXY;
import static io.edgeauth.network.ProxyTrial.SPOOFED;
import static io.edgeauth.network.ProxyTrial.XFF;
import static io.edgeauth.network.ProxyTrial.behindProxies;
import static io.edgeauth.network.ProxyTrial.direct;
import static io.edgeauth.network.ProxyTrial.find;
import static io.edgeauth.network.ProxyTrial.forwarded;
import static io.edgeauth.network.ProxyTrial.fromProxy;
import static io.edgeauth.network.ProxyTrial.trustingAll;
import static io.edgeauth.network.ProxyTrial.unreadable;
import static io.edgeauth.network.ProxyTrial.viaProxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom to believe, how far to walk, and where to stop. */
final class ClientAddressesTest {

  /** P01. */
  @ParameterizedTest
  @ValueSource(strings = {XFF, FORWARDED, "X-Real-IP"})
  void find_noTrustedProxies_peerWhateverIsForwarded(String header) {
    ClientAddresses none = ClientAddresses.of(new ClientIpSettings(List.of(), header));
    TestRequest request =
        fromProxy()
            .header(XFF, CLIENT)
            .header(FORWARDED, "for=" + CLIENT)
            .header("X-Real-IP", CLIENT);

    assertThat(none.find(request)).isEqualTo(direct(PROXY));
    assertThat(ClientAddresses.of(ClientIpSettings.DEFAULTS).find(request))
        .isEqualTo(direct(PROXY));
  }

  /** P02. The twin: the same words of a trusted peer. */
  @Test
  void find_spoofedByUntrustedPeer_peerAndNoRuleForTheSpoofed() {
    ClientAddresses addresses = behindProxies(XFF);
    CidrSet allowed = CidrSet.of(List.of(Cidr.parse(SPOOFED)));

    ClientAddress spoofed = addresses.find(fromProxy().peer("192.0.2.66").header(XFF, SPOOFED));
    ClientAddress told = addresses.find(fromProxy().header(XFF, SPOOFED));

    assertThat(spoofed).isEqualTo(direct("192.0.2.66"));
    assertThat(allowed.contains(spoofed.addressOrNull())).isFalse();
    assertThat(told).isEqualTo(viaProxy(SPOOFED));
    assertThat(allowed.contains(told.addressOrNull())).isTrue();
  }

  @Test
  void find_untrustedPeerSaysNonsense_peer() {
    ClientAddresses addresses = behindProxies(XFF);
    TestRequest request =
        TestRequest.get("/").peer(CLIENT).header(XFF, "\0").header(FORWARDED, "\"");

    assertThat(addresses.find(request)).isEqualTo(direct(CLIENT));
  }

  /** P06: a dual-stack socket tells the proxy so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        PROXY,
        "::ffff:10.0.0.1",
        "::ffff:0a00:0001",
        "0:0:0:0:0:ffff:a00:1",
        "2001:db8:ffff::1",
        "2001:db8:ffff:0:0:0:0:1"
      })
  void find_trustedPeerInEveryWriting_believed(String peer) {
    assertThat(behindProxies(XFF).find(fromProxy().peer(peer).header(XFF, CLIENT)))
        .isEqualTo(viaProxy(CLIENT));
  }

  /** P06. */
  @ParameterizedTest
  @ValueSource(
      strings = {"::10.0.0.1", "2002:a00:1::", "64:ff9b::a00:1", "2001:db8:fffe::1", "11.0.0.1"})
  void find_peerOutsideTheNetworks_notBelieved(String peer) {
    assertThat(behindProxies(XFF).find(fromProxy().peer(peer).header(XFF, CLIENT)))
        .isEqualTo(direct(peer));
  }

  /** P12: no address, so that what needs one refuses; also where all are trusted. */
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "@",
        " ",
        "unix:",
        "/run/gateway.sock",
        "localhost",
        "10.0.0.1:80",
        "fe80::1%eth0"
      })
  void find_peerWithoutAddress_unknown(String peer) {
    TestRequest request = fromProxy().peer(peer).header(XFF, CLIENT);

    assertThat(behindProxies(XFF).find(request)).isEqualTo(new ClientAddress.Unknown());
    assertThat(trustingAll(XFF).find(request)).isEqualTo(new ClientAddress.Unknown());
    assertThat(behindProxies(XFF).find(request).addressOrNull()).isNull();
    assertThat(trustingAll(XFF).find(request.peer(PROXY))).isEqualTo(viaProxy(CLIENT));
  }

  /** P03: from the right, and no further than the first that is no proxy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9                                   | 203.0.113.9",
        "127.0.0.1, 203.0.113.9                        | 203.0.113.9",
        "127.0.0.1, 203.0.113.9, 10.1.1.1              | 203.0.113.9",
        "127.0.0.1, 203.0.113.9, 10.1.1.1, 10.2.2.2    | 203.0.113.9",
        "10.3.3.3, 203.0.113.9, 10.1.1.1               | 203.0.113.9",
        "203.0.113.9, 2001:db8:ffff::7                 | 203.0.113.9",
        "2001:db8::9, 2001:db8:ffff::7                 | 2001:db8::9",
        "203.0.113.9, ::ffff:10.1.1.1                  | 203.0.113.9",
        "203.0.113.9, ::10.1.1.1                       | ::10.1.1.1",
        "203.0.113.9,198.51.100.7                      | 198.51.100.7"
      })
  void find_list_firstFromTheRightThatIsNoProxy(String list, String client) {
    assertThat(find(XFF, list)).isEqualTo(viaProxy(client));
    assertThat(find("X-Real-IP", list)).isEqualTo(viaProxy(client));
    assertThat(find(FORWARDED, forwarded(list))).isEqualTo(viaProxy(client));
  }

  /** P04: lines and the lists in them are one list. */
  @Test
  void find_severalLines_joinedInOrder() {
    assertThat(find(XFF, SPOOFED, CLIENT + ", 10.1.1.1", "10.2.2.2")).isEqualTo(viaProxy(CLIENT));
    assertThat(find(XFF, CLIENT, SPOOFED)).isEqualTo(viaProxy(SPOOFED));
    assertThat(find(FORWARDED, "for=127.0.0.1", "for=203.0.113.9, for=10.1.1.1", "for=10.2.2.2"))
        .isEqualTo(viaProxy(CLIENT));
  }

  /** P05: HTTP allows spaces and tabs around the elements of a list. */
  @Test
  void find_whiteSpaceAroundElements_ignored() {
    assertThat(find(XFF, " \t" + CLIENT + "\t , \t10.1.1.1 \t")).isEqualTo(viaProxy(CLIENT));
    assertThat(find(FORWARDED, "\tfor=203.0.113.9 \t,\t for=10.1.1.1 \t"))
        .isEqualTo(viaProxy(CLIENT));
  }

  /** P09. */
  @Test
  void find_allAreProxies_leftmost() {
    assertThat(find(XFF, "10.1.1.1, 10.2.2.2", "10.3.3.3")).isEqualTo(viaProxy("10.1.1.1"));
    assertThat(find(FORWARDED, "for=10.1.1.1, for=10.2.2.2")).isEqualTo(viaProxy("10.1.1.1"));
    assertThat(find("X-Real-IP", "10.1.1.1")).isEqualTo(viaProxy("10.1.1.1"));
  }

  /** P09. */
  @ParameterizedTest
  @ValueSource(strings = {XFF, FORWARDED, "X-Real-IP"})
  void find_headerMissingOrEmpty_peer(String header) {
    assertThat(find(header)).isEqualTo(viaProxy(PROXY));
    assertThat(find(header, "")).isEqualTo(viaProxy(PROXY));
    assertThat(find(header, " \t", "")).isEqualTo(viaProxy(PROXY));
    assertThat(trustingAll(header).find(fromProxy())).isEqualTo(viaProxy(PROXY));
  }

  /** White space of other kinds is not empty, whatever the JDK calls blank. */
  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u001f", "\u000b", "\f", "\u0085", "\u00a0", "\u2003"})
  void find_headerOfControlBytes_unreadable(String line) {
    assertThat(find(XFF, line)).isEqualTo(unreadable(XFF));
    assertThat(find(FORWARDED, line)).isEqualTo(unreadable(FORWARDED));
  }

  @Test
  void find_allTrusted_leftmost() {
    ClientAddresses all = trustingAll(XFF);

    assertThat(all.find(fromProxy().peer("198.51.100.1").header(XFF, CLIENT + ", 192.0.2.1")))
        .isEqualTo(viaProxy(CLIENT));
    assertThat(all.find(fromProxy().header(XFF, "unknown, " + CLIENT))).isEqualTo(unreadable(XFF));
  }

  static Stream<String> noAddresses() {
    return Stream.of(
        "unknown",
        "_hidden",
        "\"[::1]\"",
        "\"127.0.0.1\"",
        "::1%eth0",
        "1.2.3.4 5.6.7.8",
        "1.2.3.4;",
        "1.2.3.4\0",
        "\u00a01.2.3.4",
        "localhost",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "1.2.3.04",
        "client.example",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "[::1",
        "[1.2.3.4]");
  }

  /**
   * P05: left of the client anybody may have written it. Right of it, or there, the proxies did.
   */
  @ParameterizedTest
  @MethodSource("noAddresses")
  void find_noAddressInList_unreadableUnlessLeftOfTheClient(String text) {
    assertThat(find(XFF, text)).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT + ", " + text)).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT, text)).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT + ", " + text + ", 10.1.1.1")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, text + ", 10.1.1.1")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, text + ", " + CLIENT)).isEqualTo(viaProxy(CLIENT));
    assertThat(find(XFF, text, CLIENT + ", 10.1.1.1")).isEqualTo(viaProxy(CLIENT));
    assertThat(find("X-Real-IP", text)).isEqualTo(unreadable("X-Real-IP"));
  }

  /** P05. */
  @Test
  void find_emptyElement_unreadableUnlessLeftOfTheClient() {
    assertThat(find(XFF, CLIENT + ",")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT + ", \t")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT, "")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, ",")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT + ",,10.1.1.1")).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, ",," + CLIENT)).isEqualTo(viaProxy(CLIENT));
    assertThat(find(XFF, "", CLIENT)).isEqualTo(viaProxy(CLIENT));
  }

  /** P05: ports are no part of the address. */
  @ParameterizedTest
  @CsvSource({
    "1.2.3.4:80, 1.2.3.4",
    "[::1]:80, ::1",
    "[::1], ::1",
    "::1, ::1",
    "[2001:db8::1]:65535, 2001:db8::1",
    "::ffff:1.2.3.4, 1.2.3.4"
  })
  void find_portsAndBrackets_thatAddress(String text, String client) {
    assertThat(find(XFF, text)).isEqualTo(viaProxy(client));
    assertThat(find(XFF, SPOOFED + "," + text + ",[2001:db8:ffff::1]:80,10.1.1.1:1234"))
        .isEqualTo(viaProxy(client));
  }

  /** P04: of the longest chain all are read, of a longer one none. */
  @ParameterizedTest
  @ValueSource(ints = {257, 10_000})
  void find_moreHopsThanAnyChain_unreadable(int count) {
    String most = String.join(", ", Collections.nCopies(256, "10.1.1.1"));
    String more = String.join(", ", Collections.nCopies(count - 1, "10.1.1.1"));

    assertThat(find(XFF, CLIENT + most.substring("10.1.1.1".length()))).isEqualTo(viaProxy(CLIENT));
    assertThat(find(XFF, more + ", " + CLIENT)).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, CLIENT, more)).isEqualTo(unreadable(XFF));
    assertThat(find(XFF, Collections.nCopies(count, CLIENT).toArray(String[]::new)))
        .isEqualTo(unreadable(XFF));
    assertThat(find(FORWARDED, forwarded(more + ", " + CLIENT))).isEqualTo(unreadable(FORWARDED));
  }

  @Test
  void find_unreadable_detailHoldsNothingOfTheRequest() {
    assertThat(((ClientAddress.Unreadable) find(XFF, "<script>")).detail())
        .doesNotContain("script");
  }

  /** The same request again gives the same answer. */
  @Test
  void find_twice_same() {
    ClientAddresses addresses = behindProxies(XFF);
    TestRequest request = fromProxy().header(XFF, CLIENT);

    assertThat(IntStream.range(0, 3).mapToObj(i -> addresses.find(request)))
        .containsOnly(viaProxy(CLIENT));
  }
}
