package io.edgeauth.benchmarks;

/** The ways in which the tests spoil one thing of a token that would pass. */
enum SpoiledToken {
  FORGED,
  EXPIRED,
  FROM_OTHER_ISSUER,
  FOR_OTHER_AUDIENCE;

  String of(Tokens tokens) {
    return switch (this) {
      case FORGED -> Tokens.signedWith(tokens.algorithm()).valid();
      case EXPIRED -> tokens.expired();
      case FROM_OTHER_ISSUER -> tokens.fromOtherIssuer();
      case FOR_OTHER_AUDIENCE -> tokens.forOtherAudience();
    };
  }
}
