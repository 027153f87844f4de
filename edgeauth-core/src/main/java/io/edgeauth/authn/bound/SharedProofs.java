package io.edgeauth.authn.bound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What several instances know together of DPoP proofs. Names are digests, of which nothing was
 * chosen by a client.
 *
 * <p>Called by any number of threads at once, requests among them. No method throws because the
 * store is out of reach or slow, and none blocks for longer than the time that the store was given;
 * while it is out of reach they end at once.
 */
public interface SharedProofs extends AutoCloseable {

  /** What the store knows of a proof. */
  enum Seen {
    /** No instance has told it before; now it is known. */
    FIRST,
    /** An instance has told it before. */
    BEFORE,
    /** Nobody can say: the store is out of reach. */
    UNKNOWN
  }

  /**
   * Remembers a proof, in one round trip that looks and writes at once.
   *
   * @param name the proof's name
   * @param holds for how long, more than zero
   * @return whether it is the first time
   */
  Seen remember(byte[] name, Duration holds);

  /**
   * Agrees with the other instances on a key: the one that is offered first is everybody's. Not
   * called by requests.
   *
   * @param name the key's name
   * @param offer what is taken where there is none yet
   * @param holds for how long it is kept
   * @return what all have, or null where nobody can say
   */
  byte @Nullable [] agree(String name, byte[] offer, Duration holds);

  /** Ends what belongs to it. Later calls know nothing. */
  @Override
  void close();
}
