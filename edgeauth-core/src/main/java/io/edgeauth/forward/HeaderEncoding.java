package io.edgeauth.forward;

/** How an identity header carries characters that are no plain ASCII. */
public enum HeaderEncoding {
  /**
   * As percent escapes of their UTF-8; a percent sign and, inside a list's element, the separator
   * likewise.
   */
  PERCENT,
  /**
   * As {@code UTF-8''…} (RFC 8187) where a value has any; it cannot carry a separator inside a
   * list's element.
   */
  RFC8187,
  /** Not at all: such an identity is not forwarded. */
  REJECT
}
