package io.edgeauth.authn.introspection;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.TokenAudience;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an authorization server says of a token. {@code active} decides that it is one of the
 * server's; the other members may refuse it, since not every server looks at all of them.
 *
 * <p>Any number of threads may judge at once.
 */
final class IntrospectionRules {

  private static final long SKEW_SECONDS = IntrospectionSettings.CLOCK_SKEW.toSeconds();
  private static final String DPOP = "dpop";
  private static final Set<String> ACCESS = Set.of("bearer", DPOP);

  private final IntrospectionSettings settings;
  private final TokenAudience audience;
  private final EdgeRuntime runtime;
  private final SharedShapes shapes = new SharedShapes();

  IntrospectionRules(IntrospectionSettings settings, EdgeRuntime runtime) {
    this.settings = settings;
    this.audience = new TokenAudience(settings.audience());
    this.runtime = runtime;
  }

  /**
   * Judges an answer.
   *
   * @param answer its members
   * @param size how many bytes it came in
   */
  RemoteAnswer judge(Map<String, Object> answer, int size) {
    Object active = answer.get("active");
    if (!Boolean.TRUE.equals(active)) {
      return active instanceof Boolean
          ? new RemoteAnswer.Bad(new Refused(Reasons.TOKEN_INACTIVE))
          : bad(Reasons.TOKEN_INACTIVE, "an active that is no boolean, or none");
    }
    Refused fault = fault(answer);
    if (fault != null) {
      return new RemoteAnswer.Bad(fault);
    }
    ValidityPeriod.Reading reading = ValidityPeriod.read(answer, true, null);
    if (reading instanceof ValidityPeriod.Reading.Bad bad) {
      return new RemoteAnswer.Bad(bad.why());
    }
    ValidityPeriod period = ((ValidityPeriod.Reading.Good) reading).period();
    Reason untimely = period.fault(Math.floorDiv(runtime.clock().millis(), 1000L), SKEW_SECONDS);
    return untimely == null
        ? believed(answer, period, size)
        : new RemoteAnswer.Bad(new Refused(untimely));
  }

  private @Nullable Refused fault(Map<String, Object> answer) {
    Object type = answer.get("token_type");
    if (type != null && !isAccess(type)) {
      return new Refused(Reasons.TOKEN_TYPE, "a token_type that gives no access");
    }
    Object issuer = answer.get("iss");
    if (issuer != null && settings.issuer() != null && !settings.issuer().equals(issuer)) {
      return new Refused(Reasons.TOKEN_ISSUER);
    }
    Object aud = answer.get("aud");
    if (aud != null && !audience.isMetBy(aud)) {
      return new Refused(Reasons.TOKEN_AUDIENCE);
    }
    for (Map.Entry<ClaimPath, Set<String>> claim : settings.requiredClaims().entrySet()) {
      if (!claim.getKey().isAnyOf(answer, claim.getValue())) {
        return new Refused(Reasons.TOKEN_CLAIM, "required claim " + claim.getKey());
      }
    }
    Object cnf = answer.get("cnf");
    // Not every server that binds a token tells to which key.
    if (type instanceof String name && isDpop(name) && !BoundTokens.isBoundToKey(cnf)) {
      return new Refused(
          Reasons.TOKEN_SENDER_UNPROVEN,
          "a token that is bound to a key, and the answer does not say to which");
    }
    return BoundTokens.fault(cnf);
  }

  private static boolean isDpop(String type) {
    return type.toLowerCase(Locale.ROOT).equals(DPOP);
  }

  /** Types ignore case (RFC 6749, section 7.1), and what is not ASCII is none. */
  private static boolean isAccess(Object type) {
    return type instanceof String name
        && name.chars().allMatch(c -> c < 0x80)
        && ACCESS.contains(name.toLowerCase(Locale.ROOT));
  }

  private RemoteAnswer believed(Map<String, Object> answer, ValidityPeriod period, int size) {
    Credential.Builder credential = Credential.builder("introspection");
    ClaimPath fault = settings.claims().fill(shapes.compact(answer), credential, runtime);
    if (fault != null) {
      return bad(Reasons.TOKEN_CLAIM, "claim " + fault);
    }
    Instant end = period.expiry() == Long.MAX_VALUE ? null : Instant.ofEpochSecond(period.expiry());
    Credential built = credential.expiresAt(end).build();
    if (built.subject() == null && built.client() == null && built.username() == null) {
      return bad(Reasons.TOKEN_CLAIM, "neither subject, client nor username");
    }
    return new RemoteAnswer.Good(new Authenticated(built), end, size);
  }

  private static RemoteAnswer bad(Reason reason, String detail) {
    return new RemoteAnswer.Bad(new Refused(reason, detail));
  }
}
