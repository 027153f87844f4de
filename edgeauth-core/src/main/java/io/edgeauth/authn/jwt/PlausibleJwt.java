package io.edgeauth.authn.jwt;

import io.edgeauth.authn.ValidityPeriod;

/**
 * A token whose header and claims are as they should be, and whose signature nobody has looked at:
 * still not believed.
 *
 * @param token it
 * @param period when it would be valid
 * @param marks what a denial would know it by
 */
record PlausibleJwt(UnverifiedJwt token, ValidityPeriod period, TokenMarks marks) {}
