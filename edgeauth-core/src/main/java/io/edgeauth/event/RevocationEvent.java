package io.edgeauth.event;

import java.time.Instant;

/**
 * A source of revocations of certificates was read, could not be, or was done without.
 *
 * @param at when
 * @param source the file or address; or, where a certificate passed unchecked, its subject
 * @param change what happened
 * @param detail what an operator needs to know; empty where nothing
 */
public record RevocationEvent(Instant at, String source, Change change, String detail)
    implements EdgeEvent {

  /** What happened. */
  public enum Change {
    /** A list was read: for the first time, anew, or another. */
    LOADED,
    /** It could not be read or asked; what is held of it stays in use while it is valid. */
    FAILED,
    /** It answers again. */
    ANSWERS,
    /** Nobody could say whether a certificate was revoked, and {@code soft-fail} let it pass. */
    SOFT_FAILED
  }
}
