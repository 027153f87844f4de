/**
 * X.509 certificates: whom they lead to, whether that counts, and what names they carry. It knows
 * no authenticator.
 *
 * <p>Entry type: {@link io.edgeauth.certificate.ChainValidator}, opened on {@link
 * io.edgeauth.certificate.ChainSettings}. A chain is read within limits, judged without any
 * signature, led to an authority of the trust store, verified, judged once more by the JDK's PKIX,
 * and asked about at the sources of revocations; what passed is remembered. {@link
 * io.edgeauth.certificate.CertificateNames}, {@link io.edgeauth.certificate.SpiffeId}, {@link
 * io.edgeauth.certificate.DistinguishedName} and {@link io.edgeauth.certificate.SubjectPattern} are
 * about who is named. {@link io.edgeauth.certificate.ForwardedCertificates} reads what a proxy in
 * front passes on.
 */
@NullMarked
package io.edgeauth.certificate;

import org.jspecify.annotations.NullMarked;
