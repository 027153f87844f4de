package io.edgeauth.policy;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reason;
import java.util.Set;

/**
 * Says whether a verified caller may do what it asks. Implement it for rules that scopes, roles and
 * claims cannot express.
 *
 * <p>Called by many request threads at once, also for anonymous requests. An exception is a bug and
 * refuses the request with 500.
 */
public interface Policy {

  /**
   * Evaluates one request, after its credentials were verified.
   *
   * @param identity who is calling; may be anonymous
   * @param request the request as the server received it, its body unread
   * @return that it may, or why not
   */
  PolicyResult evaluate(Identity identity, EdgeRequest request);

  /**
   * The reasons that this policy gives. Asked once.
   *
   * @return all of them
   */
  default Set<Reason> reasons() {
    return Set.of();
  }
}
