package io.edgeauth.examples.gateway;

/** Whether clients are asked for a certificate in the TLS handshake. */
enum ClientAuth {
  NONE,
  /** Who has none, or another's, is let in, and told by routes that want one. */
  WANT,
  /** Who has none that counts is not let in at all. */
  NEED
}
