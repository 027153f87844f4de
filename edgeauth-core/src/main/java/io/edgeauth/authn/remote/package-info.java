/**
 * What every authenticator needs that asks somebody else: a cache, one call for concurrent first
 * uses, bounds, a circuit breaker.
 *
 * <p>Entry type: {@link io.edgeauth.authn.remote.RemoteAnswers}; for an authenticator of your own a
 * {@code CachingAuthenticator}. A credential is known by its digest alone.
 */
@NullMarked
package io.edgeauth.authn.remote;

import org.jspecify.annotations.NullMarked;
