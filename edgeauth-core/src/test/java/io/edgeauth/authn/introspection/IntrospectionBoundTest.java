package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens that an answer says are bound: J40, J41 and M17 for introspection. The answer is
 * remembered, who sends the token is looked at each time.
 */
final class IntrospectionBoundTest {

  private static final TestKey KEY = TestKey.of("ES256", null);

  @TempDir private Path directory;

  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private final IntrospectionTrial trial = IntrospectionTrial.of(server.uri());

  @AfterEach
  void end() {
    trial.close();
    server.close();
  }

  private static TestRequest dpop(TestProof proof) {
    return TestRequest.get("/any").dpop("abc", proof.compact());
  }

  private static TestProof proof() {
    return TestProof.of(KEY, "/any", "abc", TestRuntime.NOW);
  }

  private void accepts(TestRequest request) {
    assertThat(trial.edge().decide(request)).isInstanceOf(Decision.Forward.class);
  }

  private void refuses(TestRequest request, Reason reason) {
    Decision decision = trial.edge().decide(request);
    assertThat(trial.lastEvent().reason()).isEqualTo(reason);
    assertThat(IntrospectionTrial.status(decision)).isEqualTo(reason.status());
  }

  @Test
  void decide_boundToAKey_proofLookedAtEachTime() {
    Map<String, Object> answer = active("cnf", TestProof.binding(KEY));
    answer.put("token_type", "DPoP");
    server.answerWith(answer);
    for (int i = 0; i < 2; i++) {
      TestRequest request = dpop(proof());
      accepts(request);
      refuses(request, Reasons.DPOP_PROOF_REPLAYED);
      refuses(dpop(proof().claim("htm", "POST")), Reasons.DPOP_PROOF_INVALID);
      refuses(TestRequest.get("/any").bearer("abc"), Reasons.TOKEN_SENDER_UNPROVEN);
    }
    assertThat(server.calls()).isEqualTo(1);
  }

  /** To the second, with the minute of skew that the times of an answer have too. */
  @Test
  void decide_iatAtTheEdges_judgedToTheSecond() {
    server.answerWith(active("cnf", TestProof.binding(KEY)));
    long now = TestRuntime.NOW.getEpochSecond();
    accepts(dpop(proof().claim("iat", now + 60)));
    refuses(dpop(proof().claim("iat", now + 61)), Reasons.DPOP_PROOF_INVALID);
    accepts(dpop(proof().claim("iat", now - 119)));
    refuses(dpop(proof().claim("iat", now - 120)), Reasons.DPOP_PROOF_INVALID);
  }

  @Test
  void decide_unboundUnderDpop_refused() {
    refuses(dpop(proof()), Reasons.TOKEN_SENDER_UNPROVEN);
    accepts(TestRequest.get("/any").bearer("abc"));
  }

  /** A server that says that the token is bound, and not to what. */
  @Test
  void decide_dpopTypeWithoutKey_refused() {
    server.answerWith(active("token_type", "DPoP"));
    refuses(dpop(proof()), Reasons.TOKEN_SENDER_UNPROVEN);
    refuses(TestRequest.get("/any").bearer("abc"), Reasons.TOKEN_SENDER_UNPROVEN);
  }

  /** M17 */
  @Test
  void decide_boundToACertificate_onlyWithIt() throws Exception {
    X509Certificate own = certificate("own");
    X509Certificate other = certificate("other");
    server.answerWith(active("cnf", Map.of("x5t#S256", TestProof.hash(own.getEncoded()))));
    for (int i = 0; i < 2; i++) {
      accepts(TestRequest.get("/any").bearer("abc").certificates(own));
      refuses(TestRequest.get("/any").bearer("abc"), Reasons.TOKEN_SENDER_UNPROVEN);
      refuses(
          TestRequest.get("/any").bearer("abc").certificates(other, own),
          Reasons.TOKEN_SENDER_UNPROVEN);
    }
    assertThat(server.calls()).isEqualTo(1);
  }

  private X509Certificate certificate(String name) throws Exception {
    try (InputStream in = Files.newInputStream(TestAuthority.make(directory, name).pem())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
