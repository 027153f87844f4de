package io.edgeauth.authn.apikey;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What stores keep of a key: its SHA-256, or its HMAC-SHA-256 under a pepper. Nobody can make the
 * key of it: a key has 256 random bits, so that no slow hash is needed. Immutable.
 */
public final class KeyHash {

  /** How it was made. */
  public enum Algorithm {
    /** Of the key alone. */
    SHA_256("sha-256:"),
    /** Under a pepper. */
    HMAC_SHA_256("hmac-sha-256:");

    private final String label;

    Algorithm(String label) {
      this.label = label;
    }
  }

  private static final int LENGTH = 32;

  private final Algorithm algorithm;
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  KeyHash(Algorithm algorithm, byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash of " + bytes.length + " bytes (expected: 32)");
    }
    ByteBuffer words = ByteBuffer.wrap(bytes);
    this.algorithm = algorithm;
    this.first = words.getLong();
    this.second = words.getLong();
    this.third = words.getLong();
    this.fourth = words.getLong();
  }

  /**
   * Reads what {@link #toString} wrote, as a store keeps it.
   *
   * @param text such as {@code sha-256:…}
   * @return the hash
   * @throws IllegalArgumentException if it is none
   */
  public static KeyHash parse(String text) {
    for (Algorithm algorithm : Algorithm.values()) {
      if (text.startsWith(algorithm.label)) {
        return new KeyHash(
            algorithm, Base64.getUrlDecoder().decode(text.substring(algorithm.label.length())));
      }
    }
    throw new IllegalArgumentException("no hash (expected: sha-256:… or hmac-sha-256:…)");
  }

  /** Compared in constant time, though who knows a hash still has no key. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyHash that
        && algorithm == that.algorithm
        && ((first ^ that.first)
                | (second ^ that.second)
                | (third ^ that.third)
                | (fourth ^ that.fourth))
            == 0;
  }

  /** The first bytes: they are random already. */
  @Override
  public int hashCode() {
    return (int) (first >>> Integer.SIZE);
  }

  /** Returns the form in which stores keep it; it is no secret, but no log needs it. */
  @Override
  public String toString() {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .putLong(first)
            .putLong(second)
            .putLong(third)
            .putLong(fourth)
            .array();
    return algorithm.label + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
