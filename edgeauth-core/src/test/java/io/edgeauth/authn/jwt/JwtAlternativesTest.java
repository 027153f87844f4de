package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several issuers are several authenticators; what one of them allows says nothing about the
 * other's tokens.
 */
final class JwtAlternativesTest {

  private static final TestKey RSA = TestKey.of("RS256", "k1");
  private static final TestKey EDWARDS = TestKey.of("EdDSA", "k1");

  /**
   * J32: neither the order nor what the issuers allow matters; each token has its own issuer's key.
   */
  @ParameterizedTest
  @ValueSource(strings = {"staff | partner", "partner | staff"})
  void authenticate_issuersThatDiffer_eachByItsOwn(String step) {
    try (TestIssuer staff = TestIssuer.start(RSA);
        TestIssuer partner = TestIssuer.start(EDWARDS);
        EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator("staff", Jwt.issuer(staff.issuer()).audience("api").types("at+jwt"))
                .authenticator(
                    "partner",
                    Jwt.issuer(partner.issuer()).audience("api").algorithms(JwsAlgorithm.EDDSA))
                .route(Route.path("/**").authenticate(step))
                .build()) {
      TestToken ofStaff = TestToken.valid(staff.issuer(), RSA).header("typ", "at+jwt");
      TestToken ofPartner = TestToken.valid(partner.issuer(), EDWARDS);

      assertThat(decide(edge, ofStaff)).isInstanceOf(Decision.Forward.class);
      assertThat(decide(edge, ofPartner)).isInstanceOf(Decision.Forward.class);
      assertThat(decide(edge, ofPartner.claim("iss", staff.issuer())))
          .isInstanceOf(Decision.Reject.class);
      assertThat(decide(edge, TestToken.valid(staff.issuer(), RSA)))
          .isInstanceOf(Decision.Reject.class);
    }
  }

  /** K17: where issuer and key id meet, nothing tells where the one ends: so they never meet. */
  @ParameterizedTest
  @ValueSource(strings = {":", "/", "%00", "&kid="})
  void authenticate_issuersAndKeyIdsThatJoinToTheSameText_eachItsOwnKey(String separator) {
    TestKey one = TestKey.of("EdDSA", "c");
    TestKey two = TestKey.of("EdDSA", "b" + separator + "c");
    String longer = "https://id.example/a" + separator + "b";
    String shorter = "https://id.example/a";
    try (TestIssuer ofLonger = TestIssuer.start(one);
        TestIssuer ofShorter = TestIssuer.start(two);
        EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator("longer", edwards(longer).jwksUri(ofLonger.jwksUri()))
                .authenticator("shorter", edwards(shorter).jwksUri(ofShorter.jwksUri()))
                .route(Route.path("/**").authenticate("longer | shorter"))
                .build()) {
      assertThat(longer + separator + one.keyId()).isEqualTo(shorter + separator + two.keyId());
      for (int i = 0; i < 2; i++) { // and once more, when all of it could be remembered
        assertThat(decide(edge, TestToken.valid(longer, one))).isInstanceOf(Decision.Forward.class);
        assertThat(decide(edge, TestToken.valid(shorter, two)))
            .isInstanceOf(Decision.Forward.class);
        assertThat(decide(edge, TestToken.valid(longer, one).signedBy(two)))
            .isInstanceOf(Decision.Reject.class);
        assertThat(decide(edge, TestToken.valid(shorter, two).signedBy(one)))
            .isInstanceOf(Decision.Reject.class);
        assertThat(decide(edge, TestToken.valid(longer, two))).isInstanceOf(Decision.Reject.class);
        assertThat(decide(edge, TestToken.valid(shorter, one))).isInstanceOf(Decision.Reject.class);
      }
    }
  }

  private static Jwt edwards(String issuer) {
    return Jwt.issuer(issuer).audience("api").algorithms(JwsAlgorithm.EDDSA);
  }

  private static Decision decide(EdgeAuth edge, TestToken token) {
    return edge.decide(TestRequest.get("/x").bearer(token.compact()));
  }
}
