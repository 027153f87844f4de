package io.edgeauth.certificate;

import io.edgeauth.reason.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** What is to be thought of a chain of certificates. */
public sealed interface ChainVerdict {

  /**
   * It leads to a trusted authority, now.
   *
   * @param certificate the client's own, the first of the chain
   * @param names whom it names
   * @param thumbprint its SHA-256
   */
  record Trusted(X509Certificate certificate, CertificateNames names, Thumbprint thumbprint)
      implements ChainVerdict {}

  /**
   * It does not count.
   *
   * @param reason why
   * @param detail for operators: may tell of names and algorithms, never of keys
   */
  record Refused(Reason reason, String detail) implements ChainVerdict {}

  /**
   * Nobody can say now.
   *
   * @param reason why
   * @param detail for operators
   * @param retryAfter when to ask again
   */
  record Undecided(Reason reason, String detail, Duration retryAfter) implements ChainVerdict {}
}
