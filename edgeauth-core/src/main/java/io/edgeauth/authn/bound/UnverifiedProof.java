package io.edgeauth.authn.bound;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.keys.EmbeddedKey;
import io.edgeauth.keys.JwsAlgorithm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A proof that was read and is not yet believed. It never leaves this package, and may only be used
 * to refuse.
 */
final class UnverifiedProof {

  /** What a header says. */
  sealed interface Header {

    /** The thumbprint of the key in it. */
    byte[] thumbprint();

    /** Of a key that nobody has looked at. */
    final class New implements Header {

      final JwsAlgorithm algorithm;
      final EmbeddedKey key;

      /** What this very header is remembered by, once its key has verified. */
      final TokenDigest digest;

      private final byte[] thumbprint;

      New(JwsAlgorithm algorithm, EmbeddedKey key, TokenDigest digest) {
        this.algorithm = algorithm;
        this.key = key;
        this.digest = digest;
        this.thumbprint = key.thumbprint();
      }

      @Override
      public byte[] thumbprint() {
        return thumbprint;
      }
    }

    /** Of a key that has verified before. */
    record Known(ProofKeys.ProofKey key) implements Header {

      @Override
      public byte[] thumbprint() {
        return key.thumbprint();
      }
    }
  }

  private final byte[] text;
  private final int signedLength;
  private final Header header;
  private final Map<String, Object> claims;
  private final byte[] signature;

  UnverifiedProof(
      byte[] text, int signedLength, Header header, Map<String, Object> claims, byte[] signature) {
    this.text = text;
    this.signedLength = signedLength;
    this.header = header;
    this.claims = claims;
    this.signature = signature;
  }

  Header header() {
    return header;
  }

  @Nullable Object claim(String name) {
    return claims.get(name);
  }

  /** Whether a key has signed it. */
  boolean isSignedBy(ProofKeys.ProofKey signer) {
    return signer.key().verifies(signer.algorithm(), text, 0, signedLength, signature);
  }
}
