package io.edgeauth.keys;

import java.time.Duration;

/** What a key set says about a key. */
public sealed interface KeyLookup {

  /**
   * The key is in the set.
   *
   * @param key it
   */
  record Found(VerificationKey key) implements KeyLookup {}

  /** The set is known, and no key of it is meant. */
  record NotFound() implements KeyLookup {
    static final NotFound INSTANCE = new NotFound();
  }

  /**
   * The set is not known, or not well enough to say no.
   *
   * @param retryAfter when to ask again
   */
  record Unavailable(Duration retryAfter) implements KeyLookup {}
}
