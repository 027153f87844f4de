package io.edgeauth.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key was issued, rotated or revoked here: in code, by the command line or over HTTP. What
 * other processes do is told by them.
 *
 * @param at when
 * @param authenticator the name of the authenticator whose key it is
 * @param id the key's id, never the key
 * @param change what happened to it
 * @param by who did it, or null where nobody was named
 */
public record ApiKeyChangedEvent(
    Instant at, String authenticator, String id, Change change, @Nullable String by)
    implements EdgeEvent {

  /** What happened to a key. */
  public enum Change {
    /** It is good from now on, or from its beginning. */
    ISSUED,
    /** It has another secret. */
    ROTATED,
    /** It has ended for good. Told once, however often it is revoked. */
    REVOKED
  }
}
