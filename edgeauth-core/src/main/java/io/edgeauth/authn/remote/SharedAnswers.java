package io.edgeauth.authn.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What several instances know together: bytes under names, kept for a while. Implementers keep both
 * as they are given: who asks has seen to it that neither tells anything to whoever reads the
 * store, and believes nothing that it did not write itself.
 *
 * <p>Called by any number of threads at once, requests among them. No method throws because the
 * store is out of reach or slow, and none blocks for longer than the time that the store was given;
 * while it is out of reach they end at once.
 */
public interface SharedAnswers extends AutoCloseable {

  /**
   * Hears what other instances forget. Called by a thread of the store's; must not block, and must
   * not throw.
   */
  interface Listener {

    /**
     * An instance, perhaps this one, has forgotten a name.
     *
     * @param name the name
     */
    void forgotten(byte[] name);

    /**
     * Instances may have forgotten names and this one has not heard of it: it begins to listen now,
     * for the first time or again.
     */
    void mayHaveMissed();
  }

  /** Ends the listening of one listener. */
  @FunctionalInterface
  interface Listening extends AutoCloseable {

    /** Ends it. Calls that have begun may still come to their end. */
    @Override
    void close();
  }

  /**
   * Looks a name up, in one round trip.
   *
   * @param name the name
   * @return what is kept under it; null where nothing is, and where nobody can say
   */
  byte @Nullable [] get(byte[] name);

  /**
   * Keeps bytes under a name that has none. What is there already stays: it may be a {@link
   * #forget} that happened while the bytes were on their way. Does not wait until they are kept.
   *
   * @param name the name
   * @param content the bytes
   * @param holds for how long
   */
  void put(byte[] name, byte[] content, Duration holds);

  /**
   * Drops what is kept under a name, keeps any from being put there for a while, and then tells all
   * listeners, of other instances too. Waits until this is done.
   *
   * @param name the name
   * @param holds for how long none is put there
   * @return whether it was done; else the others go on with what they know
   */
  boolean forget(byte[] name, Duration holds);

  /**
   * Begins to tell a listener what is forgotten.
   *
   * @param listener who is told
   * @return ends it
   */
  Listening listen(Listener listener);

  /** Ends connections and threads. Later calls find and keep nothing. */
  @Override
  void close();
}
