package io.edgeauth.keys;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A signature algorithm of JSON Web Algorithms. {@code none} is not among them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3">RFC 7518, section 3</a> and <a
 *     href="https://www.rfc-editor.org/rfc/rfc8037">RFC 8037</a>
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // PSSParameterSpec is immutable, its interface cannot say so
public enum JwsAlgorithm {
  /** RSA, PKCS #1 v1.5, with SHA-256. */
  RS256("RS256", KeyType.RSA, "SHA256withRSA", null, null, 0),
  /** RSA, PKCS #1 v1.5, with SHA-384. */
  RS384("RS384", KeyType.RSA, "SHA384withRSA", null, null, 0),
  /** RSA, PKCS #1 v1.5, with SHA-512. */
  RS512("RS512", KeyType.RSA, "SHA512withRSA", null, null, 0),
  /** RSA, PSS, with SHA-256 and a salt of 32 bytes. */
  PS256("PS256", KeyType.RSA, "RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32), null, 0),
  /** RSA, PSS, with SHA-384 and a salt of 48 bytes. */
  PS384("PS384", KeyType.RSA, "RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48), null, 0),
  /** RSA, PSS, with SHA-512 and a salt of 64 bytes. */
  PS512("PS512", KeyType.RSA, "RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64), null, 0),
  /** ECDSA on P-256 with SHA-256. */
  ES256("ES256", KeyType.EC, "SHA256withECDSAinP1363Format", null, "P-256", 64),
  /** ECDSA on P-384 with SHA-384. */
  ES384("ES384", KeyType.EC, "SHA384withECDSAinP1363Format", null, "P-384", 96),
  /** ECDSA on P-521 with SHA-512. */
  ES512("ES512", KeyType.EC, "SHA512withECDSAinP1363Format", null, "P-521", 132),
  /** EdDSA on Ed25519; Ed448 is not supported. */
  EDDSA("EdDSA", KeyType.OKP, "Ed25519", null, "Ed25519", 64),
  /** HMAC with SHA-256. */
  HS256("HS256", KeyType.SECRET, "HmacSHA256", null, null, 32),
  /** HMAC with SHA-384. */
  HS384("HS384", KeyType.SECRET, "HmacSHA384", null, null, 48),
  /** HMAC with SHA-512. */
  HS512("HS512", KeyType.SECRET, "HmacSHA512", null, null, 64);

  /** The kinds of key that algorithms need. */
  public enum KeyType {
    /** RSA. */
    RSA,
    /** Elliptic curve. */
    EC,
    /** Octet key pair: Edwards curves. */
    OKP,
    /** A shared secret. */
    SECRET
  }

  private final String header;
  private final KeyType keyType;
  private final String jca;
  private final @Nullable AlgorithmParameterSpec parameters;
  private final @Nullable String curve;
  private final int signatureLength;

  JwsAlgorithm(
      String header,
      KeyType keyType,
      String jca,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable String curve,
      int signatureLength) {
    this.header = header;
    this.keyType = keyType;
    this.jca = jca;
    this.parameters = parameters;
    this.curve = curve;
    this.signatureLength = signatureLength;
  }

  private static PSSParameterSpec pss(String digest, MGF1ParameterSpec mask, int saltLength) {
    return new PSSParameterSpec(
        digest, "MGF1", mask, saltLength, PSSParameterSpec.TRAILER_FIELD_BC);
  }

  /**
   * Finds the algorithm of a header parameter.
   *
   * @param header the value of {@code alg}; names are compared exactly
   * @return the algorithm, or null where it is none of these
   */
  public static @Nullable JwsAlgorithm of(String header) {
    for (JwsAlgorithm algorithm : values()) {
      if (algorithm.header.equals(header)) {
        return algorithm;
      }
    }
    return null;
  }

  /**
   * The name in headers and key sets.
   *
   * @return the value of {@code alg}
   */
  public String header() {
    return header;
  }

  /**
   * The kind of key that it needs.
   *
   * @return the kind
   */
  public KeyType keyType() {
    return keyType;
  }

  String jca() {
    return jca;
  }

  @Nullable AlgorithmParameterSpec parameters() {
    return parameters;
  }

  /** The only curve that it may be used with, or null where it uses none. */
  @Nullable String curve() {
    return curve;
  }

  /** How long every signature is, or 0 where the key's size says so. */
  int signatureLength() {
    return signatureLength;
  }
}
