package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.Canary;
import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressStageTest {

  private static List<Cidr> networks(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }

  private static IpRules allow(String... texts) {
    return IpRules.of(networks(texts), List.of());
  }

  private static ClientIpSettings trusting(String... proxies) {
    return new ClientIpSettings(networks(proxies), "X-Forwarded-For");
  }

  private static TestRequest from(String peer) {
    return TestRequest.get("/open").peer(peer);
  }

  private static TestEdge edge(ClientIpSettings clientIp, IpRules rules) {
    return TestEdge.of(
        builder ->
            builder
                .clientIp(clientIp)
                .ipRules(rules)
                .route(Route.path("/open").allowPublic())
                .route(
                    Route.path("/office").ipRules(allow("198.51.100.0/24")).authenticate("user")));
  }

  @Test
  void decide_denyWinsOverAllow() {
    IpRules rules = IpRules.of(networks("10.0.0.0/8", "2001:db8::/32"), networks("10.1.0.0/16"));
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, rules)) {
      assertThat(edge.reason(from("10.2.0.1"))).isNull();
      assertThat(edge.reason(from("2001:db8::1"))).isNull();
      assertThat(edge.reason(from("::ffff:10.2.0.1"))).isNull();
      assertThat(edge.reason(from("10.1.0.1"))).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.reason(from("::ffff:10.1.0.1"))).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.reason(from("192.0.2.1"))).isEqualTo(Reasons.ADDRESS_DENIED);
    }
  }

  /** P15: before the route is looked for, and before any authenticator is asked. */
  @Test
  void decide_denied_beforeRouteAndCredentials() {
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, allow("10.0.0.0/8"))) {
      TestRequest broken = TestRequest.get("/office").header("X-User", "throw");
      assertThat(edge.reason(broken)).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.lastEvent().route()).isNull();
      assertThat(edge.reason(TestRequest.get("/none"))).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.reason(TestRequest.get("/a/../b"))).isEqualTo(Reasons.PATH_AMBIGUOUS);
    }
  }

  /** P15: nobody is called about a request whose address is denied. */
  @Test
  void decide_denied_issuerNeverCalled() throws Exception {
    try (Canary canary = Canary.start()) {
      EdgeAuthBuilder builder =
          EdgeAuth.builder()
              .authenticator("user", Jwt.issuer(canary.uri("")).audience("api"))
              .ipRules(allow("10.0.0.0/8"))
              .route(Route.path("/office").authenticate("user"))
              .onlyLooking();
      try (EdgeAuth edge = builder.build()) {
        String token = TestToken.valid(canary.uri(""), TestKey.of("ES256", "k1")).compact();
        for (String path : List.of("/office", "/none")) {
          TestRequest request = TestRequest.get(path).bearer(token).peer("192.0.2.1");
          Decision.Reject reject = (Decision.Reject) edge.decide(request);
          assertThat(reject.problem().status()).isEqualTo(403);
        }
      }
      canary.assertNeverCalled();
    }
  }

  /**
   * P14: a server that has put the client in the peer's place already (a valve, the PROXY protocol)
   * is not overruled by the header that it has read: that client is no trusted proxy.
   */
  @Test
  void decide_peerAlreadyRewritten_headerNotReadAgain() {
    try (TestEdge edge = edge(trusting("10.0.0.0/8"), allow("203.0.113.0/24"))) {
      TestRequest rewritten = from("203.0.113.9").header("X-Forwarded-For", "198.51.100.1");
      assertThat(edge.reason(rewritten)).isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo("203.0.113.9");
      TestRequest denied = from("198.51.100.1").header("X-Forwarded-For", "203.0.113.9");
      assertThat(edge.reason(denied)).isEqualTo(Reasons.ADDRESS_DENIED);

      TestRequest once = from("10.0.0.1").header("X-Forwarded-For", "198.51.100.1, 203.0.113.9");
      assertThat(edge.reason(once)).as("its twin: what the server left alone is read").isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo("203.0.113.9");
    }
  }

  /** A route's own rules hold beside those of all routes, before its credentials are looked at. */
  @Test
  void decide_rulesOfRoute_besideThoseOfAll() {
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, IpRules.NONE)) {
      TestRequest office = TestRequest.get("/office").header("X-User", "good");
      assertThat(edge.reason(office.peer("198.51.100.7"))).isNull();
      assertThat(edge.reason(office.peer("192.0.2.1"))).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.lastEvent().route()).isEqualTo("/office");
      TestRequest broken = TestRequest.get("/office").header("X-User", "throw");
      assertThat(edge.reason(broken)).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.reason(from("192.0.2.1"))).isNull();
    }
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, allow("10.0.0.0/8"))) {
      TestRequest office = TestRequest.get("/office").header("X-User", "good");
      assertThat(edge.reason(office.peer("198.51.100.7"))).isEqualTo(Reasons.ADDRESS_DENIED);
    }
  }

  /** P12: who cannot be told is denied where addresses matter, and only there. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "@", "localhost", "/run/socket", "127.1"})
  void decide_unknownPeer_deniedWhereRulesAre(String peer) {
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, IpRules.of(List.of(), networks("::1")))) {
      assertThat(edge.reason(from(peer))).isEqualTo(Reasons.ADDRESS_DENIED);
    }
    try (TestEdge edge = edge(ClientIpSettings.DEFAULTS, IpRules.NONE)) {
      assertThat(edge.reason(from(peer))).isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo(peer);
      TestRequest office = TestRequest.get("/office").header("X-User", "good").peer(peer);
      assertThat(edge.reason(office)).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.edge().explain(from(peer)).stages().get(1).detail())
          .isEqualTo("client unknown; sent to http://gateway.example");
    }
  }

  /** P01, P02, P08: without trusted proxies no header says where a request comes from. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Fastly-Client-IP",
        "X-Envoy-External-Address",
        "X-Original-Forwarded-For",
        "X-Forwarded",
        "Forwarded-For",
        "X-ProxyUser-Ip",
        "WL-Proxy-Client-IP",
        "Proxy-Client-IP",
        "X-Remote-Addr",
        "X-Remote-IP",
        "X-Originating-IP",
        "Remote-Addr",
        "Client-IP",
        "X-Forwarded-Client-IP",
        "X-Forwarded-By",
        "X-Forwarded-Server",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Remote-User",
        "X-Original-Remote-Addr",
        "X-Original-Host",
        "X-Client-Addr",
        "X-Client-Real-IP",
        "X-Real-Client-IP",
        "X-Azure-ClientIP",
        "X-Azure-SocketIP",
        "X-Appengine-User-IP",
        "X-Appengine-Remote-Addr",
        "X-Google-Real-IP",
        "X-Nf-Client-Connection-IP",
        "Fly-Client-IP",
        "X-Vercel-Forwarded-For",
        "X-Sucuri-ClientIP",
        "Incap-Client-IP",
        "Ali-CDN-Real-IP",
        "Cdn-Src-IP",
        "Cdn-Real-IP",
        "X-Cdn-Src-IP",
        "X-BlueCoat-Via",
        "X-Coming-From",
        "Coming-From",
        "X-Host",
        "Via",
        "X-Custom-IP-Authorization",
        "X-IP",
        "Source-IP",
        "Remote-Host",
        "X-Backend-Host",
        "CF-Connecting-IPv6",
        "CF-Pseudo-IPv4",
        "X_Forwarded_For",
        "X.Forwarded.For"
      })
  void decide_headerFromStranger_noEffect(String header) {
    for (String value : List.of("127.0.0.1", "for=127.0.0.1", "unreadable")) {
      try (TestEdge edge = edge(trusting("10.0.0.0/8"), allow("127.0.0.1"))) {
        TestRequest request = from("192.0.2.1").header(header, value);
        assertThat(edge.reason(request)).isEqualTo(Reasons.ADDRESS_DENIED);
        assertThat(edge.lastEvent().clientAddress()).isEqualTo("192.0.2.1");
        assertThat(edge.reason(from("127.0.0.1").header(header, "192.0.2.9"))).isNull();
      }
    }
  }

  /** P03: the nearest address that is no trusted proxy. */
  @Test
  void decide_behindProxies_clientDecides() {
    try (TestEdge edge = edge(trusting("10.0.0.0/8"), allow("203.0.113.0/24"))) {
      TestRequest spoofed =
          from("10.0.0.1").header("X-Forwarded-For", "203.0.113.9, 192.0.2.66, 10.0.0.2");
      assertThat(edge.reason(spoofed)).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.lastEvent().clientAddress()).isEqualTo("192.0.2.66");
      TestRequest honest =
          from("10.0.0.1").header("X-Forwarded-For", "192.0.2.66, 203.0.113.9, 10.0.0.2");
      assertThat(edge.reason(honest)).isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo("203.0.113.9");
      assertThat(edge.edge().explain(honest).stages().get(1).detail())
          .isEqualTo("client 203.0.113.9; sent to http://gateway.example");
    }
  }

  /** P05. */
  @Test
  void decide_unreadableFromProxy_malformed() {
    try (TestEdge edge = edge(trusting("10.0.0.0/8"), IpRules.NONE)) {
      TestRequest request = from("10.0.0.1").header("X-Forwarded-For", "203.0.113.9, unknown");
      assertThat(edge.reason(request)).isEqualTo(Reasons.ADDRESS_UNREADABLE);
      assertThat(edge.lastEvent().clientAddress()).isEqualTo("10.0.0.1");
      assertThat(edge.reason(from("192.0.2.1").header("X-Forwarded-For", "unknown"))).isNull();
    }
  }

  /** One client has one name in the log, whichever way server and proxies write it. */
  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "0:0:0:0:0:0:0:1, ::1",
    "::ffff:192.0.2.1, 192.0.2.1"
  })
  void event_clientAddress_canonical(String written, String canonical) {
    try (TestEdge edge = edge(trusting("10.0.0.0/8"), IpRules.NONE)) {
      assertThat(edge.reason(from(written))).isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo(canonical);
      assertThat(edge.reason(from("10.0.0.1").header("X-Forwarded-For", written))).isNull();
      assertThat(edge.lastEvent().clientAddress()).isEqualTo(canonical);
      assertThat(edge.reason(TestRequest.get("/a;b").peer(written)))
          .isEqualTo(Reasons.PATH_AMBIGUOUS);
      assertThat(edge.lastEvent().clientAddress()).isEqualTo(canonical);
    }
  }
}
