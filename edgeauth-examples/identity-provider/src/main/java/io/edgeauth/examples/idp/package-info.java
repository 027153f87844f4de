/**
 * A real OAuth 2 and OpenID Connect authorization server that starts in the process of its caller.
 *
 * <p>Entry type: {@link io.edgeauth.examples.idp.IdentityProvider}. It issues JWT access tokens for
 * client credentials and answers discovery, JWK set, introspection and revocation requests. Its
 * clients are fixed, their secrets and the signing key are made anew at each start.
 */
@NullMarked
package io.edgeauth.examples.idp;

import org.jspecify.annotations.NullMarked;
