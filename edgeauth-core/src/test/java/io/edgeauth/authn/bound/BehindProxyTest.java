package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bound tokens under a whole configuration, where a proxy ends TLS. */
final class BehindProxyTest {

  private static final String ISSUER = "https://id.example";
  private static final String PROXY = "192.0.2.9";
  private static final String STRANGER = "192.0.2.1";
  private static final String HEADER = "X-SSL-Client-Cert";
  private static final TestKey SIGNS = TestKey.of("ES256", "k1");
  private static final TestKey OWN = TestKey.of("ES256", null);

  private static final String CONFIGURATION =
      """
      edgeauth:
        request: {public-url: "https://api.example.com"}
        client-ip: {trusted-proxies: 192.0.2.9/32}
        authenticators:
          machine:
            mtls: {trust-store: ca.pem, forwarded: {header: X-SSL-Client-Cert, format: der-base64}}
          user: {jwt: {issuer: "https://id.example", audience: api, jwks-file: keys.json, algorithms: ES256}}
        routes:
          - {path: /both/**, authenticate: [machine, user]}
          - {path: /either/**, authenticate: user | machine}
          - {path: /token/**, authenticate: user}
      """;

  @TempDir private Path directory;
  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final RecordedEvents events = new RecordedEvents();
  private TestCertificate orders;
  private TestCertificate billing;
  private EdgeAuth edge;

  @BeforeEach
  void open() throws Exception {
    TestCertificate authority = TestCertificate.root("authority").make();
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
    Files.writeString(directory.resolve("keys.json"), TestIssuer.keySet(SIGNS));
    orders = authority.leaf("orders").make();
    billing = authority.leaf("billing").make();
    edge =
        EdgeAuth.builder()
            .time(clock, new FakeTicker())
            .listener(events)
            .configuration(Files.writeString(directory.resolve("edgeauth.yaml"), CONFIGURATION))
            .build();
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private String token(Map<String, Object> cnf) {
    return TestToken.valid(ISSUER, SIGNS, TestRuntime.NOW).claim("cnf", cnf).compact();
  }

  private String boundTo(TestCertificate certificate) throws Exception {
    return token(Map.of("x5t#S256", TestProof.hash(certificate.certificate().getEncoded())));
  }

  private static TestRequest told(TestRequest request, TestCertificate certificate)
      throws Exception {
    byte[] der = certificate.certificate().getEncoded();
    return request.header(HEADER, Base64.getEncoder().encodeToString(der));
  }

  private Identity accepts(TestRequest request) {
    Decision decision = edge.decide(request);
    assertThat(decision).as("%s", last()).isInstanceOf(Decision.Forward.class);
    return ((Decision.Forward) decision).identity();
  }

  private void refuses(TestRequest request, Reason reason) {
    assertThat(edge.decide(request)).isInstanceOf(Decision.Reject.class);
    assertThat(last().reason()).isEqualTo(reason);
  }

  private DecisionEvent last() {
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    return decisions.get(decisions.size() - 1);
  }

  private static TestRequest get(String path, String peer, String token) {
    return TestRequest.get(path).peer(peer).bearer(token);
  }

  /** Named as a step of its own or as an alternative: either shows the token the certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"/both/1", "/either/1"})
  void boundToACertificate_proxyTellsIt_passes(String path) throws Exception {
    String token = boundTo(orders);
    Identity identity = accepts(told(get(path, PROXY, token), orders));
    assertThat(identity.subject()).isNotNull();
    assertThat(identity.client())
        .isEqualTo(path.startsWith("/both") ? "orders.svc.corp" : "alice-app");
    refuses(told(get(path, PROXY, token), billing), Reasons.TOKEN_SENDER_UNPROVEN);
  }

  /** Who issued it matters to the step that judges it, and not to the token. */
  @Test
  void boundToACertificate_selfSigned_passesAsAnAlternative() throws Exception {
    TestCertificate own = TestCertificate.root("own").make();
    accepts(told(get("/either/1", PROXY, boundTo(own)), own));
    assertThat(edge.decide(told(get("/both/1", PROXY, boundTo(own)), own)))
        .isInstanceOf(Decision.Reject.class);
  }

  @Test
  void boundToACertificate_proxyTellsNone_refused() throws Exception {
    refuses(get("/either/1", PROXY, boundTo(orders)), Reasons.TOKEN_SENDER_UNPROVEN);
    refuses(get("/both/1", PROXY, boundTo(orders)), Reasons.CREDENTIAL_MISSING);
    // The certificate of the connection is the proxy's own.
    refuses(
        get("/either/1", PROXY, boundTo(orders)).certificates(orders.certificate()),
        Reasons.TOKEN_SENDER_UNPROVEN);
  }

  /** M02, M17 */
  @Test
  void boundToACertificate_routeWithoutMtls_headerIsNotRead() throws Exception {
    refuses(told(get("/token/1", PROXY, boundTo(orders)), orders), Reasons.TOKEN_SENDER_UNPROVEN);
    accepts(get("/token/1", STRANGER, boundTo(orders)).certificates(orders.certificate()));
  }

  /** M17 */
  @Test
  void boundToACertificate_strangerTellsIt_refused() throws Exception {
    refuses(
        told(get("/either/1", STRANGER, boundTo(orders)), orders), Reasons.TOKEN_SENDER_UNPROVEN);
    accepts(get("/either/1", STRANGER, boundTo(orders)).certificates(orders.certificate()));
  }

  /** What the proxy hears is what the client signed, and nobody else's addresses count. */
  @Test
  void boundToAKey_proofForThePublicAddress_passes() {
    String token = token(TestProof.binding(OWN));
    accepts(proven(token, "https://api.example.com/token/1"));
    for (String other :
        List.of("http://gateway.example/token/1", "https://other.example/token/1")) {
      refuses(
          proven(token, other)
              .header("X-Forwarded-Host", "other.example")
              .header("X-Forwarded-Proto", "https"),
          Reasons.DPOP_PROOF_INVALID);
    }
  }

  private TestRequest proven(String token, String htu) {
    String proof =
        TestProof.of(OWN, "/token/1", token, clock.instant()).claim("htu", htu).compact();
    return TestRequest.get("/token/1").peer(PROXY).dpop(token, proof);
  }
}
