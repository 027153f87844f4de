package io.edgeauth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RequirementTest {

  private static final Identity CALLER =
      Identity.of(
          List.of(
              Credential.builder("jwt")
                  .scopes(List.of("read", "write"))
                  .roles(List.of("user"))
                  .claims(Map.of("tenant", "acme", "teams", List.of("a", "b")))
                  .build()),
          List.of("user"));

  private static Reason reason(Requirement requirement) {
    return requirement.check(CALLER) instanceof PolicyResult.Refused refused
        ? refused.reason()
        : null;
  }

  private static Requirement scopes(String... all) {
    return new Requirement(Set.of(all), Set.of(), Set.of(), Map.of());
  }

  /** J35: all of them, compared whole. */
  @Test
  void check_scopes_allExactly() {
    assertThat(reason(scopes("read"))).isNull();
    assertThat(reason(scopes("read", "write"))).isNull();
    for (String other : List.of("reader", "READ", "rea", "read ", "")) {
      assertThat(reason(scopes(other))).as(other).isEqualTo(Reasons.SCOPE_INSUFFICIENT);
    }
    assertThat(reason(scopes("read", "delete"))).isEqualTo(Reasons.SCOPE_INSUFFICIENT);
  }

  @Test
  void check_anyScope_one() {
    assertThat(reason(new Requirement(Set.of(), Set.of("x", "read"), Set.of(), Map.of()))).isNull();
    assertThat(reason(new Requirement(Set.of(), Set.of("x"), Set.of(), Map.of())))
        .isEqualTo(Reasons.SCOPE_INSUFFICIENT);
  }

  @Test
  void check_roles_anyOne() {
    assertThat(reason(new Requirement(Set.of(), Set.of(), Set.of("admin", "user"), Map.of())))
        .isNull();
    assertThat(reason(new Requirement(Set.of(), Set.of(), Set.of("admin"), Map.of())))
        .isEqualTo(Reasons.ROLE_MISSING);
  }

  @Test
  void check_claims_everyPathAnyValue() {
    assertThat(claims(Map.of("tenant", Set.of("acme", "x"), "teams", Set.of("b")))).isNull();
    assertThat(claims(Map.of("tenant", Set.of("acme"), "teams", Set.of("c"))))
        .isEqualTo(Reasons.CLAIM_MISMATCH);
    assertThat(claims(Map.of("absent", Set.of("x")))).isEqualTo(Reasons.CLAIM_MISMATCH);
  }

  private static Reason claims(Map<String, Set<String>> values) {
    Map<ClaimPath, Set<String>> paths = new java.util.LinkedHashMap<>();
    values.forEach((path, set) -> paths.put(ClaimPath.parse(path), set));
    return reason(new Requirement(Set.of(), Set.of(), Set.of(), paths));
  }

  /** The detail names the claim and never its value. */
  @Test
  void check_claimMismatch_detailWithoutValue() {
    Requirement requirement =
        new Requirement(
            Set.of(), Set.of(), Set.of(), Map.of(ClaimPath.parse("tenant"), Set.of("other")));
    assertThat(requirement.check(CALLER))
        .isEqualTo(new PolicyResult.Refused(Reasons.CLAIM_MISMATCH, "claim tenant"));
  }
}
