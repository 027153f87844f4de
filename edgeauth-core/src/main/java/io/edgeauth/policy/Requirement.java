package io.edgeauth.policy;

import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reasons;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a route asks of an authenticated caller. Everything that is given must hold.
 *
 * @param scopes all of these
 * @param anyScope any one of these
 * @param roles any one of these
 * @param claims for each path any one of the values, equal or contained in an array
 */
public record Requirement(
    Set<String> scopes,
    Set<String> anyScope,
    Set<String> roles,
    Map<ClaimPath, Set<String>> claims) {

  /** Asks for nothing. */
  public static final Requirement NONE = new Requirement(Set.of(), Set.of(), Set.of(), Map.of());

  /** Copies everything, in its order. */
  public Requirement {
    scopes = copy(scopes);
    anyScope = copy(anyScope);
    roles = copy(roles);
    Map<ClaimPath, Set<String>> copies = new LinkedHashMap<>();
    claims.forEach((path, values) -> copies.put(path, copy(values)));
    claims = Collections.unmodifiableMap(copies);
  }

  private static Set<String> copy(Collection<String> values) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(values));
  }

  /**
   * Judges a caller.
   *
   * @param identity an authenticated caller
   * @return that it has what is asked, or what it lacks
   */
  public PolicyResult check(Identity identity) {
    if (!identity.scopes().containsAll(scopes) || !hasAny(identity.scopes(), anyScope)) {
      return new PolicyResult.Refused(Reasons.SCOPE_INSUFFICIENT, null);
    }
    if (!hasAny(identity.roles(), roles)) {
      return new PolicyResult.Refused(Reasons.ROLE_MISSING, null);
    }
    return claims.isEmpty() ? PolicyResult.Allowed.INSTANCE : checkClaims(identity);
  }

  private PolicyResult checkClaims(Identity identity) {
    for (Map.Entry<ClaimPath, Set<String>> claim : claims.entrySet()) {
      if (!claim.getKey().isAnyOf(identity.claims(), claim.getValue())) {
        return new PolicyResult.Refused(Reasons.CLAIM_MISMATCH, "claim " + claim.getKey());
      }
    }
    return PolicyResult.Allowed.INSTANCE;
  }

  /**
   * The scopes that would do.
   *
   * @return what a challenge names
   */
  public Set<String> wantedScopes() {
    Set<String> wanted = new LinkedHashSet<>(scopes);
    wanted.addAll(anyScope);
    return wanted;
  }

  private static boolean hasAny(Set<String> held, Set<String> asked) {
    if (asked.isEmpty()) {
      return true;
    }
    for (String one : asked) {
      if (held.contains(one)) {
        return true;
      }
    }
    return false;
  }
}
