package io.edgeauth.authn.jwt;

import io.edgeauth.keys.JwsAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * What EdgeAuth takes from a token's header. All else in it was judged, and has no effect.
 *
 * @param algorithm the one that {@code alg} names, of those that the configuration allows
 * @param keyId {@code kid}, or null
 */
record JwtHeader(JwsAlgorithm algorithm, @Nullable String keyId) {}
