package io.edgeauth.authn;

import io.edgeauth.reason.Reason;
import java.util.Set;

/**
 * What a challenge may tell about a refusal.
 *
 * @param reason why the request was refused
 * @param scopes the scopes that would do, where they were lacking; else empty
 */
public record Refusal(Reason reason, Set<String> scopes) {

  /**
   * A refusal that has nothing to do with scopes.
   *
   * @param reason why
   */
  public Refusal(Reason reason) {
    this(reason, Set.of());
  }
}
