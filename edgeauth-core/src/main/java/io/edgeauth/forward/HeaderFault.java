package io.edgeauth.forward;

/** Why identity headers cannot be read. Each is something that the gateway never writes. */
public enum HeaderFault {
  /**
   * The header stands under a name that some servers take for it, such as {@code X_User_Id}, or
   * under two names.
   */
  SPELLING,
  /** Several lines where the gateway writes one. */
  LINES,
  /** Nothing stands in it, or nothing between two separators. */
  EMPTY,
  /**
   * A control character, a byte past ASCII, a blank at an end, or the escape of a line break or
   * NUL.
   */
  CHARACTER,
  /** A broken escape, or a character that RFC 8187 has escaped. */
  ESCAPE,
  /** Escapes whose bytes are no UTF-8. */
  UTF_8,
  /** No JSON array of texts, numbers and booleans. */
  JSON,
  /** Two headers of one source say different things. */
  CONTRADICTION
}
