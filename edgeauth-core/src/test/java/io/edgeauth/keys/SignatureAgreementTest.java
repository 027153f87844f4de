package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever verifies, the same signatures are right and the same are wrong: what one lets pass and
 * another refuses would be a forgery on some machines.
 */
final class SignatureAgreementTest {

  private static final byte[] CONTENT = "header.payload of a token".getBytes(US_ASCII);
  private static final BigInteger ED25519_ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** Made when first asked for; RSA keys are dear, and one is enough. */
  private static final Map<JwsAlgorithm, Signer> SIGNERS = new EnumMap<>(JwsAlgorithm.class);

  private static synchronized Signer signer(JwsAlgorithm algorithm) {
    return algorithm.keyType() == JwsAlgorithm.KeyType.RSA
        ? SIGNERS.computeIfAbsent(JwsAlgorithm.RS256, Signer::of).as(algorithm)
        : SIGNERS.computeIfAbsent(algorithm, Signer::of);
  }

  static Stream<Arguments> everyAlgorithm() {
    return perVerifier("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA");
  }

  static Stream<Arguments> ecdsa() {
    return perVerifier("ES256 ES384 ES512");
  }

  static Stream<Arguments> rsa() {
    return perVerifier("RS256 RS384 RS512 PS256 PS384 PS512");
  }

  static Stream<Arguments> pss() {
    return perVerifier("PS256 PS384 PS512");
  }

  private static Stream<Arguments> perVerifier(String algorithms) {
    return Arrays.stream(Verifier.values())
        .flatMap(
            verifier ->
                Arrays.stream(algorithms.split(" "))
                    .map(name -> Arguments.of(verifier, JwsAlgorithm.of(name))));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] other = bytes.clone();
    other[bit / 8] ^= (byte) (1 << bit % 8);
    return other;
  }

  /** A number as so many bytes, most significant first. */
  private static byte[] bytes(BigInteger number, int length) {
    byte[] minimal = number.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(minimal.length, length);
    System.arraycopy(minimal, minimal.length - count, bytes, length - count, count);
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  @ParameterizedTest
  @MethodSource("everyAlgorithm")
  void verifies_goodSignature_true(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    VerificationKey key = signer.key(verifier.provider());
    for (byte[] content : new byte[][] {CONTENT, new byte[0], new byte[100_000]}) {
      byte[] signature = signer.sign(content);
      assertThat(key.verifies(algorithm, content, signature)).isTrue();
      assertThat(key.verifies(algorithm, content, signature)).as("once more").isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("everyAlgorithm")
  void verifies_anyBitSpoiled_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    VerificationKey key = signer.key(verifier.provider());
    byte[] signature = signer.sign(CONTENT);
    for (int bit = 0; bit < signature.length * 8; bit += 61) {
      assertThat(key.verifies(algorithm, CONTENT, flipped(signature, bit))).as("%s", bit).isFalse();
    }
    for (int bit = 0; bit < CONTENT.length * 8; bit += 13) {
      assertThat(key.verifies(algorithm, flipped(CONTENT, bit), signature)).as("%s", bit).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("everyAlgorithm")
  void verifies_signatureOfAnotherKeyOrNone_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    VerificationKey key = signer.key(verifier.provider());
    byte[] foreign = Signer.of(algorithm).sign(CONTENT);
    int length = foreign.length;

    assertThat(key.verifies(algorithm, CONTENT, foreign)).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, new byte[0])).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, new byte[length])).isFalse();
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) 0xFF);
    assertThat(key.verifies(algorithm, CONTENT, ones)).isFalse();
  }

  /** J23, and the same for the other kinds: a byte less, a byte more, twice as many. */
  @ParameterizedTest
  @MethodSource("everyAlgorithm")
  void verifies_signatureOfOtherLength_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    VerificationKey key = signer.key(verifier.provider());
    byte[] good = signer.sign(CONTENT);
    int length = good.length;

    assertThat(key.verifies(algorithm, CONTENT, Arrays.copyOf(good, length - 1))).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, Arrays.copyOf(good, length + 1))).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, Arrays.copyOfRange(good, 1, length))).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, joined(new byte[1], good))).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, joined(good, good))).isFalse();
    assertThat(key.verifies(algorithm, CONTENT, good)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyAlgorithm")
  void verifies_partOfAnArray_thatPartAlone(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    VerificationKey key = signer.key(verifier.provider());
    byte[] signature = signer.sign(CONTENT);
    byte[] around = joined(joined(new byte[7], CONTENT), new byte[5]);

    assertThat(key.verifies(algorithm, around, 7, CONTENT.length, signature)).isTrue();
    assertThat(key.verifies(algorithm, around, 6, CONTENT.length, signature)).isFalse();
    assertThat(key.verifies(algorithm, around, 7, CONTENT.length + 1, signature)).isFalse();
    assertThat(key.verifies(algorithm, around, 7, CONTENT.length - 1, signature)).isFalse();
    assertThatThrownBy(() -> key.verifies(algorithm, around, 13, CONTENT.length, signature))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> key.verifies(algorithm, around, -1, 1, signature))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("ecdsa")
  @DisplayName("J23: r and s that are 0, the order, or beyond it")
  void verifies_numbersOutOfRange_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    BigInteger order = ((ECPublicKey) signer.pair().getPublic()).getParams().getOrder();
    int half = algorithm.signatureLength() / 2;
    byte[] good = signer.sign(CONTENT);
    byte[] r = Arrays.copyOf(good, half);
    byte[] s = Arrays.copyOfRange(good, half, 2 * half);
    byte[] zero = new byte[half];
    byte[] one = bytes(BigInteger.ONE, half);
    byte[] n = bytes(order, half);
    byte[] most = bytes(BigInteger.ONE.shiftLeft(8 * half).subtract(BigInteger.ONE), half);
    Map<String, byte[]> spoiled = new LinkedHashMap<>();
    spoiled.put("r = 0", joined(zero, s));
    spoiled.put("s = 0", joined(r, zero));
    spoiled.put("both 0", joined(zero, zero));
    spoiled.put("r = 1, s = 0", joined(one, zero));
    spoiled.put("r = 0, s = 1", joined(zero, one));
    spoiled.put("both 1", joined(one, one));
    spoiled.put("r = n", joined(n, s));
    spoiled.put("s = n", joined(r, n));
    spoiled.put("both n", joined(n, n));
    spoiled.put("r = n, s = 1", joined(n, one));
    spoiled.put("r = n + 1", joined(bytes(order.add(BigInteger.ONE), half), s));
    spoiled.put("r of ones", joined(most, s));
    spoiled.put("s of ones", joined(r, most));
    spoiled.put("exchanged", joined(s, r));
    SignatureProvider provider = verifier.provider();

    spoiled.forEach(
        (how, signature) ->
            assertThat(signer.accepts(provider, CONTENT, signature)).as(how).isFalse());
    assertThat(signer.accepts(provider, CONTENT, good)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ecdsa")
  @DisplayName("J23: the DER form, and the signature of a longer curve")
  void verifies_signatureInOtherForm_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    SignatureProvider provider = verifier.provider();
    String der = algorithm.jca().replace("inP1363Format", "");

    assertThat(signer.accepts(provider, CONTENT, signer.sign(CONTENT, der, null))).isFalse();
    for (JwsAlgorithm other :
        new JwsAlgorithm[] {JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.ES512}) {
      assertThat(signer.accepts(provider, CONTENT, signer(other).sign(CONTENT)))
          .isEqualTo(other == algorithm);
    }
  }

  @ParameterizedTest
  @MethodSource("ecdsa")
  @DisplayName("J24: the twin with the high s is as good, and the documentation says so")
  void verifies_highTwin_true(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    BigInteger order = ((ECPublicKey) signer.pair().getPublic()).getParams().getOrder();
    int half = algorithm.signatureLength() / 2;
    byte[] good = signer.sign(CONTENT);
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, half, 2 * half));
    byte[] twin = joined(Arrays.copyOf(good, half), bytes(order.subtract(s), half));

    assertThat(twin).isNotEqualTo(good);
    assertThat(signer.accepts(verifier.provider(), CONTENT, twin)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Ed25519: S and S + L would be two signatures of one text (RFC 8032, 5.1.7)")
  void verifies_edwardsScalarNotReduced_false(Verifier verifier) {
    Signer signer = signer(JwsAlgorithm.EDDSA);
    SignatureProvider provider = verifier.provider();
    byte[] good = signer.sign(CONTENT);
    byte[] point = Arrays.copyOf(good, 32);
    BigInteger scalar = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
    for (int times = 1; times < 16; times++) {
      BigInteger more = scalar.add(ED25519_ORDER.multiply(BigInteger.valueOf(times)));
      byte[] other = joined(point, reversed(bytes(more, 32)));
      assertThat(signer.accepts(provider, CONTENT, other)).as("S + %s L", times).isFalse();
    }
    assertThat(signer.accepts(provider, CONTENT, joined(point, reversed(bytes(scalar, 32)))))
        .isTrue();
    assertThat(signer.accepts(provider, CONTENT, joined(point, new byte[32]))).isFalse();
    assertThat(signer.accepts(provider, CONTENT, joined(new byte[32], point))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rsa")
  void verifies_rsaWithLeadingZero_onlyAtFullLength(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    SignatureProvider provider = verifier.provider();
    byte[] content = CONTENT.clone();
    byte[] good = signer.sign(content);
    for (int attempt = 0; good[0] != 0; attempt++) {
      content = (attempt + " is signed").getBytes(US_ASCII);
      good = signer.sign(content);
    }

    assertThat(signer.accepts(provider, content, good)).isTrue();
    byte[] shorter = Arrays.copyOfRange(good, 1, good.length);
    assertThat(signer.accepts(provider, content, shorter)).isFalse();
    assertThat(signer.accepts(provider, content, joined(new byte[1], good))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rsa")
  void verifies_rsaNumberNotBelowModulus_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    SignatureProvider provider = verifier.provider();
    BigInteger modulus = ((RSAPublicKey) signer.pair().getPublic()).getModulus();
    byte[] content = CONTENT.clone();
    byte[] good = signer.sign(content);
    BigInteger beyond = new BigInteger(1, good).add(modulus);
    for (int attempt = 0; beyond.bitLength() > 2048; attempt++) { // must fit into as many bytes
      content = (attempt + " is signed").getBytes(US_ASCII);
      good = signer.sign(content);
      beyond = new BigInteger(1, good).add(modulus);
    }

    assertThat(signer.accepts(provider, content, good)).isTrue();
    assertThat(signer.accepts(provider, content, bytes(beyond, good.length))).isFalse();
    assertThat(signer.accepts(provider, content, bytes(modulus, good.length))).isFalse();
    BigInteger last = modulus.subtract(BigInteger.ONE);
    assertThat(signer.accepts(provider, content, bytes(last, good.length))).isFalse();
    byte[] one = bytes(BigInteger.ONE, good.length);
    assertThat(signer.accepts(provider, content, one)).isFalse();
  }

  /** A key for several algorithms verifies under the one that is asked for. */
  @ParameterizedTest
  @MethodSource("rsa")
  void verifies_signatureOfAnotherRsaAlgorithm_false(Verifier verifier, JwsAlgorithm algorithm) {
    VerificationKey key = signer(algorithm).key(verifier.provider());
    for (Arguments other : rsa().toList()) {
      JwsAlgorithm signed = (JwsAlgorithm) other.get()[1];
      assertThat(key.verifies(algorithm, CONTENT, signer(signed).sign(CONTENT)))
          .as("%s", signed)
          .isEqualTo(signed == algorithm);
    }
  }

  /** RFC 7518, section 3.5: the salt is as long as the hash. */
  @ParameterizedTest
  @MethodSource("pss")
  void verifies_saltOfOtherLength_false(Verifier verifier, JwsAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    SignatureProvider provider = verifier.provider();
    PSSParameterSpec right = (PSSParameterSpec) algorithm.parameters();
    for (int salt : new int[] {0, 20, right.getSaltLength() - 1, right.getSaltLength() + 1}) {
      PSSParameterSpec other =
          new PSSParameterSpec(
              right.getDigestAlgorithm(), "MGF1", right.getMGFParameters(), salt, 1);
      byte[] signature = signer.sign(CONTENT, algorithm.jca(), other);
      assertThat(signer.accepts(provider, CONTENT, signature)).as("%s", salt).isFalse();
    }
    PSSParameterSpec otherMask =
        new PSSParameterSpec(
            right.getDigestAlgorithm(),
            "MGF1",
            MGF1ParameterSpec.SHA1,
            right.getSaltLength(),
            PSSParameterSpec.TRAILER_FIELD_BC);
    byte[] masked = signer.sign(CONTENT, algorithm.jca(), otherMask);
    assertThat(signer.accepts(provider, CONTENT, masked)).isFalse();
  }

  /**
   * A provider that takes no such key leaves it to the JDK: an issuer's key is never lost by it.
   */
  @ParameterizedTest
  @EnumSource
  void verifies_rsaKeysOfUnusualNumbers_goodAloneAccepted(Verifier verifier) {
    SignatureProvider provider = verifier.provider();
    BigInteger one = BigInteger.ONE;
    Map<String, RSAKeyGenParameterSpec> keys =
        Map.of(
            "e = 3", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0),
            "e of 33 bits", new RSAKeyGenParameterSpec(2048, one.shiftLeft(32).setBit(0)),
            "e of 34 bits", new RSAKeyGenParameterSpec(2048, one.shiftLeft(33).setBit(0)),
            "e of 64 bits", new RSAKeyGenParameterSpec(2048, one.shiftLeft(63).setBit(0)),
            "2049 bits", new RSAKeyGenParameterSpec(2049, RSAKeyGenParameterSpec.F4),
            "3072 bits", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));
    keys.forEach(
        (name, numbers) -> {
          Signer rsa = Signer.of(JwsAlgorithm.RS256, "RSA", numbers);
          assertThat(PublicKeyCheck.fault(rsa.pair().getPublic())).isNull();
          for (Signer signer : new Signer[] {rsa, rsa.as(JwsAlgorithm.PS512)}) {
            byte[] good = signer.sign(CONTENT);
            assertThat(signer.accepts(provider, CONTENT, good)).as(name).isTrue();
            assertThat(signer.accepts(provider, CONTENT, flipped(good, 77))).as(name).isFalse();
          }
        });
  }
}
