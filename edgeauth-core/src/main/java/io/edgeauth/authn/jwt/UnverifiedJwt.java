package io.edgeauth.authn.jwt;

import io.edgeauth.keys.Base64Url;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token that was read and is not yet believed. It never leaves this package, and may only be used
 * to refuse.
 */
final class UnverifiedJwt {

  private final byte[] token;
  private final int signedLength;
  private final JwtHeader header;
  private final Map<String, Object> claims;

  UnverifiedJwt(byte[] token, int signedLength, JwtHeader header, Map<String, Object> claims) {
    this.token = token;
    this.signedLength = signedLength;
    this.header = header;
    this.claims = claims;
  }

  JwtHeader header() {
    return header;
  }

  /** The claims, unverified. */
  Map<String, Object> claims() {
    return claims;
  }

  /** The whole token, of which the signature is over the first {@link #signedLength()} bytes. */
  byte[] token() {
    return token;
  }

  int signedLength() {
    return signedLength;
  }

  /** The signature, or null where it is no canonical base64url, or empty. */
  byte @Nullable [] signature() {
    int from = signedLength + 1;
    return from == token.length ? null : Base64Url.decode(token, from, token.length);
  }
}
