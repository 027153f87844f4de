package io.edgeauth.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/**
 * A signature algorithm of tokens, by the names that JOSE and the JCA have for it. A parameter of
 * the runs.
 */
public enum SigningAlgorithm {
  RS256("RS256", "SHA256withRSA", "RSA", 2048),
  ES256("ES256", "SHA256withECDSAinP1363Format", "EC", 256),
  ED25519("EdDSA", "Ed25519", "Ed25519", 255);

  private final String joseName;
  private final String signatureName;
  private final String keyName;
  private final int keySize;

  SigningAlgorithm(String joseName, String signatureName, String keyName, int keySize) {
    this.joseName = joseName;
    this.signatureName = signatureName;
    this.keyName = keyName;
    this.keySize = keySize;
  }

  /** The {@code alg} of a token's header. */
  String joseName() {
    return joseName;
  }

  /** A signature of the JCA whose bytes are what JOSE puts into a token. */
  Signature signature() throws GeneralSecurityException {
    return Signature.getInstance(signatureName);
  }

  KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName);
    generator.initialize(keySize);
    return generator.generateKeyPair();
  }
}
