package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the configuration asks of a token's claims, apart from when it is valid. Immutable. */
final class JwtRules {

  private final Set<String> audience;
  private final Map<ClaimPath, Set<String>> required;

  JwtRules(JwtSettings settings) {
    this.audience = settings.audience();
    this.required = settings.requiredClaims();
  }

  /** Why the claims are refused, or null. */
  @Nullable Refused fault(Map<String, Object> claims) {
    if (!audience.isEmpty() && !isAudience(claims.get("aud"))) {
      return new Refused(Reasons.TOKEN_AUDIENCE);
    }
    for (Map.Entry<ClaimPath, Set<String>> claim : required.entrySet()) {
      if (!claim.getKey().isAnyOf(claims, claim.getValue())) {
        return new Refused(Reasons.TOKEN_CLAIM, "required claim " + claim.getKey());
      }
    }
    if (claims.get("cnf") != null) {
      return new Refused(
          Reasons.TOKEN_SENDER_UNPROVEN,
          "a token that is bound to its sender came as a plain bearer token");
    }
    return null;
  }

  private boolean isAudience(@Nullable Object aud) {
    if (aud instanceof String one) {
      return audience.contains(one);
    }
    if (aud instanceof List<?> several) {
      for (int i = 0; i < several.size(); i++) {
        if (several.get(i) instanceof String one && audience.contains(one)) {
          return true;
        }
      }
    }
    return false;
  }
}
