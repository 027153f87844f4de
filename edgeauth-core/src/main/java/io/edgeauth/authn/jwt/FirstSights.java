package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.SingleFlight;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Sees to it that a new token is verified once, however many requests bring it at the same time.
 * The first verifies, the others wait for what it finds, each for a bounded time of its own.
 *
 * <p>What is under way is bounded by the verifier: whoever verifies holds one of its places, and is
 * refused at once without one.
 *
 * @param <K> what tells one verification from another
 */
final class FirstSights<K> {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final SingleFlight<K, AuthenticationResult> verifications;

  /**
   * Begins without any.
   *
   * @param maxWaiters how many requests may wait for another's verification; more are told to come
   *     again
   * @param patience how long one waits
   */
  FirstSights(int maxWaiters, Duration patience) {
    this.verifications = new SingleFlight<>(maxWaiters, patience);
  }

  /**
   * Verifies a token, or waits for the request that does.
   *
   * @param sight what is verified: equal ones have the same answer
   * @param verification is called at most once for all who ask at the same time; it looks first
   *     whether another has just finished
   */
  AuthenticationResult verify(K sight, Supplier<AuthenticationResult> verification) {
    AuthenticationResult result = verifications.run(sight, verification);
    return result == null ? new Unavailable(Reasons.VERIFICATION_BUSY, RETRY) : result;
  }
}
