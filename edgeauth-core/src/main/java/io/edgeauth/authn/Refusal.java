package io.edgeauth.authn;

import io.edgeauth.reason.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a challenge may tell about a refusal.
 *
 * @param reason why the request was refused
 * @param scopes the scopes that would do, where they were lacking; else empty
 * @param scheme the scheme that the request used, so that its challenge tells the error; null where
 *     it used none of those for tokens
 */
public record Refusal(Reason reason, Set<String> scopes, @Nullable TokenScheme scheme) {

  /**
   * A refusal that has nothing to do with scopes.
   *
   * @param reason why
   */
  public Refusal(Reason reason) {
    this(reason, Set.of(), null);
  }

  /**
   * A refusal of a request whose scheme does not count.
   *
   * @param reason why
   * @param scopes the scopes that would do
   */
  public Refusal(Reason reason, Set<String> scopes) {
    this(reason, scopes, null);
  }
}
