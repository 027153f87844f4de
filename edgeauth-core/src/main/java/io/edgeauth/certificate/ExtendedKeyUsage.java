package io.edgeauth.certificate;

/** What a client's certificate must be meant for. */
public enum ExtendedKeyUsage {
  /** TLS clients: {@code clientAuth} is there, or the extension is absent. */
  CLIENT_AUTH,
  /** Anything. */
  ANY
}
