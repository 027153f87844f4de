package io.edgeauth.authn.bound;

/** Which tokens are accepted, by what they are bound to. What a token says is always enforced. */
public enum SenderConstrained {
  /** Bound tokens with what they are bound to, and tokens that are bound to nothing. */
  ACCEPT,
  /** Bound tokens alone. */
  REQUIRE
}
