package io.edgeauth.forward;

/** How several values stand in one identity header. */
public enum ListFormat {
  /** Separated by a space. */
  SPACE,
  /** Separated by a comma without a space. */
  COMMA,
  /** A JSON array of strings in ASCII. */
  JSON,
  /** One header line for each. */
  REPEAT
}
