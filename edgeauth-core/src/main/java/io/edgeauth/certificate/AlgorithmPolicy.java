package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * Which keys and signatures count: RSA of 2048 to 8192 bits, the NIST curves from P-256 on by their
 * names, Ed25519 and Ed448; SHA-256 and longer. Judged by the bytes, before anything is computed
 * with a key: verifying under a key of 16384 bits is what its sender wants (M15).
 */
final class AlgorithmPolicy {

  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String RSA_PSS = "1.2.840.113549.1.1.10";
  private static final String MGF1 = "1.2.840.113549.1.1.8";
  private static final String EC = "1.2.840.10045.2.1";

  private static final Set<String> EDWARDS = Set.of("1.3.101.112", "1.3.101.113");

  private static final Set<String> CURVES =
      Set.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35");

  private static final Set<String> HASHES =
      Set.of("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3");

  /** With SHA-256, -384 and -512: RSA by PKCS#1 v1.5, and ECDSA. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "1.2.840.113549.1.1.11",
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.2.840.10045.4.3.2",
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4");

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /** An exponent as long as the modulus makes verifying as dear as signing. */
  private static final int MAX_EXPONENT_BITS = 33;

  private AlgorithmPolicy() {}

  /** Judges a SubjectPublicKeyInfo. */
  static void checkKey(Der keyInfo) throws ChainFault, DerException {
    List<Der> parts = keyInfo.sequence(2, 2);
    List<Der> algorithm = parts.get(0).sequence(1, 2);
    String oid = algorithm.get(0).oid();
    boolean good =
        switch (oid) {
          case RSA, RSA_PSS -> isGoodRsa(parts.get(1));
          // Parameters in full could name a curve of the sender's own that shares a key with ours.
          case EC ->
              algorithm.size() == 2
                  && algorithm.get(1).is(Der.OID)
                  && CURVES.contains(algorithm.get(1).oid());
          default -> EDWARDS.contains(oid) && algorithm.size() == 1;
        };
    if (!good) {
      throw new ChainFault(Reasons.CERTIFICATE_ALGORITHM, "a key of " + oid + " that is not taken");
    }
  }

  private static boolean isGoodRsa(Der bits) throws DerException {
    List<Der> key = bits.nested().sequence(2, 2);
    if (key.get(0).length() > MAX_RSA_BITS / 8 + 1 || key.get(1).length() > MAX_RSA_BITS / 8 + 1) {
      return false;
    }
    BigInteger modulus = key.get(0).integer();
    BigInteger exponent = key.get(1).integer();
    return modulus.signum() > 0
        && modulus.bitLength() >= MIN_RSA_BITS
        && modulus.bitLength() <= MAX_RSA_BITS
        && modulus.testBit(0)
        && exponent.compareTo(BigInteger.TWO) > 0
        && exponent.bitLength() <= MAX_EXPONENT_BITS
        && exponent.testBit(0);
  }

  /** Judges the AlgorithmIdentifier of a signature. */
  static void checkSignature(Der identifier) throws ChainFault, DerException {
    List<Der> parts = identifier.sequence(1, 2);
    String oid = parts.get(0).oid();
    boolean good =
        SIGNATURES.contains(oid)
            || (EDWARDS.contains(oid) && parts.size() == 1)
            || (oid.equals(RSA_PSS) && parts.size() == 2 && isGoodPss(parts.get(1)));
    if (!good) {
      throw new ChainFault(
          Reasons.CERTIFICATE_ALGORITHM, "a signature by " + oid + " that is not taken");
    }
  }

  /** What is left out means SHA-1 (RFC 4055). */
  private static boolean isGoodPss(Der parameters) throws DerException {
    boolean hash = false;
    boolean mask = false;
    for (Der field : parameters.sequence(0, 4)) {
      if (field.is(0xa0)) {
        hash = isGoodHash(field.inner());
      } else if (field.is(0xa1)) {
        List<Der> function = field.inner().sequence(2, 2);
        mask = function.get(0).oid().equals(MGF1) && isGoodHash(function.get(1));
      }
    }
    return hash && mask;
  }

  private static boolean isGoodHash(Der identifier) throws DerException {
    return HASHES.contains(identifier.sequence(1, 2).get(0).oid());
  }
}
