package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which members of a key set are used: K03, K05, K07, K18. A bad one never spoils the others. */
final class JwkSetReaderTest {

  private static final TestKey RSA = TestKey.of("RS256", "r1");
  private static final TestKey CURVE = TestKey.of("ES256", "e1");
  private static final TestKey EDWARDS = TestKey.of("EdDSA", "o1");
  private static final TestKey GOOD = TestKey.of("ES256", "good");

  private static JwkSetReader.Reading read(List<?> members) throws KeySetException {
    String json = JsonWriter.write(Map.of("keys", members));
    return JwkSetReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> spoiled(TestKey key, Consumer<Map<String, Object>> spoil) {
    Map<String, Object> member = new HashMap<>(key.publicJwk());
    spoil.accept(member);
    return member;
  }

  private static void ignores(TestKey key, String name, Object value) throws KeySetException {
    ignores(spoiled(key, member -> member.put(name, value)));
  }

  private static void ignores(Object member) throws KeySetException {
    JwkSetReader.Reading reading = read(List.of(member, GOOD.publicJwk()));
    assertThat(reading.keys())
        .as("%s", member)
        .extracting(VerificationKey::id)
        .containsExactly("good");
    assertThat(reading.ignored()).hasSize(1).first().asString().isNotBlank();
  }

  private static void uses(TestKey key, String name, Object value) throws KeySetException {
    Map<String, Object> member = spoiled(key, all -> all.put(name, value));
    assertThat(read(List.of(member)).keys()).hasSize(1);
  }

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

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return TestToken.encode(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  /** K05: the size of a modulus, and the modulus that is none. */
  @Test
  void read_rsaModulusThatIsWeakOrAbsurd_ignored() throws Exception {
    BigInteger modulus = RSA.rsa().toRSAPublicKey().getModulus();
    for (int bits : new int[] {1, 512, 1024, 2047, 8193, 16_384, 100_000, 1_000_000}) {
      BigInteger other = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
      ignores(RSA, "n", number(other));
    }
    ignores(RSA, "n", "AA");
    ignores(RSA, "n", "");
    ignores(RSA, "n", "!");
    ignores(RSA, "n", 7);
    ignores(RSA, "n", null);
    ignores(RSA, "n", number(modulus.clearBit(0)));
    uses(RSA, "n", number(modulus));
  }

  /** K05: e even, 1, and beyond reason. */
  @ParameterizedTest
  @ValueSource(strings = {"", "AA", "AQ", "Ag", "BA", "AQAA", "!"})
  void read_rsaExponentThatIsWeak_ignored(String exponent) throws KeySetException {
    ignores(RSA, "e", exponent);
    uses(RSA, "e", "AQAB");
    uses(RSA, "e", "Aw");
  }

  /** K05: it would make each verification as dear as a signature. */
  @Test
  void read_hugeRsaExponent_ignored() throws Exception {
    BigInteger modulus = RSA.rsa().toRSAPublicKey().getModulus();
    ignores(RSA, "e", number(modulus.subtract(BigInteger.TWO)));
    ignores(RSA, "e", number(BigInteger.ONE.shiftLeft(64).setBit(0)));
    uses(RSA, "e", number(BigInteger.ONE.shiftLeft(32).setBit(0)));
  }

  /** K05: keys of one make of chips (CVE-2017-15361), told by their remainders. */
  @Test
  void read_rocaModulus_ignored() throws KeySetException {
    BigInteger primorial = BigInteger.ONE;
    for (int prime = 2; prime <= 167; prime++) {
      if (BigInteger.valueOf(prime).isProbablePrime(50)) {
        primorial = primorial.multiply(BigInteger.valueOf(prime));
      }
    }
    BigInteger power = BigInteger.valueOf(65_537).modPow(BigInteger.valueOf(123_457), primorial);
    BigInteger factor = BigInteger.ONE.shiftLeft(2047).divide(primorial).add(BigInteger.TEN);
    BigInteger modulus = primorial.multiply(factor).add(power);
    assertThat(modulus.bitLength()).isEqualTo(2048);

    ignores(RSA, "n", number(modulus));
    uses(RSA, "n", number(modulus.add(BigInteger.TWO)));
  }

  /** K05. */
  @Test
  void read_pointOffItsCurve_ignored() throws KeySetException {
    String zero = TestToken.encode(new byte[32]);
    String x = CURVE.ec().getX().toString();
    ignores(CURVE, "x", zero);
    ignores(CURVE, "y", zero);
    ignores(CURVE, "x", CURVE.ec().getY().toString());
    ignores(spoiled(CURVE, member -> member.putAll(Map.of("x", zero, "y", zero))));
    ignores(CURVE, "y", x);
    ignores(CURVE, "x", "");
    ignores(CURVE, "y", null);
    ignores(CURVE, "x", number(BigInteger.ONE.shiftLeft(4_000)));
    // The same point, written as a number beyond the field.
    BigInteger field =
        new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    ignores(CURVE, "x", number(CURVE.ec().getX().decodeToBigInteger().add(field)));
    uses(CURVE, "x", x);
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

  @Test
  void read_edwardsKeyThatIsNone_ignored() throws KeySetException {
    ignores(EDWARDS, "x", TestToken.encode(new byte[31]));
    ignores(EDWARDS, "x", TestToken.encode(new byte[33]));
    ignores(EDWARDS, "x", "");
    ignores(EDWARDS, "x", null);
    ignores(EDWARDS, "crv", "X25519");
    ignores(EDWARDS, "crv", "Ed448");
    ignores(EDWARDS, "x", TestToken.encode(new byte[32])); // of order 4
    byte[] identity = new byte[32];
    identity[0] = 1;
    ignores(EDWARDS, "x", TestToken.encode(identity));
    byte[] noPoint = new byte[32];
    noPoint[0] = 2; // y = 2 has no x on the curve
    ignores(EDWARDS, "x", TestToken.encode(noPoint));
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
