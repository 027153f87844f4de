package io.edgeauth.network;

import static io.edgeauth.network.ProxyTrial.CLIENT;
import static io.edgeauth.network.ProxyTrial.CONTRADICTION;
import static io.edgeauth.network.ProxyTrial.FORWARDED;
import static io.edgeauth.network.ProxyTrial.XFF;
import static io.edgeauth.network.ProxyTrial.behindProxies;
import static io.edgeauth.network.ProxyTrial.direct;
import static io.edgeauth.network.ProxyTrial.find;
import static io.edgeauth.network.ProxyTrial.fromProxy;
import static io.edgeauth.network.ProxyTrial.unreadable;
import static io.edgeauth.network.ProxyTrial.viaProxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P07: {@code Forwarded}, alone and beside X-Forwarded-For. */
final class ForwardedClientTest {

  /** P07. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=203.0.113.9                                        | 203.0.113.9",
        "For=203.0.113.9                                        | 203.0.113.9",
        "for=\"203.0.113.9:47011\"                              | 203.0.113.9",
        "for=\"203.0.113.9:_port\"                              | 203.0.113.9",
        "for=\"\\203.0.113.9\"                                  | 203.0.113.9",
        "for=\"[2001:db8::1]:80\";by=x                          | 2001:db8::1",
        "for=_obf, for=203.0.113.9;proto=https, for=10.1.1.1    | 203.0.113.9",
        "for=unknown;by=10.0.0.1, for=203.0.113.9               | 203.0.113.9",
        "for=2001, for=203.0.113.9                              | 203.0.113.9",
        "proto=http, for=203.0.113.9                            | 203.0.113.9"
      })
  void find_forwarded_client(String line, String client) {
    assertThat(find(FORWARDED, line)).isEqualTo(viaProxy(client));
  }

  /** P07: the twins of the above; a broken line is no list of which one could read a part. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=_obf",
        "for=unknown",
        "for=\"\"",
        "for=\"2001:db8::1\"",
        "for=\"203.0.113.9:x\"",
        "for=\"[::1%eth0]\"",
        "for=localhost",
        "proto=http",
        "for=203.0.113.9, for=_obf",
        "for=203.0.113.9, proto=http",
        "for=203.0.113.9,",
        "for=203.0.113.9, for=unknown, for=10.1.1.1",
        "for=\"[2001:db8::1]:80\";by=x;for=1.1.1.1",
        "for=[2001:db8::1]",
        "for=203.0.113.9:80",
        "for=127.0.0.1;for=127.0.0.2, for=203.0.113.9",
        "for=\"127.0.0.1, for=203.0.113.9",
        "203.0.113.9"
      })
  void find_forwardedUnreadable_refused(String line) {
    assertThat(find(FORWARDED, line)).isEqualTo(unreadable(FORWARDED));
  }

  /** P07: two headers for one thing must say one thing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9            | for=203.0.113.9",
        "127.0.0.1, 203.0.113.9 | for=203.0.113.9, for=10.1.1.1",
        "203.0.113.9:1234       | for=\"203.0.113.9:_x\";proto=https",
        "::ffff:203.0.113.9     | for=203.0.113.9"
      })
  void find_bothHeadersAgree_client(String list, String forwarded) {
    TestRequest request = fromProxy().header(XFF, list).header(FORWARDED, forwarded);

    assertThat(behindProxies(XFF).find(request)).isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(FORWARDED).find(request)).isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies("forwarded").find(request)).isEqualTo(viaProxy(CLIENT));
  }

  /** P07: the other header may be the client's own, which its proxy passed on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | for=127.0.0.1",
        "203.0.113.9 | for=203.0.113.9, for=127.0.0.1",
        "203.0.113.9 | for=10.1.1.1",
        "127.0.0.1   | for=203.0.113.9",
        "203.0.113.9 | for=203.0.113.9;for=127.0.0.1",
        "203.0.113.9 | for=_hidden",
        "unknown     | for=203.0.113.9"
      })
  void find_bothHeadersDiffer_unreadable(String list, String forwarded) {
    TestRequest request = fromProxy().header(XFF, list).header(FORWARDED, forwarded);

    assertThat(behindProxies(XFF).find(request)).isInstanceOf(ClientAddress.Unreadable.class);
    assertThat(behindProxies(FORWARDED).find(request)).isInstanceOf(ClientAddress.Unreadable.class);
    assertThat(behindProxies("X-Real-IP").find(request.header("X-Real-IP", CLIENT)))
        .isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(XFF).find(request.peer(CLIENT))).isEqualTo(direct(CLIENT));
  }

  @Test
  void find_onlyTheOtherHeaderSaysSomething_contradiction() {
    TestRequest request = fromProxy().header(FORWARDED, "for=203.0.113.9");

    assertThat(behindProxies(XFF).find(request)).isEqualTo(CONTRADICTION);
    assertThat(behindProxies(XFF).find(request.header(XFF, CLIENT))).isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(FORWARDED).find(fromProxy().header(XFF, CLIENT)))
        .isEqualTo(CONTRADICTION);
  }

  @Test
  void find_otherHeaderEmpty_noContradiction() {
    TestRequest request = fromProxy().header(XFF, CLIENT).header(FORWARDED, " ");

    assertThat(behindProxies(XFF).find(request)).isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(XFF).find(request.header(FORWARDED, "for=1.1.1.1")))
        .isEqualTo(CONTRADICTION);
  }
}
