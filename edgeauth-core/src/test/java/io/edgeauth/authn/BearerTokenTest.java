package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.BearerToken.Found;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {

  private static final int MAX = 1_024;

  private final BearerToken header = BearerToken.from(List.of(Carrier.AUTHORIZATION), MAX);
  private final BearerToken everywhere =
      BearerToken.from(
          List.of(Carrier.AUTHORIZATION, Carrier.cookie("token"), Carrier.query("access_token")),
          MAX);

  private Found authorization(String value) {
    return header.find(TestRequest.get("/").header("Authorization", value));
  }

  private static Reason bad(Found found) {
    return ((Found.Bad) found).reason();
  }

  private static String token(Found found) {
    return new String(((Found.Token) found).bytes(), StandardCharsets.ISO_8859_1);
  }

  /** J39: the scheme has no case; b64token has these characters. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer x", "bearer x", "BEARER x", "bEaReR a.b-c_d~e+f/g==", "Bearer aa.bb.cc"})
  void find_bearer_token(String value) {
    assertThat(token(authorization(value))).isEqualTo(value.substring(7));
  }

  /** J39: no token at all is 401. */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "Bearer ", ""})
  void find_schemeWithoutToken_malformedToken(String value) {
    assertThat(bad(authorization(value))).isEqualTo(Reasons.TOKEN_MALFORMED);
    assertThat(Reasons.TOKEN_MALFORMED.status()).isEqualTo(401);
  }

  /** J37, J39: what is outside the grammar is 400. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer  x",
        "Bearer\tx",
        " Bearer x",
        "\tBearer x",
        "Bearer x y",
        "Bearer x ",
        "Bearer x\t",
        "Bearer a, Bearer b",
        "Bearer a,b",
        "Bearer =",
        "Bearer a=b",
        "Bearer \"x\"",
        "Bearer x\u0000",
        "Bearer x\u00e9",
        "Bearer a;b",
        "Bearer a:b"
      })
  void find_outsideTheGrammar_malformedCredential(String value) {
    Found found = authorization(value);
    if (found instanceof Found.Token token) {
      assertThat(token.bytes()).isNull(); // which its reader refuses as malformed
    } else {
      assertThat(bad(found)).isEqualTo(Reasons.CREDENTIAL_MALFORMED);
    }
    assertThat(Reasons.CREDENTIAL_MALFORMED.status()).isEqualTo(400);
  }

  /** J39, J40: another scheme's credential is nobody's here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic dXNlcjpwdw==",
        "Negotiate x",
        "DPoPx",
        "DPo x",
        "Bearerx",
        "Bearer,x",
        "Beare x",
        "x"
      })
  void find_otherScheme_foreign(String value) {
    assertThat(authorization(value)).isEqualTo(new Found.Foreign(Reasons.CREDENTIAL_FOREIGN));
  }

  @Test
  void find_dpopScheme_tokenUnderIt() {
    for (String value : List.of("DPoP x", "dpop x", "DPOP x")) {
      assertThat(authorization(value))
          .isInstanceOfSatisfying(
              Found.Token.class,
              token -> {
                assertThat(token.token()).isEqualTo("x");
                assertThat(token.scheme()).isEqualTo(TokenScheme.DPOP);
              });
    }
    assertThat(bad(authorization("DPoP"))).isEqualTo(Reasons.TOKEN_MALFORMED);
  }

  /** J37: the same token twice is as bad as two. */
  @Test
  void find_twoHeaderLines_doubled() {
    for (String second : List.of("Bearer a", "Bearer b", "Basic x", "")) {
      TestRequest request =
          TestRequest.get("/").header("Authorization", "Bearer a").header("authorization", second);
      assertThat(bad(header.find(request))).isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    }
    assertThat(Reasons.CREDENTIAL_DOUBLED.status()).isEqualTo(400);
  }

  /** J38: query and cookie are read only where they were asked for; the body never. */
  @Test
  void find_otherCarriers_onlyWhereConfigured() {
    TestRequest query = TestRequest.get("/").query("access_token=q");
    TestRequest cookie = TestRequest.get("/").header("Cookie", "a=1; token=c");
    assertThat(header.find(query)).isInstanceOf(Found.Nothing.class);
    assertThat(header.find(cookie)).isInstanceOf(Found.Nothing.class);
    assertThat(header.presents(query)).isEmpty();
    assertThat(everywhere.find(query))
        .isEqualTo(new Found.Token("q", 0, Carrier.query("access_token")));
    assertThat(everywhere.find(cookie)).isEqualTo(new Found.Token("c", 0, Carrier.cookie("token")));
    assertThat(everywhere.presents(cookie)).containsExactly(Carrier.cookie("token"));
  }

  /** J38: in more than one place, or twice in one. */
  @Test
  void find_severalCarriers_doubled() {
    TestRequest each =
        TestRequest.get("/").bearer("a").query("access_token=a").header("Cookie", "token=a");
    assertThat(bad(everywhere.find(each))).isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    assertThat(everywhere.presents(each)).hasSize(3);
    assertThat(bad(everywhere.find(TestRequest.get("/").bearer("a").query("access_token=b"))))
        .isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    assertThat(bad(everywhere.find(TestRequest.get("/").query("access_token=a&access%5ftoken=a"))))
        .isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    assertThat(bad(everywhere.find(TestRequest.get("/").header("Cookie", "token=a; token=b"))))
        .isEqualTo(Reasons.CREDENTIAL_DOUBLED);
    TestRequest lines =
        TestRequest.get("/").header("Cookie", "token=a").header("Cookie", "token=a");
    assertThat(bad(everywhere.find(lines))).isEqualTo(Reasons.CREDENTIAL_DOUBLED);
  }

  @Test
  void find_emptyCookieOrParameter_malformedToken() {
    assertThat(bad(everywhere.find(TestRequest.get("/").header("Cookie", "token="))))
        .isEqualTo(Reasons.TOKEN_MALFORMED);
    assertThat(bad(everywhere.find(TestRequest.get("/").query("access_token"))))
        .isEqualTo(Reasons.TOKEN_MALFORMED);
    assertThat(everywhere.find(TestRequest.get("/").header("Cookie", "Token=a; tokens=a")))
        .isInstanceOf(Found.Nothing.class);
  }

  /** J18: by one character; the scheme does not count, and nothing of it is looked at. */
  @Test
  void find_tooLong_refusedUnread() {
    assertThat(token(authorization("Bearer " + "x".repeat(MAX)))).hasSize(MAX);
    assertThat(bad(authorization("Bearer " + "x".repeat(MAX + 1))))
        .isEqualTo(Reasons.CREDENTIAL_TOO_LONG);
    assertThat(bad(authorization("Bearer " + "\u00e9".repeat(MAX + 1))))
        .isEqualTo(Reasons.CREDENTIAL_TOO_LONG);
    assertThat(
            bad(everywhere.find(TestRequest.get("/").query("access_token=" + "x".repeat(MAX + 1)))))
        .isEqualTo(Reasons.CREDENTIAL_TOO_LONG);
  }

  @Test
  void find_nothing_nothing() {
    assertThat(everywhere.find(TestRequest.get("/"))).isInstanceOf(Found.Nothing.class);
    assertThat(everywhere.presents(TestRequest.get("/"))).isEmpty();
    assertThat(everywhere.carriers()).hasSize(3);
  }

  @Test
  void toString_token_notShown() {
    Found found = authorization("Bearer planted");

    assertThat(found).isInstanceOf(Found.Token.class);
    assertThat(found.toString()).doesNotContain("planted");
  }
}
