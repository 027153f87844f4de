package io.edgeauth.authn.bound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.VerificationKey;
import org.jspecify.annotations.Nullable;

/**
 * Keys that have verified a proof, by the digest of the header that they stood in. A client writes
 * the same header for as long as it has the key, and to read one and make its key costs as much as
 * a signature. Only the owner of a key of a bound token gets one in. Any number of threads may use
 * it at once.
 */
final class ProofKeys {

  private static final int MOST = 10_000;

  /** A key that is ready. */
  static final class ProofKey {

    private final JwsAlgorithm algorithm;
    private final VerificationKey key;
    private final byte[] thumbprint;

    ProofKey(JwsAlgorithm algorithm, VerificationKey key, byte[] thumbprint) {
      this.algorithm = algorithm;
      this.key = key;
      this.thumbprint = thumbprint;
    }

    /** What its proofs are signed with. */
    JwsAlgorithm algorithm() {
      return algorithm;
    }

    VerificationKey key() {
      return key;
    }

    /** By RFC 7638; not to be changed. */
    byte[] thumbprint() {
      return thumbprint;
    }
  }

  private final Cache<TokenDigest, ProofKey> keys =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  @Nullable ProofKey find(TokenDigest header) {
    return keys.getIfPresent(header);
  }

  void keep(TokenDigest header, ProofKey key) {
    keys.put(header, key);
  }
}
