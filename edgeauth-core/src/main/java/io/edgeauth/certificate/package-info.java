/**
 * X.509 certificates of clients, for those who judge them and for those who only compare them:
 * {@link io.edgeauth.certificate.ForwardedCertificates} reads what a proxy in front passes on.
 */
@NullMarked
package io.edgeauth.certificate;

import org.jspecify.annotations.NullMarked;
