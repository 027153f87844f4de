package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens signed with a key that was made for this run.
 *
 * <p>They are put together from the JCA alone, so that no library reads what it wrote itself. The
 * claims are the same under every algorithm: a token has 811 characters with RS256, and 555 with
 * the shorter signatures of ES256 and EdDSA. May be used by many threads at once.
 */
final class Tokens {

  static final String ISSUER = "https://id.example.com";
  static final String AUDIENCE = "orders-api";
  static final String KEY_ID = "signing-key-01";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SigningAlgorithm algorithm;
  private final KeyPair keyPair;

  private Tokens(SigningAlgorithm algorithm, KeyPair keyPair) {
    this.algorithm = algorithm;
    this.keyPair = keyPair;
  }

  /** Tokens of a new key: what two of these sign, the other's key does not verify. */
  static Tokens signedWith(SigningAlgorithm algorithm) {
    try {
      return new Tokens(algorithm, algorithm.newKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key pair for " + algorithm, e);
    }
  }

  SigningAlgorithm algorithm() {
    return algorithm;
  }

  PublicKey publicKey() {
    return keyPair.getPublic();
  }

  /** One token that passes: what peers without a token cache are measured with. */
  String valid() {
    return sign(KEY_ID, Claims.valid(0));
  }

  /**
   * Tokens that pass and of which no two are the same: first sights, for those that remember what
   * they verified. Signing takes about a millisecond for each on every processor.
   */
  List<String> distinct(int count) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(number -> sign(KEY_ID, Claims.valid(number)))
        .toList();
  }

  String expired() {
    return sign(KEY_ID, Claims.valid(0).expiresAt(Instant.now().minusSeconds(3600)));
  }

  String fromOtherIssuer() {
    return sign(KEY_ID, Claims.valid(0).issuer("https://id.example.org"));
  }

  String forOtherAudience() {
    return sign(KEY_ID, Claims.valid(0).audience("stocks-api"));
  }

  String withUnknownKeyId() {
    return sign("signing-key-02", Claims.valid(0));
  }

  /** One token that passes with proofs of a key (RFC 9449). */
  String boundTo(String thumbprint) {
    String claims = Claims.valid(0).toJson();
    return sign(KEY_ID, "{\"cnf\":{\"jkt\":\"" + thumbprint + "\"}," + claims.substring(1));
  }

  private String sign(String keyId, Claims claims) {
    return sign(keyId, claims.toJson());
  }

  private String sign(String keyId, String claims) {
    String header =
        """
        {"alg":"%s","typ":"JWT","kid":"%s"}"""
            .formatted(algorithm.joseName(), keyId);
    String signed = encode(header) + '.' + encode(claims);
    try {
      Signature signature = algorithm.signature();
      signature.initSign(keyPair.getPrivate());
      signature.update(signed.getBytes(US_ASCII));
      return signed + '.' + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with " + algorithm, e);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(US_ASCII));
  }
}
