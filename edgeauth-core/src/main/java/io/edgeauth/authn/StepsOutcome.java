package io.edgeauth.authn;

import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the steps of a route say together. */
public sealed interface StepsOutcome {

  /**
   * Every step passed.
   *
   * @param identity what they prove together
   * @param responseHeaders headers for the client's answer
   */
  record Proven(Identity identity, List<HeaderField> responseHeaders) implements StepsOutcome {}

  /** No step found a credential. */
  record NothingPresented() implements StepsOutcome {
    static final NothingPresented INSTANCE = new NothingPresented();
  }

  /**
   * A step did not pass.
   *
   * @param reason why
   * @param detail what only operators may know, or null
   * @param refusedBy the authenticator that refused, or null where no one took the credential
   * @param responseHeaders headers for the client's answer beside the challenges
   */
  record Refused(
      Reason reason,
      @Nullable String detail,
      @Nullable String refusedBy,
      List<HeaderField> responseHeaders)
      implements StepsOutcome {}

  /**
   * Nobody can say now.
   *
   * @param reason what is out of reach
   * @param retryAfter when to try again
   * @param orAnonymous whether the request may go on as anonymous where its route is optional
   */
  record Unavailable(Reason reason, Duration retryAfter, boolean orAnonymous)
      implements StepsOutcome {}
}
