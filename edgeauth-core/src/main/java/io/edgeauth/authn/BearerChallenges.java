package io.edgeauth.authn;

import io.edgeauth.http.AuthChallenge;
import org.jspecify.annotations.Nullable;

/**
 * The challenges of RFC 6750, section 3. Those that are the same for everybody are made once.
 * Immutable; any number of threads may use it at once.
 *
 * <p>One description serves for all bad tokens: which check failed is for operators, not for
 * whoever tries tokens out.
 */
public final class BearerChallenges {

  private final String realm;
  private final String missing;
  private final String malformed;
  private final String invalid;

  private BearerChallenges(String realm) {
    this.realm = realm;
    this.missing = begin().toString();
    this.malformed =
        begin()
            .parameter("error", "invalid_request")
            .parameter(
                "error_description", "The request is malformed or has more than one credential")
            .toString();
    this.invalid =
        begin()
            .parameter("error", "invalid_token")
            .parameter("error_description", "The access token is not valid")
            .toString();
  }

  /**
   * Makes the challenges of a realm.
   *
   * @param realm what they name as {@code realm}
   * @return them
   */
  public static BearerChallenges with(String realm) {
    return new BearerChallenges(realm);
  }

  private AuthChallenge begin() {
    return AuthChallenge.of("Bearer").parameter("realm", realm);
  }

  /**
   * The challenge to a request.
   *
   * @param refusal why it was refused, or null where it has no credential
   * @return the value of {@code WWW-Authenticate}
   */
  public String of(@Nullable Refusal refusal) {
    if (refusal == null) {
      return missing;
    }
    return switch (refusal.reason().status()) {
      case 400 -> malformed;
      case 403 -> insufficient(refusal);
      default -> invalid;
    };
  }

  private String insufficient(Refusal refusal) {
    AuthChallenge challenge =
        begin()
            .parameter("error", "insufficient_scope")
            .parameter(
                "error_description", "The request requires more than the access token allows");
    if (!refusal.scopes().isEmpty()) {
      challenge.parameter("scope", String.join(" ", refusal.scopes()));
    }
    return challenge.toString();
  }
}
