package io.edgeauth.authn.bound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a proof is remembered by: a digest of who signed it and of its {@code jti}, so that nobody
 * can make a proof of somebody else's be taken for used.
 *
 * <p>Half of the digest is kept in memory; who makes two proofs that share it, in 2^64 attempts,
 * has one of his own refused.
 *
 * @param high the first eight bytes
 * @param low the next
 */
record ProofMark(long high, long low) implements Comparable<ProofMark> {

  private static final byte[] LABEL = "edgeauth dpop proof 1".getBytes(StandardCharsets.US_ASCII);

  /**
   * The name of a proof among instances.
   *
   * @param authenticator whose token it came with: two of one route may look at the same proof
   * @param thumbprint of its key
   * @param jti its id
   * @return 32 bytes
   */
  static byte[] name(String authenticator, byte[] thumbprint, String jti) {
    byte[] id = jti.getBytes(StandardCharsets.UTF_8);
    byte[] by = authenticator.getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = Sha256.begin();
    digest.update(LABEL);
    digest.update(thumbprint);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(by.length).array());
    digest.update(by);
    return digest.digest(id);
  }

  /** The mark of a name. */
  static ProofMark of(byte[] name) {
    ByteBuffer words = ByteBuffer.wrap(name);
    return new ProofMark(words.getLong(), words.getLong());
  }

  /** By hand, as for every key of a hot table. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProofMark mark && high == mark.high && low == mark.low;
  }

  @Override
  public int hashCode() {
    return (int) (high ^ (low >>> 32));
  }

  /** So that marks which were made to meet in one bin cost a logarithm. */
  @Override
  public int compareTo(ProofMark other) {
    int first = Long.compare(high, other.high);
    return first == 0 ? Long.compare(low, other.low) : first;
  }

  /** Some bits of a key's thumbprint. */
  static int bits(byte[] thumbprint) {
    return Arrays.hashCode(thumbprint);
  }
}
