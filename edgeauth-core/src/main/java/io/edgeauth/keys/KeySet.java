package io.edgeauth.keys;

import org.jspecify.annotations.Nullable;

/** The keys of one issuer. Any number of threads may look up at once. */
public interface KeySet extends AutoCloseable {

  /**
   * Finds the key that verifies a token.
   *
   * <p>Returns at once for a key that is known. For one that is not it may wait while the set is
   * read, at most for the total timeout of its source.
   *
   * @param keyId the token's {@code kid}, or null where it has none: then the only key of the set
   *     that fits is meant
   * @param algorithm the token's algorithm, one that the configuration allows
   * @return the key, that there is none, or that nobody can say
   */
  KeyLookup find(@Nullable String keyId, JwsAlgorithm algorithm);

  /** Ends what refreshes the set. Called once, when nobody looks up any more. */
  @Override
  default void close() {}
}
