package io.edgeauth.network;

import static io.edgeauth.network.ProxyTrial.CLIENT;
import static io.edgeauth.network.ProxyTrial.CONTRADICTION;
import static io.edgeauth.network.ProxyTrial.FORWARDED;
import static io.edgeauth.network.ProxyTrial.PROXY;
import static io.edgeauth.network.ProxyTrial.SPOOFED;
import static io.edgeauth.network.ProxyTrial.XFF;
import static io.edgeauth.network.ProxyTrial.behindProxies;
import static io.edgeauth.network.ProxyTrial.direct;
import static io.edgeauth.network.ProxyTrial.fromProxy;
import static io.edgeauth.network.ProxyTrial.unreadable;
import static io.edgeauth.network.ProxyTrial.viaProxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header names the client, and that no other does. */
final class ClientHeadersTest {

  static Stream<String> otherHeaders() {
    return Stream.of(
        "X-Real-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "CF-Connecting-IPv6",
        "CF-Pseudo-IPv4",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Cluster-Client-IP",
        "Client-IP",
        "Fastly-Client-IP",
        "Fly-Client-IP",
        "Akamai-Client-IP",
        "Incap-Client-IP",
        "Proxy-Client-IP",
        "WL-Proxy-Client-IP",
        "HTTP-Client-IP",
        "X-WAP-Network-Client-IP",
        "X-Envoy-External-Address",
        "X-Original-Forwarded-For",
        "X-Original-Remote-Addr",
        "X-Original-Client-IP",
        "X-Originating-IP",
        "X-Remote-IP",
        "X-Remote-Addr",
        "Remote-Addr",
        "Remote-IP",
        "X-Azure-ClientIP",
        "X-Azure-SocketIP",
        "X-ARR-ClientIP",
        "CloudFront-Viewer-Address",
        "DO-Connecting-IP",
        "Ali-CDN-Real-IP",
        "CDN-Src-IP",
        "CDN-Real-IP",
        "X-Nf-Client-Connection-IP",
        "X-Vercel-Forwarded-For",
        "X-Vercel-Proxied-For",
        "X-Appengine-User-IP",
        "X-Appengine-Remote-Addr",
        "X-Sucuri-ClientIP",
        "X-ProxyUser-IP",
        "X-Coming-From",
        "Coming-From",
        "X-Custom-IP-Authorization",
        "X-Forwarded",
        "Forwarded-For",
        "Forwarded-For-IP",
        "X-Forwarded-By",
        "X-Forwarded-Client-IP",
        "X-Forwarded-For-Original",
        "X-Forwarded-For-IP",
        "X-Forwarded-Server",
        "X-Forwarded-Host",
        "X-Forward-For",
        "X-True-IP",
        "X-IP",
        "X-Host",
        "X-Trusted-IP",
        "X-Real-Client-IP",
        "X-ClientIP",
        "Z-Forwarded-For",
        "X_Forwarded_For",
        "X-Forwarded_For",
        "X.Forwarded.For",
        "HTTP_X_FORWARDED_FOR",
        "Via",
        "From");
  }

  /** P08: a header counts where it is named, and there as any list does. */
  @ParameterizedTest
  @MethodSource("otherHeaders")
  void find_headerThatIsNotNamed_noEffect(String name) {
    TestRequest told = fromProxy().header(name, SPOOFED);
    assertThat(behindProxies(XFF).find(told)).isEqualTo(viaProxy(PROXY));
    assertThat(behindProxies(FORWARDED).find(told)).isEqualTo(viaProxy(PROXY));
    assertThat(behindProxies("X-Client").find(told)).isEqualTo(viaProxy(PROXY));
    assertThat(behindProxies(name).find(told)).isEqualTo(viaProxy(SPOOFED));

    TestRequest beside = fromProxy().header(XFF, CLIENT).header(name, SPOOFED);
    assertThat(behindProxies(XFF).find(beside)).isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(name).find(beside)).isEqualTo(viaProxy(SPOOFED));
    assertThat(behindProxies(name).find(beside.peer("192.0.2.66"))).isEqualTo(direct("192.0.2.66"));
  }

  @Test
  void otherHeaders_all_fortyOrMoreDifferentOnes() {
    assertThat(otherHeaders()).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-forwarded-for", "X-FORWARDED-FOR", "x-Forwarded-fOR"})
  void find_nameInOtherCase_sameHeader(String name) {
    assertThat(behindProxies(XFF).find(fromProxy().header(name, CLIENT)))
        .isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(name).find(fromProxy().header(XFF, CLIENT)))
        .isEqualTo(viaProxy(CLIENT));
    assertThat(behindProxies(name).find(fromProxy().header(FORWARDED, "for=" + CLIENT)))
        .isEqualTo(CONTRADICTION);
  }

  /** P13: what a client wants removed at this hop is still read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "close, x-forwarded-for",
        "keep-alive, X-Forwarded-For, Forwarded"
      })
  void find_connectionNamesTheHeader_noEffect(String connection) {
    TestRequest told = fromProxy().header("Connection", connection).header(XFF, CLIENT);
    assertThat(behindProxies(XFF).find(told)).isEqualTo(viaProxy(CLIENT));

    TestRequest broken = fromProxy().header("Connection", connection).header(XFF, "unknown");
    assertThat(behindProxies(XFF).find(broken)).isEqualTo(unreadable(XFF));

    TestRequest spoofed = told.peer("192.0.2.66");
    assertThat(behindProxies(XFF).find(spoofed)).isEqualTo(direct("192.0.2.66"));
  }
}
