package io.edgeauth.benchmarks;

/** The ways in which one thing of a token that would pass is spoilt. A parameter of the runs. */
public enum SpoiledToken {
  FORGED,
  EXPIRED,
  FROM_OTHER_ISSUER,
  FOR_OTHER_AUDIENCE,
  WITH_UNKNOWN_KEY_ID;

  String of(Tokens tokens) {
    return switch (this) {
      case FORGED -> Tokens.signedWith(tokens.algorithm()).valid();
      case EXPIRED -> tokens.expired();
      case FROM_OTHER_ISSUER -> tokens.fromOtherIssuer();
      case FOR_OTHER_AUDIENCE -> tokens.forOtherAudience();
      case WITH_UNKNOWN_KEY_ID -> tokens.withUnknownKeyId();
    };
  }
}
