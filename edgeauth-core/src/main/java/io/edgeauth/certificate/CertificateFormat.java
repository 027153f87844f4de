package io.edgeauth.certificate;

/** How a proxy writes the certificate that a client showed it into a header. */
public enum CertificateFormat {
  /**
   * RFC 9440: the leaf as one byte sequence; the certificates above it in a second header whose
   * name ends in {@code -Chain}, where the proxy sends one.
   */
  RFC9440,

  /**
   * Envoy's {@code X-Forwarded-Client-Cert}: an element for each proxy, the last by the peer; its
   * {@code Cert} and {@code Chain} are URL-encoded PEM.
   */
  XFCC,

  /**
   * URL-encoded PEM of the leaf or of the whole chain, as nginx and AWS's load balancers write it;
   * also without the lines that begin and end a certificate, as Traefik does.
   */
  PEM_URLENCODED,

  /** The leaf in DER and base64, as HAProxy writes it. */
  DER_BASE64
}
