package io.edgeauth.authn.bound;

import java.time.Duration;

/**
 * Says which DPoP proofs are accepted: the section {@code dpop} of the configuration.
 *
 * @param proofLifetime how old a proof may be, beside the clock skew: a second to ten minutes
 * @param nonce whether each proof must hold a nonce that this server gave
 */
public record Dpop(Duration proofLifetime, boolean nonce) {

  /** The shortest that is configured. */
  public static final Duration MIN_LIFETIME = Duration.ofSeconds(1);

  /** The longest: as long as each proof is remembered. */
  public static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  /** What holds where nothing is said: a minute, no nonce. */
  public static final Dpop DEFAULTS = new Dpop(Duration.ofSeconds(60), false);

  /**
   * Checks the lifetime.
   *
   * @throws IllegalArgumentException if it is out of range; the message says what is expected
   */
  public Dpop {
    if (proofLifetime.compareTo(MIN_LIFETIME) < 0 || proofLifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "proof-lifetime: "
              + proofLifetime
              + " (expected: "
              + MIN_LIFETIME
              + " to "
              + MAX_LIFETIME
              + ")");
    }
  }

  /**
   * The same with another lifetime.
   *
   * @param lifetime a second to ten minutes
   * @return the settings
   * @throws IllegalArgumentException if it is out of range
   */
  public Dpop withProofLifetime(Duration lifetime) {
    return new Dpop(lifetime, nonce);
  }

  /**
   * The same with nonces.
   *
   * @return the settings
   */
  public Dpop withNonce() {
    return new Dpop(proofLifetime, true);
  }
}
