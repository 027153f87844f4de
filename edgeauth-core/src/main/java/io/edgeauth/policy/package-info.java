/**
 * Deciding whether a verified caller may do what it asks.
 *
 * <p>Entry types: {@link io.edgeauth.policy.Policy}, to be implemented by others too, and {@link
 * io.edgeauth.policy.Requirement}, what a route asks of scopes, roles and claims.
 */
@NullMarked
package io.edgeauth.policy;

import org.jspecify.annotations.NullMarked;
