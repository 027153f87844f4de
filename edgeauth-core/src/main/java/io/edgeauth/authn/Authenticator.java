package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.reason.Reason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says who is calling, by one kind of credential. Implement it for a kind that EdgeAuth does not
 * have.
 *
 * <p>Called by many request threads at once. What a client can send never makes it throw; an
 * exception is a bug and refuses the request with 500.
 */
public interface Authenticator extends AutoCloseable {

  /**
   * Every place where this authenticator looks for a credential. Asked once, when routes are
   * compiled: what stands there ends at the gateway, on every route.
   *
   * @return the carriers
   */
  Set<Carrier> carriers();

  /**
   * Where in this request a credential of this kind stands, whosever it is and however bad. Asked
   * before anything is verified; must do no I/O and read no body.
   *
   * @param request the request as the server received it
   * @return those of {@link #carriers()} that hold something; empty for none
   */
  Set<Carrier> presents(EdgeRequest request);

  /**
   * Decides who is calling. A bad credential is an answer, not an exception.
   *
   * <p>May block while something that is needed is read for the first time, within the configured
   * timeouts.
   *
   * @param request the request as the server received it
   * @return what this authenticator can say: authenticated, absent, not mine, refused, or
   *     unavailable
   */
  AuthenticationResult authenticate(EdgeRequest request);

  /**
   * This authenticator's part of {@code WWW-Authenticate}.
   *
   * @param refusal why the request was refused, or null where no credential was sent: then the
   *     challenge has no error
   * @return one challenge (RFC 9110, section 11.6.1)
   */
  String challenge(@Nullable Refusal refusal);

  /**
   * Every challenge of an authenticator that accepts more than one scheme, the preferred first.
   *
   * @param refusal as for {@link #challenge}
   * @return one for each scheme; by default what {@link #challenge} says
   */
  default List<String> challenges(@Nullable Refusal refusal) {
    return List.of(challenge(refusal));
  }

  /**
   * The reasons of its own that this authenticator gives, beside those of {@link
   * io.edgeauth.reason.Reasons}. Asked once.
   *
   * @return all of them
   */
  default Set<Reason> reasons() {
    return Set.of();
  }

  /** Ends what the authenticator holds. Called once, when its last request has been decided. */
  @Override
  default void close() {}
}
