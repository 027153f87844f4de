package io.edgeauth.authn;

import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.reason.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authenticator says about a request. */
public sealed interface AuthenticationResult {

  /**
   * The credential is verified.
   *
   * @param credential what it proves
   * @param responseHeaders headers for the client's answer, such as a new DPoP nonce
   */
  record Authenticated(Credential credential, List<HeaderField> responseHeaders)
      implements AuthenticationResult {

    /** Copies the headers. */
    public Authenticated {
      responseHeaders = List.copyOf(responseHeaders);
    }

    /**
     * A verified credential without headers for the answer.
     *
     * @param credential what it proves
     */
    public Authenticated(Credential credential) {
      this(credential, List.of());
    }
  }

  /** The request has no credential of this kind. */
  record Absent() implements AuthenticationResult {

    /** The only one that is needed. */
    public static final Absent INSTANCE = new Absent();
  }

  /**
   * There is a credential of this kind, but it is another authenticator's: another issuer, another
   * prefix, no JWT.
   *
   * @param reason what told so
   */
  record NotMine(Reason reason) implements AuthenticationResult {}

  /**
   * The credential is this authenticator's, and bad.
   *
   * @param reason why; its status is the answer's
   * @param detail what only operators may know, or null; never a credential or a claim's value
   * @param responseHeaders headers for the client's answer beside the challenge
   */
  record Refused(Reason reason, @Nullable String detail, List<HeaderField> responseHeaders)
      implements AuthenticationResult {

    /** Copies the headers. */
    public Refused {
      responseHeaders = List.copyOf(responseHeaders);
    }

    /**
     * A refusal whose reason says everything.
     *
     * @param reason why
     */
    public Refused(Reason reason) {
      this(reason, null, List.of());
    }

    /**
     * A refusal with a detail for operators.
     *
     * @param reason why
     * @param detail what only operators may know
     */
    public Refused(Reason reason, String detail) {
      this(reason, detail, List.of());
    }
  }

  /**
   * Nobody can say now: what is needed to verify the credential is out of reach. Never the client's
   * fault.
   *
   * @param reason what is out of reach
   * @param retryAfter when to try again
   * @param orAnonymous whether the request may go on as anonymous where its route is optional
   */
  record Unavailable(Reason reason, Duration retryAfter, boolean orAnonymous)
      implements AuthenticationResult {

    /**
     * The request gets 503.
     *
     * @param reason what is out of reach
     * @param retryAfter when to try again
     */
    public Unavailable(Reason reason, Duration retryAfter) {
      this(reason, retryAfter, false);
    }
  }
}
