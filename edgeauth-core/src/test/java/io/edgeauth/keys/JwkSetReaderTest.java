package io.edgeauth.keys;

import static io.edgeauth.keys.JwkSets.CURVE;
import static io.edgeauth.keys.JwkSets.EDWARDS;
import static io.edgeauth.keys.JwkSets.GOOD;
import static io.edgeauth.keys.JwkSets.RSA;
import static io.edgeauth.keys.JwkSets.ignores;
import static io.edgeauth.keys.JwkSets.read;
import static io.edgeauth.keys.JwkSets.spoiled;
import static io.edgeauth.keys.JwkSets.uses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which members of a key set are used: K03, K05, K07, K18. A bad one never spoils the others. */
final class JwkSetReaderTest {

  @Test
  void read_keysOfAllKinds_used() throws KeySetException {
    List<Map<String, Object>> members = new ArrayList<>();
    for (String algorithm : List.of("RS256", "ES256", "ES384", "ES512", "EdDSA")) {
      members.add(TestKey.of(algorithm, algorithm).publicJwk());
    }

    JwkSetReader.Reading reading = read(members);

    assertThat(reading.ignored()).isEmpty();
    assertThat(reading.keys()).hasSize(5);
    for (VerificationKey key : reading.keys()) {
      JwsAlgorithm algorithm = JwsAlgorithm.of(key.id());
      assertThat(key.fits(algorithm)).isTrue();
    }
  }

  /** K03. */
  @Test
  void read_keyForAnotherUse_ignored() throws KeySetException {
    ignores(RSA, "use", "enc");
    ignores(RSA, "use", "SIG");
    ignores(RSA, "use", List.of("sig"));
    ignores(RSA, "key_ops", List.of("encrypt"));
    ignores(RSA, "key_ops", List.of("sign"));
    ignores(RSA, "key_ops", List.of());
    ignores(RSA, "key_ops", "verify");
    ignores(RSA, "key_ops", List.of("verify", 1));
    ignores(both("sig", "encrypt"));
    ignores(both("enc", "verify"));
    ignores(both("sig", "verify", "encrypt"));
    uses(RSA, "use", "sig");
    uses(RSA, "use", null);
    uses(RSA, "key_ops", List.of("verify"));
    uses(RSA, "key_ops", List.of("verify", "encrypt"));
    assertThat(read(List.of(both("sig", "sign", "verify"))).keys()).hasSize(1);
    uses(RSA, "key_ops", null);
  }

  private static Map<String, Object> both(String use, String... operations) {
    return spoiled(RSA, all -> all.putAll(Map.of("use", use, "key_ops", List.of(operations))));
  }

  /** K05: curve and algorithm must go together. */
  @Test
  void read_curveThatDoesNotFit_ignored() throws KeySetException {
    ignores(CURVE, "crv", "P-384");
    ignores(CURVE, "crv", "secp256k1");
    ignores(CURVE, "crv", "p-256");
    ignores(CURVE, "crv", null);
    ignores(CURVE, "alg", "ES384");
    ignores(CURVE, "alg", "RS256");
    ignores(RSA, "alg", "ES256");
    ignores(RSA, "alg", "HS256");
    ignores(EDWARDS, "alg", "ES256");
    uses(CURVE, "alg", "ES256");
    uses(RSA, "alg", "PS512");
    uses(EDWARDS, "alg", "EdDSA");
  }

  /** K07. */
  @Test
  void read_symmetricOrPrivateKey_ignored() throws KeySetException {
    ignores(Map.of("kty", "oct", "kid", "s1", "k", TestToken.encode(TestKey.randomBytes(64))));
    ignores(Map.of("kty", "oct", "kid", "s1", "k", TestToken.encode(new byte[8]), "alg", "HS256"));
    ignores(RSA.jwk().toJSONObject());
    ignores(CURVE.jwk().toJSONObject());
    for (String part : List.of("d", "p", "q", "dp", "dq", "qi", "oth")) {
      ignores(RSA, part, "AQAB");
    }
  }

  /** K18. */
  @Test
  void read_membersOfStrangeTypes_ignoredOrWithoutEffect() throws KeySetException {
    ignores(RSA, "alg", List.of("RS256"));
    ignores(RSA, "alg", "RSA-OAEP");
    ignores(RSA, "alg", "none");
    ignores(RSA, "alg", "");
    ignores(RSA, "alg", 1);
    ignores(RSA, "kid", 1);
    ignores(RSA, "kty", "rsa");
    ignores(RSA, "kty", null);
    ignores(RSA, "kty", List.of("RSA"));
    ignores("text");
    ignores(List.of());
    ignores(Map.of());
    uses(RSA, "x5c", List.of("bm8gY2VydGlmaWNhdGU"));
    uses(RSA, "x5c", "none");
    uses(RSA, "x5u", "file:///etc/passwd");
    uses(RSA, "x5t#S256", 7);
    uses(RSA, "unknown", Map.of("a", List.of()));
    uses(RSA, "kid", null);
    uses(RSA, "alg", null);
  }

  /** C06: a key id goes into events and log lines. */
  @Test
  void read_keyIdWithLineBreaksOrEndless_tamedInTheReason() throws KeySetException {
    JwkSetReader.Reading reading =
        read(
            List.of(
                spoiled(
                    RSA,
                    m -> m.putAll(Map.of("use", "enc", "kid", "a\r\nINFO all is well\u001b[0m"))),
                spoiled(RSA, m -> m.putAll(Map.of("use", "enc", "kid", "k".repeat(10_000)))),
                GOOD.publicJwk()));

    assertThat(reading.ignored())
        .hasSize(2)
        .allMatch(reason -> reason.length() < 200)
        .allMatch(reason -> reason.chars().noneMatch(Character::isISOControl));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":null}",
        "{\"keys\":\"\"}",
        "<html></html>",
        "{\"keys\":[{}],\"keys\":[{}]}",
        "{\"Keys\":[{}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"kty\":\"EC\"}]}",
        "{\"keys\":[{}]} x"
      })
  void read_whatIsNoKeySet_refusedWhole(String json) {
    assertThatThrownBy(() -> JwkSetReader.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(KeySetException.class)
        .hasMessageStartingWith("no JWK set");
  }

  /** K08. */
  @Test
  void read_tooManyKeys_refusedWhole() throws KeySetException {
    assertThatThrownBy(() -> read(Collections.nCopies(1_001, Map.of("kty", "x"))))
        .isInstanceOf(KeySetException.class)
        .hasMessageContaining("1001 keys (expected: at most 1000)");
    assertThat(read(Collections.nCopies(1_000, Map.of("kty", "x"))).ignored()).hasSize(1_000);
  }
}
