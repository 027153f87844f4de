package io.edgeauth.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Set;

/** A key pair of the JDK with an algorithm that it signs in, made at run time. */
record Signer(JwsAlgorithm algorithm, KeyPair pair) {

  /** A new key: RSA of 2048 bits, the algorithm's curve, or Ed25519. */
  static Signer of(JwsAlgorithm algorithm) {
    return switch (algorithm.keyType()) {
      case RSA -> of(algorithm, "RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
      case EC ->
          of(
              algorithm,
              "EC",
              new ECGenParameterSpec("secp" + algorithm.curve().substring(2) + "r1"));
      case OKP -> of(algorithm, "Ed25519", null);
      case SECRET -> throw new IllegalArgumentException("no key pair: " + algorithm);
    };
  }

  static Signer of(JwsAlgorithm algorithm, String kind, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (parameters != null) {
        generator.initialize(parameters);
      }
      return new Signer(algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same key under another of its algorithms. */
  Signer as(JwsAlgorithm other) {
    return new Signer(other, pair);
  }

  byte[] sign(byte[] content) {
    return sign(content, algorithm.jca(), algorithm.parameters());
  }

  byte[] sign(byte[] content, String jca, AlgorithmParameterSpec parameters) {
    try {
      Signature signature = Signature.getInstance(jca);
      if (parameters != null) {
        signature.setParameter(parameters);
      }
      signature.initSign(pair.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  VerificationKey key(SignatureProvider provider) {
    return VerificationKey.of(
        "k", null, algorithm.keyType(), algorithm.curve(), pair.getPublic(), provider);
  }

  ReadyKey ready(SignatureProvider provider) {
    return provider.ready(pair.getPublic(), Set.of(algorithm)).get(algorithm);
  }

  boolean accepts(SignatureProvider provider, byte[] content, byte[] signature) {
    return key(provider).verifies(algorithm, content, signature);
  }
}
