package io.edgeauth.authn.mtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.certificate.CertificateFormat;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M01, M02, M16, M17: whom a header with a certificate is believed from, in whole decisions. */
final class ForwardedHeaderTrustTest {

  private static final String PROXY = "192.0.2.9";
  private static final String STRANGER = "192.0.2.1";
  private static final String OPEN = "/open";
  private static final String HEADER = "X-Client-Cert";
  private static final TestKey ISSUER = TestKey.of("ES256", "k1");

  private final RecordedEvents events = new RecordedEvents();
  private TestCertificate authority;
  private TestCertificate orders;
  private EdgeAuth edge;

  @TempDir private Path directory;

  @BeforeEach
  void make() throws Exception {
    authority = TestCertificate.root("authority").make();
    orders = authority.leaf("orders").make();
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
  }

  @AfterEach
  void end() {
    edge.close();
  }

  private Mtls mtls() {
    return Mtls.trustStore(directory.resolve("ca.pem"));
  }

  private EdgeAuthBuilder builder() {
    return EdgeAuth.builder()
        .time(new FakeClock(TestRuntime.NOW), new FakeTicker())
        .listener(events)
        .clientIp(new ClientIpSettings(List.of(Cidr.parse(PROXY + "/32")), "X-Forwarded-For"));
  }

  private void open(Mtls spec) {
    edge =
        builder()
            .authenticator("machine", spec)
            .route(Route.path(OPEN).allowPublic())
            .route(Route.path("/**").authenticate("machine"))
            .build();
  }

  private static String escaped(X509Certificate certificate) throws Exception {
    return URLEncoder.encode(TestCertificate.pem(certificate), UTF_8).replace("+", "%20");
  }

  private String told() throws Exception {
    return escaped(orders.certificate());
  }

  private static Set<String> spellings(String name) {
    Set<String> spellings = new LinkedHashSet<>(List.of(name));
    spellings.add(name.toLowerCase(Locale.ROOT));
    spellings.add(name.toUpperCase(Locale.ROOT));
    for (String one : List.copyOf(spellings)) {
      spellings.add(one.replace('-', '_'));
    }
    return spellings;
  }

  private void refuses(TestRequest request, Reason reason) {
    Decision decision = edge.decide(request);
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    assertThat(decisions.get(decisions.size() - 1).reason()).isEqualTo(reason);
    assertThat(((Decision.Reject) decision).problem().status()).isEqualTo(reason.status());
  }

  private String client(TestRequest request) {
    Decision decision = edge.decide(request);
    assertThat(decision).isInstanceOf(Decision.Forward.class);
    return ((Decision.Forward) decision).identity().client();
  }

  private void ends(String header, TestRequest request) {
    Decision.Forward forward = (Decision.Forward) edge.decide(request);
    assertThat(forward.identity().isAnonymous()).isTrue();
    assertThat(forward.headers().apply(header, request.headers(header))).as(header).isEmpty();
    assertThat(forward.headers().names(List.of(header))).doesNotContain(header);
  }

  /** M01, M02: each name that a proxy of the field uses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Client-Cert",
        "Client-Cert",
        "Client-Cert-Chain",
        "X-SSL-Client-Cert",
        "SSL_CLIENT_CERT",
        "X-Client-Cert",
        "X-Client-Cert-CN",
        "X-Amzn-Mtls-Clientcert",
        "X-Amzn-Mtls-Clientcert-Leaf",
        "X-ARR-ClientCert",
        "ssl-client-cert",
        "X-Forwarded-Tls-Client-Cert",
        "X-Tls-Peer"
      })
  void certificate_inAHeader_believedFromTheProxyUnderItsNameAlone(String name) throws Exception {
    String told = told();
    open(mtls().forwarded(name, CertificateFormat.PEM_URLENCODED));
    assertThat(client(TestRequest.get("/x").peer(PROXY).header(name, told)))
        .isEqualTo("orders.svc.corp");
    for (String spelling : spellings(name)) {
      TestRequest stranger = TestRequest.get("/x").peer(STRANGER).header(spelling, told);
      refuses(stranger, Reasons.CREDENTIAL_MISSING);
      ends(spelling, TestRequest.get(OPEN).peer(STRANGER).header(spelling, told));
      ends(spelling, TestRequest.get(OPEN).peer(PROXY).header(spelling, told));
      TestRequest viaProxy = TestRequest.get("/x").peer(PROXY).header(spelling, told);
      if (spelling.equalsIgnoreCase(name)) {
        assertThat(client(viaProxy)).isEqualTo("orders.svc.corp");
      } else {
        refuses(viaProxy, Reasons.CREDENTIAL_MISSING); // a client's, that the proxy let through
      }
    }
    // Beside the proxy's own it changes nothing.
    TestRequest beside = TestRequest.get("/x").peer(PROXY).header(name, told);
    for (String spelling : spellings(name)) {
      if (!spelling.equalsIgnoreCase(name)) {
        beside.header(spelling, "evil");
      }
    }
    assertThat(client(beside)).isEqualTo("orders.svc.corp");
  }

  /** M02: nobody said that this proxy passes certificates on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Client-Cert",
        "Client-Cert",
        "X-SSL-Client-Cert",
        "SSL_CLIENT_CERT",
        "X-Client-Cert",
        "X-Client-Cert-CN",
        "X-Amzn-Mtls-Clientcert",
        "X-ARR-ClientCert",
        "ssl-client-cert"
      })
  void certificate_inAHeaderThatIsNotConfigured_ignored(String name) throws Exception {
    String told = told();
    open(mtls());
    for (String spelling : spellings(name)) {
      for (String peer : List.of(PROXY, STRANGER)) {
        refuses(
            TestRequest.get("/x").peer(peer).header(spelling, told), Reasons.CREDENTIAL_MISSING);
        ends(spelling, TestRequest.get(OPEN).peer(peer).header(spelling, told));
        assertThat(
                client(
                    TestRequest.get("/x")
                        .peer(peer)
                        .certificates(orders.certificate())
                        .header(spelling, "evil")))
            .isEqualTo("orders.svc.corp");
      }
    }
  }

  private void openForTokens() throws Exception {
    Path keys = directory.resolve("keys.json");
    Files.writeString(keys, "{\"keys\":[" + ISSUER.jwk().toPublicJWK().toJSONString() + "]}");
    edge =
        builder()
            .authenticator("machine", mtls().forwarded(HEADER, CertificateFormat.PEM_URLENCODED))
            .authenticator(
                "user", Jwt.issuer(JwtTrial.ISSUER).audience(TestToken.AUDIENCE).jwksFile(keys))
            .route(Route.path("/both/**").authenticate("machine", "user"))
            .route(Route.path("/**").authenticate("user"))
            .build();
  }

  private static TestRequest bound(String path, X509Certificate to) throws Exception {
    Map<String, Object> cnf = Map.of("x5t#S256", TestProof.hash(to.getEncoded()));
    return TestRequest.get(path)
        .peer(STRANGER)
        .bearer(
            TestToken.valid(JwtTrial.ISSUER, ISSUER, TestRuntime.NOW).claim("cnf", cnf).compact());
  }

  /** M17: beside what the proxy and the connection prove. */
  @Test
  void boundToken_certificateFromAStrangersHeader_refused() throws Exception {
    openForTokens();
    X509Certificate own = orders.certificate();
    X509Certificate other = authority.leaf("other").make().certificate();
    for (int i = 0; i < 2; i++) { // the token is remembered then
      assertThat(client(bound("/both", own).peer(PROXY).header(HEADER, told()))).isNotNull();
      assertThat(client(bound("/both", own).certificates(own))).isNotNull();
      assertThat(client(bound("/x", own).certificates(own))).isNotNull();
      for (String header : spellings(HEADER)) {
        refuses(bound("/both", own).header(header, told()), Reasons.CREDENTIAL_MISSING);
        refuses(bound("/x", own).header(header, told()), Reasons.TOKEN_SENDER_UNPROVEN);
        refuses(
            bound("/both", own).header(header, told()).certificates(other),
            Reasons.TOKEN_SENDER_UNPROVEN);
        refuses(
            bound("/x", own).header(header, told()).certificates(other),
            Reasons.TOKEN_SENDER_UNPROVEN);
      }
      // A route that reads no header does not believe the proxy either (M02).
      refuses(bound("/x", own).peer(PROXY).header(HEADER, told()), Reasons.TOKEN_SENDER_UNPROVEN);
      // The proxy's own certificate is not its client's.
      refuses(bound("/both", own).peer(PROXY).certificates(own), Reasons.CREDENTIAL_MISSING);
      refuses(
          bound("/both", own).peer(PROXY).certificates(own).header(HEADER, escaped(other)),
          Reasons.TOKEN_SENDER_UNPROVEN);
    }
  }

  /** M16: a new certificate for the same key and names is another one. */
  @Test
  void boundToken_certificateIssuedAgainForItsKey_refused() throws Exception {
    openForTokens();
    X509Certificate own = orders.certificate();
    X509Certificate again = authority.leaf("orders").keys(orders.keys()).make().certificate();
    assertThat(again.getPublicKey()).isEqualTo(own.getPublicKey());
    assertThat(again.getSubjectX500Principal()).isEqualTo(own.getSubjectX500Principal());
    for (String path : List.of("/both", "/x")) {
      assertThat(client(bound(path, own).certificates(own))).isNotNull();
      refuses(bound(path, own).certificates(again), Reasons.TOKEN_SENDER_UNPROVEN);
      assertThat(client(bound(path, again).certificates(again))).isNotNull();
    }
  }
}
