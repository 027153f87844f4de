package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.impl.ECDSA;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reasons;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures that are no signature, however they are spelt: J23 to J25. */
final class JwtSignatureFormTest {

  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger ED25519_ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  private static String with(String token, byte[] signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + TestToken.encode(signature);
  }

  /** The value in so many bytes, the greatest first. */
  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] out = new byte[length];
    int from = Math.max(0, bytes.length - length);
    System.arraycopy(bytes, from, out, length - bytes.length + from, bytes.length - from);
    return out;
  }

  private static byte[] pair(BigInteger r, BigInteger s) {
    byte[] both = Arrays.copyOf(fixed(r, 32), 64);
    System.arraycopy(fixed(s, 32), 0, both, 32, 32);
    return both;
  }

  /** J23. */
  @Test
  void authenticate_degenerateEcdsaSignature_refused() throws Exception {
    try (JwtTrial trial = JwtTrial.of(TestKey.of("ES256", "k1"))) {
      String token = trial.token().compact();
      byte[] right = signature(token);
      BigInteger r = new BigInteger(1, Arrays.copyOf(right, 32));
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(right, 32, 64));
      BigInteger zero = BigInteger.ZERO;
      BigInteger one = BigInteger.ONE;
      List<byte[]> wrong =
          List.of(
              new byte[64],
              pair(zero, s),
              pair(r, zero),
              pair(one, zero),
              pair(zero, one),
              pair(one, one),
              pair(P256_ORDER, s),
              pair(r, P256_ORDER),
              pair(P256_ORDER, P256_ORDER),
              pair(P256_ORDER.subtract(one), s),
              Arrays.copyOf(right, 63),
              Arrays.copyOf(right, 65),
              Arrays.copyOf(right, 128),
              ECDSA.transcodeSignatureToDER(right),
              new byte[1]);
      for (byte[] signature : wrong) {
        trial.refuses(with(token, signature), Reasons.TOKEN_SIGNATURE);
      }
      trial.accepts(token);
    }
  }

  /** J23. */
  @Test
  void authenticate_ecdsaSignatureOfAnotherCurve_refused() {
    TestKey wide = TestKey.of("ES384", "k2");
    try (JwtTrial trial = JwtTrial.of(TestKey.of("ES256", "k1"), wide)) {
      trial.refuses(trial.token().signedBy(wide), Reasons.TOKEN_SIGNATURE);
      trial.refuses(trial.token().header("kid", "k2").signedBy(wide), Reasons.TOKEN_KEY_UNKNOWN);
      trial.accepts(trial.token().header("alg", "ES384").header("kid", "k2").signedBy(wide));
    }
  }

  /** J24: both spellings of an ECDSA signature verify; nothing is keyed by a token's text alone. */
  @Test
  void authenticate_otherHalfOfAnEcdsaSignature_accepted() {
    try (JwtTrial trial = JwtTrial.of(TestKey.of("ES256", "k1"))) {
      String token = trial.token().compact();
      byte[] right = signature(token);
      BigInteger r = new BigInteger(1, Arrays.copyOf(right, 32));
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(right, 32, 64));

      String twin = with(token, pair(r, P256_ORDER.subtract(s)));

      assertThat(twin).isNotEqualTo(token);
      trial.accepts(twin);
      trial.accepts(token);
    }
  }

  /** RFC 8032, section 5.1.7: an S past the order would be a second spelling. */
  @Test
  void authenticate_edwardsSignatureWithGreaterS_refused() {
    try (JwtTrial trial = JwtTrial.of(TestKey.of("EdDSA", "k1"))) {
      String token = trial.token().compact();
      byte[] right = signature(token);
      BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(right, 32, 64)));
      byte[] greater = right.clone();
      System.arraycopy(reversed(fixed(s.add(ED25519_ORDER), 32)), 0, greater, 32, 32);

      trial.refuses(with(token, greater), Reasons.TOKEN_SIGNATURE);
      trial.refuses(with(token, new byte[64]), Reasons.TOKEN_SIGNATURE);
      trial.refuses(with(token, Arrays.copyOf(right, 63)), Reasons.TOKEN_SIGNATURE);
      trial.refuses(with(token, Arrays.copyOf(right, 65)), Reasons.TOKEN_SIGNATURE);
      trial.accepts(token);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** J25. */
  @Test
  void authenticate_rsaSignatureOfAnotherLength_refused() throws Exception {
    for (String algorithm : List.of("RS256", "PS256")) {
      TestKey key = TestKey.of(algorithm, "k1");
      try (JwtTrial trial = JwtTrial.of(key)) {
        String token = trial.token().compact();
        byte[] right = signature(token);
        BigInteger value = new BigInteger(1, right);
        BigInteger modulus = key.rsa().toRSAPublicKey().getModulus();
        byte[] longer = new byte[257];
        System.arraycopy(right, 0, longer, 1, 256);

        trial.refuses(with(token, longer), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, Arrays.copyOf(right, 255)), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, Arrays.copyOf(right, 257)), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, fixed(value.add(modulus), 257)), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, fixed(modulus, 256)), Reasons.TOKEN_SIGNATURE);
        trial.refuses(
            with(token, fixed(modulus.add(BigInteger.ONE), 256)), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, new byte[256]), Reasons.TOKEN_SIGNATURE);
        trial.refuses(with(token, fixed(BigInteger.ONE, 256)), Reasons.TOKEN_SIGNATURE);
        trial.accepts(token);
      }
    }
  }

  /** J25: a padding that ends early leaves room for whoever can take cube roots. */
  @Test
  void authenticate_rsaPaddingThatEndsEarly_refused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0));
    KeyPair pair = generator.generateKeyPair();
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    Map<String, Object> member =
        Map.of(
            "kty",
            "RSA",
            "kid",
            "k1",
            "e",
            "Aw",
            "n",
            TestToken.encode(fixed(key.getModulus(), 256)));
    TestKey unused = TestKey.of("RS256", "k1");
    try (JwtTrial trial = JwtTrial.of(jwt -> {}, unused, List.of(member), JwsAlgorithm.RS256)) {
      String token = trial.token().compact();
      String content = token.substring(0, token.lastIndexOf('.'));

      trial.accepts(with(token, raw(pair, padded(content, 202, 0))));
      trial.refuses(with(token, raw(pair, padded(content, 8, 194))), Reasons.TOKEN_SIGNATURE);
      trial.refuses(with(token, raw(pair, padded(content, 201, 1))), Reasons.TOKEN_SIGNATURE);
    }
  }

  private static byte[] padded(String content, int padding, int garbage) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0);
    block.write(1);
    byte[] ones = new byte[padding];
    Arrays.fill(ones, (byte) 0xff);
    block.writeBytes(ones);
    block.write(0);
    block.writeBytes(HexFormat.of().parseHex("3031300d060960864801650304020105000420"));
    block.writeBytes(
        MessageDigest.getInstance("SHA-256")
            .digest(content.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    block.writeBytes(new byte[garbage]);
    return block.toByteArray();
  }

  private static byte[] raw(KeyPair pair, byte[] block) {
    RSAPrivateKey key = (RSAPrivateKey) pair.getPrivate();
    BigInteger value = new BigInteger(1, block);
    return fixed(value.modPow(key.getPrivateExponent(), key.getModulus()), 256);
  }
}
