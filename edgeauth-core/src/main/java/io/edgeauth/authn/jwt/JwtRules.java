package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.TokenAudience;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges an unverified token's claims: when it is valid, for whom it is meant, what is required of
 * it, whether it is denied. What they say may refuse the token, and no more. Immutable.
 */
final class JwtRules {

  /** What judging gave. */
  sealed interface Judgement {
    record Good(PlausibleJwt token) implements Judgement {}

    record Bad(Refused why) implements Judgement {}
  }

  private final TokenAudience audience;
  private final Map<ClaimPath, Set<String>> required;
  private final boolean allowMissingExpiry;
  private final @Nullable Duration maxLifetime;
  private final long skewSeconds;
  private final List<ClaimPath> subject;
  private final DenyList denials;
  private final Clock clock;

  JwtRules(JwtSettings settings, DenyList denials, Clock clock) {
    this.audience = new TokenAudience(settings.audience());
    this.required = settings.requiredClaims();
    this.allowMissingExpiry = settings.allowMissingExpiry();
    this.maxLifetime = settings.maxLifetime();
    this.skewSeconds = settings.clockSkew().toSeconds();
    this.subject = settings.claims().subject();
    this.denials = denials;
    this.clock = clock;
  }

  Judgement judge(UnverifiedJwt token) {
    Map<String, Object> claims = token.claims();
    ValidityPeriod.Reading reading = ValidityPeriod.read(claims, allowMissingExpiry, maxLifetime);
    if (reading instanceof ValidityPeriod.Reading.Bad bad) {
      return new Judgement.Bad(bad.why());
    }
    ValidityPeriod period = ((ValidityPeriod.Reading.Good) reading).period();
    TokenMarks marks = TokenMarks.of(claims, subject);
    Refused fault = timeFault(period);
    if (fault == null) {
      fault = fault(claims);
    }
    if (fault == null) {
      fault = denialFault(marks);
    }
    return fault == null
        ? new Judgement.Good(new PlausibleJwt(token, period, marks))
        : new Judgement.Bad(fault);
  }

  /** What may change from one request to the next: why the token is refused now, or null. */
  @Nullable Refused faultNow(ValidityPeriod period, TokenMarks marks) {
    Refused untimely = timeFault(period);
    return untimely == null ? denialFault(marks) : untimely;
  }

  private @Nullable Refused timeFault(ValidityPeriod period) {
    Reason untimely = period.fault(Math.floorDiv(clock.millis(), 1000L), skewSeconds);
    return untimely == null ? null : new Refused(untimely);
  }

  private @Nullable Refused denialFault(TokenMarks marks) {
    return denials.denies(marks) ? new Refused(Reasons.TOKEN_DENIED) : null;
  }

  private @Nullable Refused fault(Map<String, Object> claims) {
    if (!audience.isMetBy(claims.get("aud"))) {
      return new Refused(Reasons.TOKEN_AUDIENCE);
    }
    for (Map.Entry<ClaimPath, Set<String>> claim : required.entrySet()) {
      if (!claim.getKey().isAnyOf(claims, claim.getValue())) {
        return new Refused(Reasons.TOKEN_CLAIM, "required claim " + claim.getKey());
      }
    }
    if (claims.get("sub") != null && !(claims.get("sub") instanceof String)) {
      return new Refused(Reasons.TOKEN_CLAIM, "a sub that is no string");
    }
    if (claims.get("jti") != null && !(claims.get("jti") instanceof String)) {
      // RFC 7519, section 4.1.7; what is no string could not be denied.
      return new Refused(Reasons.TOKEN_CLAIM, "a jti that is no string");
    }
    return BoundTokens.fault(claims.get("cnf"));
  }
}
