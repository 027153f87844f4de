/**
 * Authenticating: what an authenticator is, what it can say, and how those of a route's steps work
 * together.
 *
 * <p>Entry type: {@link io.edgeauth.authn.Authenticator}, to be implemented by others too. An
 * {@link io.edgeauth.authn.AuthenticatorSpec} makes one; {@link
 * io.edgeauth.authn.AuthenticationSteps} runs those of a route.
 */
@NullMarked
package io.edgeauth.authn;

import org.jspecify.annotations.NullMarked;
