/**
 * Tokens that only their authorization server can read (RFC 7662), and its signed answers (RFC
 * 9701).
 *
 * <p>Entry type: {@link io.edgeauth.authn.introspection.Introspection}, which says who is asked and
 * what is accepted. A token is taken from the request; what is known of it by its digest decides.
 * Else its server is asked ({@code IntrospectionCall}), a signed answer is verified ({@code
 * SignedAnswer}), and what it says is judged ({@code IntrospectionRules}).
 */
@NullMarked
package io.edgeauth.authn.introspection;

import org.jspecify.annotations.NullMarked;
