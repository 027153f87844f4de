package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * J41: any proofs, also such as are signed by the key that the token is bound to. The last byte of
 * an input says what the rest is: a proof; or a header and, from the first line break on, claims,
 * which are signed as they are; or claims behind the good header.
 */
@Timeout(30)
final class DpopProofFuzzTest {

  private static BoundTrial trial;
  private static TestKey key;

  @BeforeAll
  static void start() {
    key = TestKey.of("ES256", null);
    trial = BoundTrial.of(key);
  }

  @AfterAll
  static void end() {
    trial.close();
  }

  /** An exception is a finding too. */
  @FuzzTest
  @DictionaryEntries({
    "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",",
    "\"kty\":\"RSA\",\"n\":\"",
    "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"",
    "\"jti\":\"a\",",
    "\"htm\":\"GET\",",
    "\"htu\":\"http://gateway.example/orders\",",
    "\"iat\":1795348800,",
    "\"ath\":\"",
    "\"nonce\":\"",
    "\"d\":\"",
    "%2e%2e/",
    "eyJ0eXAiOiJkcG9wK2p3dCJ9."
  })
  void authenticate_anyProof_acceptedOnlyWhereItIsOne(FuzzedDataProvider data) throws Exception {
    int kind = data.consumeInt(0, 2);
    byte[] bytes = data.consumeRemainingAsBytes();
    String proof = proof(kind, new String(bytes, StandardCharsets.ISO_8859_1));

    AuthenticationResult result = trial.ask(trial.request(proof));

    if (result instanceof Authenticated) {
      assertThat(kind).as("signed by nobody: %s", proof).isNotZero();
      JWSObject parsed = JWSObject.parse(proof);
      assertThat(parsed.verify(new ECDSAVerifier((ECKey) key.jwk()))).isTrue();
      Map<String, Object> claims = parsed.getPayload().toJSONObject();
      assertThat(claims).containsEntry("htm", "GET").containsKeys("jti", "iat", "ath", "htu");
      assertThat(JwtTrial.reasonOf(trial.ask(trial.request(proof))).code())
          .isEqualTo("dpop-proof-replayed");
    } else {
      assertThat(JwtTrial.reasonOf(result).status()).isEqualTo(401);
    }
  }

  private static String proof(int kind, String text) {
    if (kind == 0) {
      return text;
    }
    if (kind == 2) {
      Map<String, Object> header =
          Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", key.publicJwk());
      return compact(JsonWriter.write(header), text.isEmpty() ? good() : text);
    }
    String[] parts = text.split("\n", 2);
    return compact(parts[0], parts[parts.length - 1]);
  }

  private static String good() {
    String claims = trial.proof().compact().split("\\.", -1)[1];
    return new String(java.util.Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
  }

  private static String compact(String header, String claims) {
    return TestToken.compact(
        header.getBytes(StandardCharsets.ISO_8859_1),
        claims.getBytes(StandardCharsets.ISO_8859_1),
        key);
  }
}
