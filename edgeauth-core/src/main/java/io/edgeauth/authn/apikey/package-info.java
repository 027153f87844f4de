/**
 * API keys: how machines call without a person. {@link io.edgeauth.authn.apikey.ApiKeys} is where
 * to begin: it says what an authenticator accepts, and issues, rotates and revokes keys.
 *
 * <p>In the order of a request: {@code ApiKeyFormat} tells a mistyped or foreign key without a
 * look-up, {@code ApiKeyHasher} makes of it what stores keep, {@code KeyDirectory} finds it there,
 * {@code ApiKeyAuthenticator} judges it, {@code UsageCounter} counts it.
 */
@NullMarked
package io.edgeauth.authn.apikey;

import org.jspecify.annotations.NullMarked;
