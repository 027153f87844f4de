/**
 * Tokens that only their sender may use: bound to a client certificate (RFC 8705) or to a key of
 * which each request brings a proof (RFC 9449, DPoP).
 *
 * <p>Entry type: {@link io.edgeauth.authn.bound.BoundTokens}, which authenticators of tokens ask
 * once a token is verified. In the order of a request: {@code SenderBinding} reads what the token
 * is bound to, {@code CertificateBinding} or {@code DpopCheck} looks at what the request has for
 * it; a proof is read by {@code ProofReader}, judged by {@code ProofRules} and {@code
 * ServerNonces}, and remembered by {@code ProofMemory}.
 */
@NullMarked
package io.edgeauth.authn.bound;

import org.jspecify.annotations.NullMarked;
