/**
 * Who is calling: what each step of a route proved, and what all of them prove together.
 *
 * <p>Entry type: {@link io.edgeauth.identity.Identity}, made of one {@link
 * io.edgeauth.identity.Credential} for each step. {@link io.edgeauth.identity.ClaimPath} names a
 * place in a credential's claims.
 */
@NullMarked
package io.edgeauth.identity;

import org.jspecify.annotations.NullMarked;
