package io.edgeauth.authn.mtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.certificate.CertificateFormat;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderMapping;
import io.edgeauth.forward.IdentitySource;
import io.edgeauth.identity.Identity;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole decisions about requests with client certificates. */
final class MtlsTest {

  private static final String PROXY = "192.0.2.9";
  private static final String HEADER = "X-Client-Cert";

  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final FakeTicker ticker = new FakeTicker();
  private final RecordedEvents events = new RecordedEvents();
  private TestCertificate authority;
  private TestCertificate orders;
  private Mtls spec;
  private EdgeAuth edge;

  @TempDir private Path directory;

  @BeforeEach
  void make() throws Exception {
    authority = TestCertificate.root("authority").make();
    orders =
        authority
            .leaf("orders")
            .names(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "spiffe://corp/ns/shop/sa/orders"),
                new GeneralName(GeneralName.dNSName, "orders.svc.corp"))
            .make();
    spec =
        Mtls.trustStore(
            TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate()));
  }

  @AfterEach
  void end() {
    if (edge != null) {
      edge.close();
    }
  }

  private Decision decide(TestRequest request) {
    if (edge == null) {
      edge =
          EdgeAuth.builder()
              .time(clock, ticker)
              .listener(events)
              .clientIp(new ClientIpSettings(List.of(Cidr.parse(PROXY + "/32")), "X-Forwarded-For"))
              .authenticator("machine", spec)
              .route(Route.path("/**").authenticate("machine"))
              .build();
    }
    return edge.decide(request);
  }

  private static TestRequest shown(X509Certificate... chain) {
    return TestRequest.get("/x").certificates(chain);
  }

  private Identity accepts(TestRequest request) {
    Decision decision = decide(request);
    assertThat(decision).as("%s", last().detail()).isInstanceOf(Decision.Forward.class);
    return ((Decision.Forward) decision).identity();
  }

  private void refuses(TestRequest request, Reason reason) {
    Decision decision = decide(request);
    assertThat(last().reason()).isEqualTo(reason);
    assertThat(((Decision.Reject) decision).problem().status()).isEqualTo(reason.status());
  }

  private DecisionEvent last() {
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    return decisions.get(decisions.size() - 1);
  }

  @Test
  void decide_certificateOfTheAuthority_clientAndItsNames() {
    Identity identity = accepts(shown(orders.certificate()));
    assertThat(identity.client()).isEqualTo("spiffe://corp/ns/shop/sa/orders");
    assertThat(identity.subject()).isNull();
    assertThat(identity.methods()).containsExactly("machine");
    assertThat(identity.attribute("certificate.san-uri"))
        .isEqualTo(List.of("spiffe://corp/ns/shop/sa/orders"));
    assertThat(identity.attribute("certificate.san-dns")).isEqualTo(List.of("orders.svc.corp"));
    assertThat(identity.attribute("certificate.subject")).isEqualTo("CN=orders,O=Corp");
    assertThat(identity.attribute("certificate.issuer")).isEqualTo("CN=authority,O=Corp");
    assertThat(identity.attribute("certificate.cn")).isEqualTo("orders");
    assertThat((String) identity.attribute("certificate.fingerprint")).hasSize(64);
    assertThat((String) identity.attribute("certificate.pem")).startsWith("-----BEGIN CERT");
  }

  /** Every source can stand in a header. */
  @Test
  void decide_allSources_inHeaders() {
    List<HeaderMapping> headers =
        Stream.of("cn", "san-uri", "san-dns", "subject", "issuer", "serial", "fingerprint", "pem")
            .map("certificate."::concat)
            .map(
                source ->
                    new HeaderMapping(
                        "X-" + source.replace(".", "-"), IdentitySource.parse(source), null))
            .toList();
    ForwardSettings defaults = ForwardSettings.DEFAULTS;
    edge =
        EdgeAuth.builder()
            .time(clock, ticker)
            .listener(events)
            .forward(
                new ForwardSettings(
                    false,
                    headers,
                    defaults.list(),
                    defaults.encoding(),
                    defaults.reserved(),
                    defaults.requestIdHeader(),
                    defaults.maxIdentityHeaders()))
            .authenticator("machine", spec)
            .route(Route.path("/**").authenticate("machine"))
            .build();
    Decision decision = decide(shown(orders.certificate()));
    assertThat(((Decision.Forward) decision).headers().fields())
        .filteredOn(field -> field.name().startsWith("X-certificate-"))
        .hasSize(headers.size())
        .allSatisfy(field -> assertThat(field.value()).isNotBlank().doesNotContain("%"));
  }

  @Test
  void decide_noCertificate_asked() {
    Decision decision = decide(shown());
    assertThat(((Decision.Reject) decision).responseHeaders())
        .anySatisfy(
            field -> {
              assertThat(field.name()).isEqualTo("WWW-Authenticate");
              assertThat(field.value()).startsWith("Certificate realm=");
            });
  }

  /** M19: one connection for two hosts, of which each may ask for a certificate of its own. */
  @Test
  void decide_connectionOfAnotherHost_misdirected() {
    X509Certificate own = orders.certificate();
    for (String host : List.of("gateway.example", "GATEWAY.example", "gateway.example.")) {
      assertThat(accepts(shown(own).tlsServerName(host)).client()).endsWith("/orders");
    }
    accepts(shown(own).tlsServerName("gateway.example").authority("gateway.example:8443"));
    for (String host : List.of("a.example", "gateway.example.org", "xgateway.example", "")) {
      refuses(shown(own).tlsServerName(host), Reasons.CONNECTION_MISDIRECTED);
    }
    // Without a certificate too, since the other host might have been shown one.
    refuses(shown().tlsServerName("a.example"), Reasons.CONNECTION_MISDIRECTED);
    refuses(shown().tlsServerName("gateway.example"), Reasons.CREDENTIAL_MISSING);
    // A proxy opens its connections for whom it likes.
    accepts(shown(own).peer(PROXY).tlsServerName("a.example"));
  }

  /** M11. */
  @Test
  void decide_otherAuthority_foreign() throws Exception {
    TestCertificate other = TestCertificate.root("other").make();
    refuses(shown(other.leaf("orders").make().certificate()), Reasons.CREDENTIAL_FOREIGN);
    TestCertificate namesake = TestCertificate.root("authority").make();
    refuses(shown(namesake.leaf("orders").make().certificate()), Reasons.CERTIFICATE_SIGNATURE);
  }

  /** M07. */
  @Test
  void decide_expiredMeanwhile_refused() {
    accepts(shown(orders.certificate()));
    clock.advance(Duration.ofDays(20_000));
    refuses(shown(orders.certificate()), Reasons.CERTIFICATE_EXPIRED);
  }

  @Test
  void decide_identityFrom_theFirstThatThereIs() throws Exception {
    spec.identityFrom(NameSource.SAN_EMAIL, NameSource.SAN_DNS);
    assertThat(accepts(shown(orders.certificate())).client()).isEqualTo("orders.svc.corp");
    TestCertificate named =
        authority
            .leaf("b")
            .names(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:b"))
            .make();
    refuses(shown(named.certificate()), Reasons.CERTIFICATE_NAME);
  }

  @Test
  void decide_subjects_onlyTheseMayCome() throws Exception {
    spec.subjects("spiffe://corp/ns/*/sa/orders");
    accepts(shown(orders.certificate()));
    refuses(shown(authority.leaf("billing").make().certificate()), Reasons.CERTIFICATE_SUBJECT);
  }

  private static String escaped(X509Certificate certificate) throws Exception {
    return URLEncoder.encode(TestCertificate.pem(certificate), UTF_8).replace("+", "%20");
  }

  /** M01: beside its positive twin. */
  @Test
  void decide_forwarded_believedFromTheProxyAlone() throws Exception {
    spec.forwarded(HEADER, CertificateFormat.PEM_URLENCODED);
    String told = escaped(orders.certificate());
    assertThat(accepts(shown().peer(PROXY).header(HEADER, told)).client())
        .isEqualTo("spiffe://corp/ns/shop/sa/orders");
    refuses(shown().peer("192.0.2.1").header(HEADER, told), Reasons.CREDENTIAL_MISSING);
  }

  /** The proxy's own certificate says who the proxy is. */
  @Test
  void decide_forwardedNothing_proxysOwnDoesNotCount() {
    spec.forwarded(HEADER, CertificateFormat.PEM_URLENCODED);
    refuses(shown(orders.certificate()).peer(PROXY), Reasons.CREDENTIAL_MISSING);
    accepts(shown(orders.certificate()).peer("192.0.2.1"));
  }

  /** M03, M06. */
  @Test
  void decide_forwardedTwiceOrBroken_refused() throws Exception {
    spec.forwarded(HEADER, CertificateFormat.PEM_URLENCODED);
    String told = escaped(orders.certificate());
    refuses(
        shown().peer(PROXY).header(HEADER, told).header(HEADER, told), Reasons.CREDENTIAL_DOUBLED);
    // A stranger's lines mean nothing, however many.
    refuses(
        shown().peer("192.0.2.1").header(HEADER, told).header(HEADER, told),
        Reasons.CREDENTIAL_MISSING);
    refuses(shown().peer(PROXY).header(HEADER, "none"), Reasons.CERTIFICATE_MALFORMED);
  }

  /** M01: it never reaches a backend, whoever sent it. */
  @Test
  void decide_forwarded_headerEndsHere() throws Exception {
    spec.forwarded(HEADER, CertificateFormat.PEM_URLENCODED);
    TestRequest told = shown().peer(PROXY).header(HEADER, escaped(orders.certificate()));
    Decision.Forward forward = (Decision.Forward) decide(told);
    assertThat(forward.headers().apply(HEADER, told.headers(HEADER))).isEmpty();
  }
}
