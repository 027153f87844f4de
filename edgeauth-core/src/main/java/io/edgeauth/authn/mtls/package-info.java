/**
 * Authentication by client certificates.
 *
 * <p>Entry type: {@link io.edgeauth.authn.mtls.Mtls}, which says what is expected. The chain comes
 * from the TLS connection, or from a trusted proxy's header; {@link
 * io.edgeauth.certificate.ChainValidator} judges it.
 */
@NullMarked
package io.edgeauth.authn.mtls;

import org.jspecify.annotations.NullMarked;
