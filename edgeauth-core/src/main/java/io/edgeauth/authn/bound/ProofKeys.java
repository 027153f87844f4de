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

  /**
   * A key that is ready.
   *
   * @param algorithm what its proofs are signed with
   * @param key verifies them
   * @param thumbprint by RFC 7638; not to be changed
   */
  record ProofKey(JwsAlgorithm algorithm, VerificationKey key, byte[] thumbprint) {

    @Override
    public String toString() {
      return "ProofKey[not shown]";
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
