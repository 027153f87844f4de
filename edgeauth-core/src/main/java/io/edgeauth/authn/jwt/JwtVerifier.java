package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns an unverified token into a verified one, or says why not. Claims are judged first, then the
 * signature.
 */
final class JwtVerifier {

  /** A verified token, or what the authenticator says instead. */
  sealed interface Verification {
    record Verified(VerifiedJwt token) implements Verification {}

    record Failed(AuthenticationResult result) implements Verification {}
  }

  private final JwtSettings settings;
  private final JwtRules rules;
  private final KeySet keys;
  private final EdgeRuntime runtime;

  JwtVerifier(JwtSettings settings, KeySet keys, EdgeRuntime runtime) {
    this.settings = settings;
    this.rules = new JwtRules(settings);
    this.keys = keys;
    this.runtime = runtime;
  }

  Verification verify(UnverifiedJwt token) {
    ValidityPeriod.Reading reading =
        ValidityPeriod.read(token.claims(), settings.allowMissingExpiry(), settings.maxLifetime());
    ValidityPeriod period = reading.period();
    if (period == null || reading.reason() != null) {
      Reason reason = reading.reason() == null ? Reasons.TOKEN_CLAIM : reading.reason();
      return failed(new Refused(reason, reading.detail()));
    }
    Reason untimely = timeFault(period);
    if (untimely != null) {
      return failed(new Refused(untimely));
    }
    Refused fault = rules.fault(token.claims());
    return fault == null ? verifySignature(token, period) : failed(fault);
  }

  @Nullable Reason timeFault(ValidityPeriod period) {
    return period.fault(
        Math.floorDiv(runtime.clock().millis(), 1000L), settings.clockSkew().toSeconds());
  }

  private Verification verifySignature(UnverifiedJwt token, ValidityPeriod period) {
    KeyLookup lookup = keys.find(token.keyId(), token.algorithm());
    if (lookup instanceof KeyLookup.Unavailable unavailable) {
      return failed(new Unavailable(Reasons.KEYS_UNAVAILABLE, unavailable.retryAfter()));
    }
    if (!(lookup instanceof KeyLookup.Found found)) {
      return failed(new Refused(Reasons.TOKEN_KEY_UNKNOWN));
    }
    if (!found.key().verifies(token.algorithm(), token.signedContent(), token.signature())) {
      return failed(new Refused(Reasons.TOKEN_SIGNATURE));
    }
    Credential.Builder credential = Credential.builder("jwt");
    ClaimPath fault = settings.claims().fill(token.claims(), credential, runtime);
    if (fault != null) {
      return failed(new Refused(Reasons.TOKEN_CLAIM, "claim " + fault));
    }
    if (period.expiry() != Long.MAX_VALUE) {
      credential.expiresAt(Instant.ofEpochSecond(period.expiry()));
    }
    return new Verification.Verified(
        new VerifiedJwt(
            new Authenticated(credential.build()),
            period,
            token.keyId(),
            token.algorithm(),
            found.key()));
  }

  private static Verification failed(AuthenticationResult result) {
    return new Verification.Failed(result);
  }
}
