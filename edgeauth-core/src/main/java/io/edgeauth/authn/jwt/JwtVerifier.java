package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.VerificationKey;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/**
 * Finds keys, verifies signatures, and makes verified tokens of those that are right.
 *
 * <p>Only so many signatures are verified at once: past that a request is told to come again, since
 * it would wait for a processor longer than its client waits for it.
 */
final class JwtVerifier {

  /** A token whose key is known, or what the authenticator says instead. */
  sealed interface KeySearch {

    /** All that is left to look at is the signature. */
    final class Found implements KeySearch {

      final PlausibleJwt token;
      final byte[] signature;
      final VerificationKey key;

      Found(PlausibleJwt token, byte[] signature, VerificationKey key) {
        this.token = token;
        this.signature = signature;
        this.key = key;
      }
    }

    record Failed(AuthenticationResult result) implements KeySearch {}
  }

  /** A verified token, or what the authenticator says instead. */
  sealed interface Verification {
    record Verified(VerifiedJwt token) implements Verification {}

    record Failed(AuthenticationResult result) implements Verification {}
  }

  /**
   * On the JDK alone one ES256 signature takes a processor just under a millisecond: who comes last
   * waits about a tenth of a second.
   */
  private static final int MAX_UNDER_WAY = 128 * Runtime.getRuntime().availableProcessors();

  private static final Duration BUSY = Duration.ofSeconds(1);

  private final KeySet keys;
  private final ClaimMapping claims;
  private final EdgeRuntime runtime;
  private final Semaphore places;

  JwtVerifier(JwtSettings settings, KeySet keys, EdgeRuntime runtime) {
    this(settings, keys, runtime, MAX_UNDER_WAY);
  }

  JwtVerifier(JwtSettings settings, KeySet keys, EdgeRuntime runtime, int maxUnderWay) {
    this.keys = keys;
    this.claims = settings.claims();
    this.runtime = runtime;
    this.places = new Semaphore(maxUnderWay);
  }

  /** Blocks while a key that is not known yet is fetched. */
  KeySearch findKey(PlausibleJwt plausible) {
    UnverifiedJwt token = plausible.token();
    byte[] signature = token.signature();
    if (signature == null) {
      return new KeySearch.Failed(
          new Refused(Reasons.TOKEN_MALFORMED, "a signature that is no canonical base64url"));
    }
    KeyLookup lookup = keys.find(token.header().keyId(), token.header().algorithm());
    if (lookup instanceof KeyLookup.Unavailable unavailable) {
      return new KeySearch.Failed(
          new Unavailable(Reasons.KEYS_UNAVAILABLE, unavailable.retryAfter()));
    }
    return lookup instanceof KeyLookup.Found found
        ? new KeySearch.Found(plausible, signature, found.key())
        : new KeySearch.Failed(new Refused(Reasons.TOKEN_KEY_UNKNOWN));
  }

  /** Takes a processor's time, and waits for nobody. */
  Verification verify(KeySearch.Found candidate) {
    if (!places.tryAcquire()) {
      return failed(new Unavailable(Reasons.VERIFICATION_BUSY, BUSY));
    }
    try {
      return isSigned(candidate)
          ? believed(candidate.token, candidate.key)
          : failed(new Refused(Reasons.TOKEN_SIGNATURE));
    } finally {
      places.release();
    }
  }

  private static boolean isSigned(KeySearch.Found candidate) {
    UnverifiedJwt token = candidate.token.token();
    return candidate.key.verifies(
        token.header().algorithm(), token.token(), 0, token.signedLength(), candidate.signature);
  }

  private Verification believed(PlausibleJwt plausible, VerificationKey key) {
    UnverifiedJwt token = plausible.token();
    Credential.Builder credential = Credential.builder("jwt");
    ClaimPath fault = claims.fill(token.claims(), credential, runtime);
    if (fault != null) {
      return failed(new Refused(Reasons.TOKEN_CLAIM, "claim " + fault));
    }
    ValidityPeriod period = plausible.period();
    if (period.expiry() != Long.MAX_VALUE) {
      credential.expiresAt(Instant.ofEpochSecond(period.expiry()));
    }
    return new Verification.Verified(
        new VerifiedJwt(
            new Authenticated(credential.build()),
            period,
            plausible.marks(),
            token.token().length,
            token.header(),
            key));
  }

  private static Verification failed(AuthenticationResult result) {
    return new Verification.Failed(result);
  }
}
