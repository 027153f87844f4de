package io.edgeauth.benchmarks;

import java.time.Duration;
import java.time.Instant;

/**
 * The claims of an access token as identity providers issue it to a signed-in user.
 *
 * @param number tells one token from another, in {@code sub} and {@code jti}
 */
record Claims(String issuer, String audience, Instant expiresAt, int number) {

  // Longer than any run, so that no token of a run expires while it is measured.
  private static final Duration LIFETIME = Duration.ofDays(7);

  static Claims valid(int number) {
    return new Claims(Tokens.ISSUER, Tokens.AUDIENCE, Instant.now().plus(LIFETIME), number);
  }

  Claims issuer(String other) {
    return new Claims(other, audience, expiresAt, number);
  }

  Claims audience(String other) {
    return new Claims(issuer, other, expiresAt, number);
  }

  Claims expiresAt(Instant other) {
    return new Claims(issuer, audience, other, number);
  }

  String subject() {
    return "8b0d9e0c-3f1a-4c55-9a27-%012d".formatted(number);
  }

  String toJson() {
    return """
        {"iss":"%s","sub":"%s","aud":"%s","exp":%d,"iat":%d,\
        "jti":"%032x","client_id":"web","scope":"openid orders:read orders:write",\
        "roles":["buyer","admin"],"tenant":"acme","email":"ada@acme.example"}"""
        .formatted(
            issuer,
            subject(),
            audience,
            expiresAt.getEpochSecond(),
            expiresAt.minus(LIFETIME).getEpochSecond(),
            number);
  }

  /** What an authorization server says of a token with these claims: ten things. */
  String toIntrospection() {
    return """
        {"active":true,"iss":"%s","sub":"%s","aud":["%s"],"iat":%d,"exp":%d,\
        "client_id":"web","scope":"orders:read orders:write",\
        "roles":["buyer","admin"],"tenant":"acme"}"""
        .formatted(
            issuer,
            subject(),
            audience,
            expiresAt.minus(LIFETIME).getEpochSecond(),
            expiresAt.getEpochSecond());
  }
}
