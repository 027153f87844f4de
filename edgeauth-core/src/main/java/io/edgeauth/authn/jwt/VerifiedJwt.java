package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.keys.VerificationKey;

/**
 * A token whose signature was right and whose claims hold what the configuration asks. What can
 * change is kept beside it, to be looked at for each request: when it is valid, what may deny it,
 * and under which key it was verified.
 *
 * @param result what the authenticator says while nothing has changed
 * @param period when it is valid
 * @param marks what a denial knows it by
 * @param length how many characters it has
 * @param header its algorithm and {@code kid}
 * @param key the key that verified it
 */
record VerifiedJwt(
    Authenticated result,
    ValidityPeriod period,
    TokenMarks marks,
    int length,
    JwtHeader header,
    VerificationKey key) {}
