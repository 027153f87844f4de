package io.edgeauth.http;

/**
 * What servers read differently in a path, and an operator may allow knowingly, where all of them
 * behind the gateway read it alike. Dot segments are never allowed, in any writing.
 */
public enum Ambiguity {
  /** {@code %2F}: some take it for a slash. Matched as a character of its segment. */
  ENCODED_SLASH,
  /** {@code //}: some take it for one slash. Matched as an empty segment between two. */
  DOUBLE_SLASH,
  /** {@code ;x}: some take it for a parameter and drop it. Matched as part of its segment. */
  SEMICOLON,
  /** {@code %25}: some decode twice. Matched as a character of its segment. */
  ENCODED_PERCENT,
  /** A backslash, plain or as {@code %5C}: some take it for a slash. Matched as a character. */
  BACKSLASH
}
