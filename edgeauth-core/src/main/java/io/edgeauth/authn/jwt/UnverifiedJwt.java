package io.edgeauth.authn.jwt;

import io.edgeauth.keys.JwsAlgorithm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token that was read and is not yet believed. It never leaves this package, and may only be used
 * to refuse.
 */
final class UnverifiedJwt {

  private final JwsAlgorithm algorithm;
  private final @Nullable String keyId;
  private final Map<String, Object> claims;
  private final byte[] signedContent;
  private final byte[] signature;

  UnverifiedJwt(
      JwsAlgorithm algorithm,
      @Nullable String keyId,
      Map<String, Object> claims,
      byte[] signedContent,
      byte[] signature) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.claims = claims;
    this.signedContent = signedContent;
    this.signature = signature;
  }

  /** The header's {@code alg}, one that the configuration allows. */
  JwsAlgorithm algorithm() {
    return algorithm;
  }

  /** The header's {@code kid}, or null. */
  @Nullable String keyId() {
    return keyId;
  }

  /** The claims, unverified. */
  Map<String, Object> claims() {
    return claims;
  }

  /** What the signature is over. */
  byte[] signedContent() {
    return signedContent;
  }

  byte[] signature() {
    return signature;
  }
}
