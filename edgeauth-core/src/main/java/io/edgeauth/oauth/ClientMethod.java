package io.edgeauth.oauth;

/** How a client proves who it is. */
public enum ClientMethod {
  /** Id and secret in {@code Authorization} (RFC 6749, section 2.3.1). */
  BASIC,
  /** Id and secret in the form, for servers that do not take {@link #BASIC}. */
  POST,
  /** A JWT signed by a private key (RFC 7523, section 2.2). */
  PRIVATE_KEY_JWT,
  /** A certificate in the TLS handshake (RFC 8705, section 2). */
  TLS,
  /** An access token in {@code Authorization} (RFC 6750), which the secret is. */
  BEARER
}
