package io.edgeauth.event;

import java.time.Instant;

/**
 * A service that is asked about credentials has begun to fail, or answers again. Told when it
 * changes, not for each call.
 *
 * @param at when
 * @param authenticator the name of the authenticator that asks, or {@code token-exchange.} and that
 *     of an exchange of tokens
 * @param change what happened
 * @param detail what an operator needs to know; empty where nothing
 */
public record AuthorityEvent(Instant at, String authenticator, Change change, String detail)
    implements EdgeEvent {

  /** What happened. */
  public enum Change {
    /** A call failed; others may still succeed. */
    FAILED,
    /** It does not accept our own credentials: somebody has to correct the configuration. */
    REFUSED_US,
    /** So many calls failed that none is made for a while. */
    STOPPED,
    /** It answers again. */
    ANSWERS
  }
}
