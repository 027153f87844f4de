package io.edgeauth.event;

import java.time.Instant;

/**
 * A key set was loaded, could not be loaded, or holds a key that is not used.
 *
 * @param at when
 * @param source where the keys come from: an address or a file, never a key
 * @param change what happened
 * @param keys how many usable keys there are now
 * @param detail what an operator needs to know; empty where nothing
 */
public record KeySetEvent(Instant at, String source, Change change, int keys, String detail)
    implements EdgeEvent {

  /** What happened to a key set. */
  public enum Change {
    /** Read for the first time, or with other keys than before. */
    LOADED,
    /** Not read; the last good keys, if any, stay in use. */
    FAILED,
    /** One key of the set is not used, the detail says why. */
    KEY_IGNORED
  }
}
