package io.edgeauth.authn.bound;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.keys.EmbeddedKey;
import io.edgeauth.keys.JwsAlgorithm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A proof that was read and is not yet believed. It never leaves this package, and may only be used
 * to refuse.
 *
 * @param text the whole proof, of which the signature is over the first {@code signedLength} bytes
 * @param header what its header says: one that verified before, or one that was just read
 * @param claims its claims
 * @param signature its signature
 */
record UnverifiedProof(
    byte[] text, int signedLength, Header header, Map<String, Object> claims, byte[] signature) {

  /** What a header says. */
  sealed interface Header {

    /** The thumbprint of the key in it. */
    byte[] thumbprint();

    /**
     * Of a key that nobody has looked at.
     *
     * @param digest what this very header is remembered by, once its key has verified
     */
    record New(JwsAlgorithm algorithm, EmbeddedKey key, byte[] thumbprint, TokenDigest digest)
        implements Header {}

    /** Of a key that has verified before. */
    record Known(ProofKeys.ProofKey key) implements Header {

      @Override
      public byte[] thumbprint() {
        return key.thumbprint();
      }
    }
  }

  @Nullable Object claim(String name) {
    return claims.get(name);
  }

  @Override
  public String toString() {
    return "UnverifiedProof[not shown]";
  }
}
