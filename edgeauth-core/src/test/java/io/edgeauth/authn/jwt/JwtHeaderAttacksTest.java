package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.Canary;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.reason.Reasons;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that bring keys, addresses or demands: J07 to J12, J14, J34. */
final class JwtHeaderAttacksTest {

  private static final TestKey KEY = TestKey.of("RS256", "k1");
  private static final TestKey ATTACKER = TestKey.of("RS256", "k1");

  /** J07. */
  @Test
  void authenticate_keyInTheHeader_refusedAndNotRemembered() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestToken forged = trial.token().header("jwk", ATTACKER.publicJwk()).signedBy(ATTACKER);

      trial.refuses(forged, Reasons.TOKEN_MALFORMED);
      trial.refuses(trial.token().signedBy(ATTACKER), Reasons.TOKEN_SIGNATURE);
      trial.refuses(trial.token().header("jwk", KEY.publicJwk()), Reasons.TOKEN_MALFORMED);
      trial.accepts(trial.token());
    }
  }

  /** J08, and J09's twin: under a trusted key the addresses have no effect. */
  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void authenticate_addressInTheHeader_neverCalled(String parameter) throws Exception {
    try (JwtTrial trial = JwtTrial.of(KEY);
        Canary canary = Canary.start()) {
      String address = canary.uri("/keys");

      trial.refuses(
          trial.token().header(parameter, address).signedBy(ATTACKER), Reasons.TOKEN_SIGNATURE);
      trial.refuses(
          trial.token().header(parameter, address).header("kid", "k2").signedBy(ATTACKER),
          Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token().header(parameter, address));

      trial.runtime().finish();
      canary.assertNeverCalled();
    }
  }

  /** J09. */
  @Test
  void authenticate_chainInTheHeader_withoutEffect() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      List<String> chain = List.of("MIIB", "not even a certificate");
      List<String> endless = Collections.nCopies(1_500, "MIIBIjAN");

      trial.refuses(trial.token().header("x5c", chain).signedBy(ATTACKER), Reasons.TOKEN_SIGNATURE);
      trial.refuses(
          trial.token().header("x5c", endless).signedBy(ATTACKER), Reasons.CREDENTIAL_TOO_LONG);
      trial.accepts(trial.token().header("x5c", chain));
    }
  }

  /** J10. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../dev/null",
        "/proc/self/environ",
        "' OR 1=1--",
        "$(id)",
        "${jndi:ldap://127.0.0.1/x}",
        "\u0000",
        "k1\u0000",
        "k1 ",
        "K1",
        ""
      })
  void authenticate_strangeKeyId_isAnUnknownKey(String keyId) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(trial.token().header("kid", keyId), Reasons.TOKEN_KEY_UNKNOWN);
      trial.refuses(
          trial.token().header("kid", keyId).signedBy(ATTACKER), Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token());
    }
  }

  /** J10. */
  @Test
  void authenticate_keyIdThatIsNoString_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object keyId : List.of(1, true, List.of("k1"), Map.of("a", "k1"))) {
        trial.refuses(trial.token().header("kid", keyId), Reasons.TOKEN_MALFORMED);
      }
      trial.refuses(trial.token().header("kid", "k".repeat(65_536)), Reasons.CREDENTIAL_TOO_LONG);
      trial.refuses(trial.token().header("kid", "k".repeat(8_000)), Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token().header("kid", null)); // as if it were absent; one key fits
    }
  }

  /** J11. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"k1\"}",
        "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"\\u0061lg\":\"RS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"kid\":\"k1\",\"kid\":\"k1\"}"
      })
  void authenticate_doubledHeaderParameter_refused(String header) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String claims = JsonWriter.write(claims(trial));

      trial.refuses(TestToken.compact(header, claims, KEY), Reasons.TOKEN_MALFORMED);
      trial.accepts(TestToken.compact("{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims, KEY));
    }
  }

  /** J11. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sub\":\"alice\"",
        "\"sub\":\"admin\"",
        "\"exp\":99999999999",
        "\"iss\":\"https://id.example\"",
        "\"\\u0073ub\":\"admin\"",
        "\"deep\":{\"a\":1,\"a\":2}"
      })
  void authenticate_doubledClaim_refused(String member) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";
      String claims = JsonWriter.write(claims(trial));
      String doubled = claims.substring(0, claims.length() - 1) + "," + member + "}";

      trial.refuses(TestToken.compact(header, doubled, KEY), Reasons.TOKEN_MALFORMED);
      trial.accepts(TestToken.compact(header, claims, KEY));
    }
  }

  /** J12, J13. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[\"exp\"]",
        "\"crit\":[\"exp\"],\"exp\":1",
        "\"crit\":[\"b64\"],\"b64\":false",
        "\"crit\":[\"b64\"],\"b64\":true",
        "\"b64\":false",
        "\"b64\":true",
        "\"crit\":[\"x-unknown\"]",
        "\"crit\":[]",
        "\"crit\":\"exp\"",
        "\"crit\":null",
        "\"crit\":[\"a\",\"a\"]"
      })
  void authenticate_criticalParameter_refused(String parameter) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String claims = JsonWriter.write(claims(trial));
      String header = "{\"alg\":\"RS256\",\"kid\":\"k1\",%s}";

      trial.refuses(
          TestToken.compact(header.formatted(parameter), claims, KEY), Reasons.TOKEN_MALFORMED);
      trial.accepts(TestToken.compact(header.formatted("\"x-unknown\":1"), claims, KEY));
    }
  }

  /** J14. */
  @Test
  void authenticate_tokenInsideAToken_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String inner = trial.token().compact();
      String header = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

      trial.refuses(TestToken.compact(header, inner, KEY), Reasons.TOKEN_MALFORMED);
      trial.refuses(trial.token().header("cty", "JWT"), Reasons.TOKEN_TYPE);
      trial.refuses(trial.token().header("cty", "application/jwt"), Reasons.TOKEN_TYPE);
      trial.refuses(trial.token().header("cty", List.of("JWT")), Reasons.TOKEN_MALFORMED);
      trial.accepts(trial.token().header("cty", "json"));
      trial.accepts(trial.token().header("cty", null));
    }
  }

  /** J15: signed, and by its header encrypted; libraries read it one way or the other. */
  @Test
  void authenticate_signedTokenWithHeaderOfAnEncrypted_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(trial.token().header("enc", "A256GCM"), Reasons.TOKEN_MALFORMED);
      trial.refuses(trial.token().header("enc", null), Reasons.TOKEN_MALFORMED);
      trial.accepts(trial.token().header("Enc", "A256GCM"));
    }
  }

  /** J34. */
  @ParameterizedTest
  @ValueSource(
      strings = {"logout+jwt", "dpop+jwt", "secevent+jwt", "LOGOUT+JWT", "application/dpop+jwt"})
  void authenticate_typeOfAnotherPurpose_refused(String type) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(trial.token().header("typ", type), Reasons.TOKEN_TYPE);
      trial.accepts(trial.token().header("typ", "JWT"));
      trial.accepts(trial.token().header("typ", "at+jwt"));
      trial.accepts(trial.token());
    }
  }

  /** J34. */
  @Test
  void authenticate_accessTokenTypeDemanded_onlyThatPasses() {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.types("at+jwt"), KEY)) {
      for (String type : List.of("at+jwt", "application/at+jwt", "AT+JWT")) {
        trial.accepts(trial.token().header("typ", type));
      }
      for (String type :
          List.of("JWT", "logout+jwt", "dpop+jwt", "client-authentication+jwt", "")) {
        trial.refuses(trial.token().header("typ", type), Reasons.TOKEN_TYPE);
      }
      trial.refuses(trial.token(), Reasons.TOKEN_TYPE);
      trial.refuses(trial.token().header("typ", null), Reasons.TOKEN_TYPE);
      trial.refuses(trial.token().header("typ", List.of("at+jwt")), Reasons.TOKEN_MALFORMED);
    }
  }

  private static Map<String, Object> claims(JwtTrial trial) {
    long now = trial.runtime().clock().instant().getEpochSecond();
    assertThat(now).isPositive();
    return Map.of("iss", JwtTrial.ISSUER, "aud", "api", "sub", "alice", "exp", now + 300);
  }
}
