package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.Secret;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that want to choose how they are verified: J01 to J06. */
final class JwtAlgorithmConfusionTest {

  private static final TestKey KEY = TestKey.of("RS256", "k1");
  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

  private static String claims(JwtTrial trial) {
    String token = trial.token().compact();
    return token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
  }

  /** J01: eight ways to say none, each with an empty, no and a real signature. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"kid\":\"k1\"}",
        "{\"alg\":\"None\",\"kid\":\"k1\"}",
        "{\"alg\":\"NONE\",\"kid\":\"k1\"}",
        "{\"alg\":\"nOnE\",\"kid\":\"k1\"}",
        "{\"alg\":\"none \",\"kid\":\"k1\"}",
        "{\"alg\":\"\",\"kid\":\"k1\"}",
        "{\"alg\":null,\"kid\":\"k1\"}",
        "{\"kid\":\"k1\"}",
        "{\"alg\":0,\"kid\":\"k1\"}",
        "{\"alg\":[\"RS256\"],\"kid\":\"k1\"}"
      })
  void authenticate_algorithmNone_refused(String header) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String content = TestToken.encode(header) + "." + claims(trial);
      String signed = TestToken.compact(header, decoded(claims(trial)), KEY);

      trial.refuses(content + ".", Reasons.TOKEN_ALGORITHM);
      trial.refuses(content, Reasons.TOKEN_MALFORMED);
      trial.refuses(signed, Reasons.TOKEN_ALGORITHM);
      trial.accepts(TestToken.compact(HEADER, decoded(claims(trial)), KEY));
    }
  }

  /** J02, J03: what everybody knows is taken for a secret. */
  @Test
  void authenticate_hmacUnderWhatIsPublic_refused() throws Exception {
    PublicKey key = KEY.rsa().toPublicKey();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----";
    List<byte[]> secrets = new ArrayList<>();
    for (String text : List.of(pem, pem + "\n", " " + pem, JsonWriter.write(KEY.publicJwk()))) {
      secrets.add(text.getBytes(StandardCharsets.UTF_8));
    }
    secrets.add(key.getEncoded());
    secrets.add(KEY.rsa().getModulus().decode());
    secrets.add(KEY.rsa().toRSAPublicKey().getModulus().toByteArray());
    secrets.add(new byte[1]); // HMAC pads a key with zeros: this is the empty one
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (byte[] secret : secrets) {
        for (String algorithm : List.of("HS256", "HS384", "HS512")) {
          String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"k1\"}";
          trial.refuses(mac(header, claims(trial), secret), Reasons.TOKEN_ALGORITHM);
        }
        trial.refuses(mac(HEADER, claims(trial), secret), Reasons.TOKEN_SIGNATURE);
      }
      trial.accepts(trial.token());
    }
  }

  /** C02: secrets and public keys never stand side by side, so J02 has nothing to confuse. */
  @Test
  void create_secretBesidePublicKeyAlgorithm_refused() {
    String secret = "a".repeat(32);
    assertThatThrownBy(
            () ->
                JwtTrial.of(
                    jwt ->
                        jwt.secret(Secret.of(secret))
                            .algorithms(JwsAlgorithm.RS256, JwsAlgorithm.HS256),
                    KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("algorithms: not HS with a secret")
        .hasMessageContaining("jwks-uri: beside jwks-file or secret");
    assertThatThrownBy(() -> JwtTrial.of(jwt -> jwt.algorithms(JwsAlgorithm.HS256), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("algorithms: HS without a secret");
  }

  /** J04: a key that says nothing about its algorithm, which is not in the issuer's list. */
  @Test
  void authenticate_algorithmOutsideTheList_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestKey pss = KEY.as("PS256");
      trial.refuses(trial.token().header("alg", "PS256").signedBy(pss), Reasons.TOKEN_ALGORITHM);
      trial.refuses(trial.token().header("alg", "RS512").signedBy(KEY), Reasons.TOKEN_ALGORITHM);
      trial.accepts(trial.token());
    }
    try (JwtTrial both =
        JwtTrial.of(jwt -> jwt.algorithms(JwsAlgorithm.RS256, JwsAlgorithm.PS256), KEY)) {
      TestKey pss = KEY.as("PS256");
      both.accepts(both.token().header("alg", "PS256").signedBy(pss));
      both.refuses(both.token().header("alg", "PS256"), Reasons.TOKEN_SIGNATURE);
    }
  }

  /** J04: in the list, but for another kind of key. */
  @Test
  void authenticate_algorithmOfAnotherKindOfKey_refused() {
    TestKey curve = TestKey.of("ES256", "e1");
    try (JwtTrial trial = JwtTrial.of(KEY, curve)) {
      trial.refuses(
          trial.token().header("alg", "ES256").signedBy(curve), Reasons.TOKEN_KEY_UNKNOWN);
      trial.refuses(trial.token().header("kid", "e1"), Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token().header("alg", "ES256").header("kid", "e1").signedBy(curve));
    }
  }

  /** J05: in the list, but the key is for another. */
  @Test
  void authenticate_algorithmOtherThanTheKeys_refused() {
    Map<String, Object> member = KEY.publicJwk();
    member.put("alg", "RS256");
    try (JwtTrial trial =
        JwtTrial.of(jwt -> {}, KEY, List.of(member), JwsAlgorithm.RS256, JwsAlgorithm.PS256)) {
      TestKey pss = KEY.as("PS256");
      trial.refuses(trial.token().header("alg", "PS256").signedBy(pss), Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token());
    }
  }

  /** J06. */
  @ParameterizedTest
  @ValueSource(strings = {"rs256", "RS256 ", " RS256", "RS256\u0000", "R\u0405256", "RS2\uff156"})
  void authenticate_algorithmSpeltOtherwise_refused(String name) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(trial.token().header("alg", name), Reasons.TOKEN_ALGORITHM);
      assertThat(trial.accepts(trial.token().header("alg", "RS256")).subject()).isEqualTo("alice");
    }
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static String mac(String header, String claims, byte[] secret)
      throws GeneralSecurityException {
    String content = TestToken.encode(header) + "." + claims;
    boolean asked = header.contains("HS");
    String name = asked ? "HmacSHA" + header.substring(10, 13) : "HmacSHA256";
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(secret, name));
    byte[] tag = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + TestToken.encode(tag);
  }
}
