package io.edgeauth.keys;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/**
 * A public key and the provider that verifies with it, for which nobody searches any more.
 * Immutable; any number of threads may verify at once.
 */
record ReadyKey(Provider provider, PublicKey key) {

  /** With the first of the JVM's providers that takes the key, or null where none does. */
  static @Nullable ReadyKey ofJdk(JwsAlgorithm algorithm, PublicKey key) {
    try {
      Signature found = initialised(Signature.getInstance(algorithm.jca()), algorithm, key);
      return new ReadyKey(found.getProvider(), key);
    } catch (GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  private static Signature initialised(Signature verifier, JwsAlgorithm algorithm, PublicKey key)
      throws GeneralSecurityException {
    if (algorithm.parameters() != null) {
      verifier.setParameter(algorithm.parameters());
    }
    verifier.initVerify(key);
    return verifier;
  }

  private Signature verifier(JwsAlgorithm algorithm) throws GeneralSecurityException {
    return initialised(Signature.getInstance(algorithm.jca(), provider), algorithm, key);
  }

  boolean isTakenFor(JwsAlgorithm algorithm) {
    try {
      verifier(algorithm);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Verifies a signature.
   *
   * @return whether it is right
   * @throws GeneralSecurityException if the bytes are no signature of the algorithm; some providers
   *     throw unchecked
   */
  boolean verifies(JwsAlgorithm algorithm, byte[] content, int offset, int length, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = verifier(algorithm);
    verifier.update(content, offset, length);
    return verifier.verify(signature);
  }
}
