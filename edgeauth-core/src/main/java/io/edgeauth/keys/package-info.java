/**
 * Keys that verify signatures: JWK sets and their refreshing, and JWS verification under a pinned
 * algorithm.
 *
 * <p>Entry types: {@link io.edgeauth.keys.KeySets} opens a {@link io.edgeauth.keys.KeySet} from an
 * issuer's metadata, an address, a file or secrets; the set finds a {@link
 * io.edgeauth.keys.VerificationKey} for a key id and a {@link io.edgeauth.keys.JwsAlgorithm}; the
 * key verifies. Which algorithm is used is said by the configuration and the key, never by a token.
 */
@NullMarked
package io.edgeauth.keys;

import org.jspecify.annotations.NullMarked;
