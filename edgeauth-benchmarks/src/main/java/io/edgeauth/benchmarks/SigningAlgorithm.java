package io.edgeauth.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

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

  /** The same by a provider. */
  Signature signature(Provider provider) throws GeneralSecurityException {
    return Signature.getInstance(signatureName, provider);
  }

  /**
   * A public key as a provider makes it, or as it is where the provider makes none (Amazon's makes
   * none for Ed25519 by default).
   */
  PublicKey keyOf(PublicKey key, Provider provider) throws GeneralSecurityException {
    return provider.getService("KeyFactory", keyName) == null
        ? key
        : KeyFactory.getInstance(keyName, provider)
            .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
  }

  KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName);
    generator.initialize(keySize);
    return generator.generateKeyPair();
  }
}
