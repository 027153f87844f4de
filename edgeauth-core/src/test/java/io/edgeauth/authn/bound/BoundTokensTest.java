package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.reason.Reasons;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** J40, and the JWT's half of M17: who may send which token under which scheme. */
final class BoundTokensTest {

  private static final TestKey KEY = TestKey.of("ES256", null);
  private static final TestKey ISSUER = TestKey.of("ES256", "k1");

  @TempDir private static Path directory;

  private static X509Certificate own;
  private static X509Certificate other;

  /** Both signed by themselves: the binding is by thumbprint, and asks for no issuer. */
  @BeforeAll
  static void certificates() throws Exception {
    own = certificate("own");
    other = certificate("other");
  }

  private static X509Certificate certificate(String name) throws Exception {
    try (InputStream in = Files.newInputStream(TestAuthority.make(directory, name).pem())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static Map<String, Object> toCertificate() throws Exception {
    return Map.of("x5t#S256", TestProof.hash(own.getEncoded()));
  }

  private static TestRequest bearer(String token) {
    return TestRequest.get(BoundTrial.PATH).bearer(token);
  }

  /** J40 */
  @Test
  void authenticate_boundToAKey_onlyUnderDpop() {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      trial.refuses(bearer(trial.token()), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.refuses(
          bearer(trial.token()).header("DPoP", trial.proof().compact()),
          Reasons.TOKEN_SENDER_UNPROVEN);
      trial.accepts(trial.request());
    }
  }

  /** J40 */
  @Test
  void authenticate_boundToNothing_onlyAsBearer() {
    try (JwtTrial trial = JwtTrial.of(ISSUER)) {
      String token = trial.token().compact();
      String proof =
          TestProof.of(KEY, "/orders", token, trial.runtime().clock().instant()).compact();
      assertThat(
              JwtTrial.reasonOf(
                  trial
                      .authenticator()
                      .authenticate(TestRequest.get("/orders").dpop(token, proof))))
          .isEqualTo(Reasons.TOKEN_SENDER_UNPROVEN);
      trial.accepts(token);
      // A proof that nobody asked for changes nothing.
      assertThat(trial.authenticator().authenticate(bearer(token).header("DPoP", "x")))
          .isInstanceOf(Authenticated.class);
    }
  }

  /** J40: a cookie and an address carry no scheme. */
  @Test
  void authenticate_boundTokenInACookie_refused() {
    try (BoundTrial trial =
        BoundTrial.of(KEY, jwt -> jwt.tokenFrom(Carrier.cookie("t"), Carrier.query("t")))) {
      String proof = trial.proof().compact();
      trial.refuses(
          TestRequest.get(BoundTrial.PATH)
              .header("Cookie", "t=" + trial.token())
              .header("DPoP", proof),
          Reasons.TOKEN_SENDER_UNPROVEN);
      String unbound = trial.jwt().token().compact();
      trial.accepts(TestRequest.get(BoundTrial.PATH).header("Cookie", "t=" + unbound));
    }
  }

  /** M17 */
  @Test
  void authenticate_boundToACertificate_onlyWithIt() throws Exception {
    try (JwtTrial trial = JwtTrial.of(ISSUER)) {
      String token = trial.token().claim("cnf", toCertificate()).compact();
      for (int i = 0; i < 2; i++) { // seen before, it is looked at again
        assertThat(trial.authenticator().authenticate(bearer(token).certificates(own)))
            .isInstanceOf(Authenticated.class);
        assertThat(trial.authenticator().authenticate(bearer(token).certificates(own, other)))
            .isInstanceOf(Authenticated.class);
        for (TestRequest request :
            List.of(
                bearer(token),
                bearer(token).certificates(other),
                bearer(token).certificates(other, own),
                bearer(token).header("Client-Cert", "x"))) {
          assertThat(JwtTrial.reasonOf(trial.authenticator().authenticate(request)))
              .isEqualTo(Reasons.TOKEN_SENDER_UNPROVEN);
        }
      }
      TestRequest dpop =
          TestRequest.get(BoundTrial.PATH)
              .dpop(
                  token,
                  TestProof.of(KEY, "/orders", token, trial.runtime().clock().instant()).compact())
              .certificates(own);
      assertThat(JwtTrial.reasonOf(trial.authenticator().authenticate(dpop)))
          .isEqualTo(Reasons.TOKEN_SENDER_UNPROVEN);
    }
  }

  @Test
  void authenticate_boundToBoth_needsBoth() throws Exception {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      Map<String, Object> cnf = new HashMap<>(toCertificate());
      cnf.putAll(TestProof.binding(KEY));
      String token = trial.jwt().token().claim("cnf", cnf).compact();
      trial.accepts(both(trial, token).certificates(own));
      trial.refuses(both(trial, token), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.refuses(both(trial, token).certificates(other), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.refuses(bearer(token).certificates(own), Reasons.TOKEN_SENDER_UNPROVEN);
    }
  }

  private static TestRequest both(BoundTrial trial, String token) {
    return TestRequest.get(BoundTrial.PATH)
        .dpop(token, TestProof.of(KEY, BoundTrial.PATH, token, trial.now()).compact());
  }

  static Stream<Object> confirmations() {
    String jkt = (String) TestProof.binding(KEY).get("jkt");
    return Stream.of(
        Map.of(),
        Map.of("kid", "x"),
        Map.of("jwk", KEY.publicJwk()),
        Map.of("x5t", jkt),
        Map.of("JKT", jkt),
        Map.of("jkt", ""),
        Map.of("jkt", jkt + "="),
        Map.of("jkt", jkt.substring(1)),
        Map.of("jkt", List.of(jkt)),
        Map.of("jkt", 1),
        Map.of("jkt", jkt, "x5t#S256", "x"),
        Map.of("jkt", jkt, "x5t#S256", 1),
        "text",
        List.of(),
        1,
        true,
        false);
  }

  /** Closed by default: a binding that nobody understands is one that nobody keeps. */
  @ParameterizedTest
  @MethodSource("confirmations")
  void authenticate_bindingNotUnderstood_refused(Object cnf) {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      String token = trial.jwt().token().claim("cnf", cnf).compact();
      trial.refuses(bearer(token).certificates(own), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.refuses(both(trial, token), Reasons.TOKEN_SENDER_UNPROVEN);
    }
  }

  /** A member that is not understood beside one that is (RFC 7800, section 3.1). */
  @Test
  void authenticate_bindingWithMore_whatIsUnderstoodCounts() {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      Map<String, Object> cnf = new HashMap<>(TestProof.binding(KEY));
      cnf.put("kid", "x");
      cnf.put("x5t#S256", null);
      String token = trial.jwt().token().claim("cnf", cnf).compact();
      trial.accepts(both(trial, token));
      trial.refuses(bearer(token), Reasons.TOKEN_SENDER_UNPROVEN);
    }
  }

  @Test
  void authenticate_bindingRequired_unboundRefused() throws Exception {
    try (BoundTrial trial =
        BoundTrial.of(KEY, jwt -> jwt.senderConstrained(SenderConstrained.REQUIRE))) {
      String unbound = trial.jwt().token().compact();
      trial.refuses(bearer(unbound), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.refuses(bearer(unbound).certificates(own), Reasons.TOKEN_SENDER_UNPROVEN);
      trial.accepts(trial.request());
      String bound = trial.jwt().token().claim("cnf", toCertificate()).compact();
      trial.accepts(bearer(bound).certificates(own));
    }
  }

  private static final String ALGS =
      "algs=\"ES256 RS256 RS384 RS512 PS256 PS384 PS512 ES384 ES512 EdDSA\"";
  private static final String INVALID =
      "error=\"invalid_token\", error_description=\"The access token is not valid\"";
  private static final String BEARER = "Bearer realm=\"edgeauth\"";
  private static final String DPOP = "DPoP " + ALGS + ", realm=\"edgeauth\"";
  private static final String PROOF =
      "DPoP "
          + ALGS
          + ", error=\"invalid_dpop_proof\", error_description=\"The DPoP proof is missing or not"
          + " valid\", realm=\"edgeauth\"";

  private static String dpop(String error, String description) {
    return DPOP.replace(
        ", realm", ", error=\"" + error + "\", error_description=\"" + description + "\", realm");
  }

  static Stream<Arguments> challenges() {
    Refusal underBearer = new Refusal(Reasons.TOKEN_EXPIRED, Set.of(), TokenScheme.BEARER);
    Refusal underDpop = new Refusal(Reasons.TOKEN_EXPIRED, Set.of(), TokenScheme.DPOP);
    return Stream.of(
        Arguments.of(null, List.of(BEARER, DPOP), List.of(DPOP)),
        Arguments.of(
            underBearer,
            List.of(BEARER + ", " + INVALID, DPOP),
            List.of(BEARER + ", " + INVALID, DPOP)),
        Arguments.of(
            underDpop,
            List.of(BEARER, dpop("invalid_token", "The access token is not valid")),
            List.of(dpop("invalid_token", "The access token is not valid"))),
        Arguments.of(
            new Refusal(Reasons.DPOP_PROOF_INVALID), List.of(BEARER, PROOF), List.of(PROOF)),
        Arguments.of(
            new Refusal(Reasons.DPOP_PROOF_MISSING), List.of(BEARER, PROOF), List.of(PROOF)),
        Arguments.of(
            new Refusal(Reasons.DPOP_PROOF_REPLAYED), List.of(BEARER, PROOF), List.of(PROOF)),
        Arguments.of(
            new Refusal(Reasons.DPOP_NONCE_REQUIRED),
            List.of(
                BEARER, dpop("use_dpop_nonce", "The DPoP proof needs the nonce of this answer")),
            List.of(dpop("use_dpop_nonce", "The DPoP proof needs the nonce of this answer"))),
        Arguments.of(
            new Refusal(Reasons.SCOPE_INSUFFICIENT, Set.of("a"), TokenScheme.DPOP),
            List.of(
                BEARER,
                dpop("insufficient_scope", "The request requires more than the access token allows")
                    .replace(", realm=\"edgeauth\"", ", realm=\"edgeauth\", scope=\"a\"")),
            List.of(
                dpop("insufficient_scope", "The request requires more than the access token allows")
                    .replace(", realm=\"edgeauth\"", ", realm=\"edgeauth\", scope=\"a\""))));
  }

  @ParameterizedTest
  @MethodSource("challenges")
  void challenges_eachRefusal_errorInTheSchemeThatWasUsed(
      Refusal refusal, List<String> accepting, List<String> requiring) {
    try (BoundTrial both = BoundTrial.of(KEY);
        BoundTrial bound =
            BoundTrial.of(KEY, jwt -> jwt.senderConstrained(SenderConstrained.REQUIRE))) {
      assertThat(both.jwt().authenticator().challenges(refusal)).isEqualTo(accepting);
      assertThat(bound.jwt().authenticator().challenges(refusal)).isEqualTo(requiring);
    }
  }
}
