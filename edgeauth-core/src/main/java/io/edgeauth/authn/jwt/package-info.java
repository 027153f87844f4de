/**
 * JSON Web Tokens of one issuer (RFC 7519, RFC 9068), verified as RFC 8725 asks.
 *
 * <p>Entry type: {@link io.edgeauth.authn.jwt.Jwt}, which says what is to be verified. A token is
 * taken from the request, read ({@code JwtParser}), judged by its header and claims ({@code
 * JwtRules}, {@code DenyList}), and believed when its signature is right ({@code JwtVerifier}).
 * What is cheap comes first and may only refuse; what was refused early is answered like a forgery.
 */
@NullMarked
package io.edgeauth.authn.jwt;

import org.jspecify.annotations.NullMarked;
