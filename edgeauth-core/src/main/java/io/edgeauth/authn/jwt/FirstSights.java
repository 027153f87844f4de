package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final ConcurrentMap<K, CompletableFuture<AuthenticationResult>> underWay =
      new ConcurrentHashMap<>();
  private final Semaphore waiters;
  private final Duration patience;

  /**
   * Begins without any.
   *
   * @param maxWaiters how many requests may wait for another's verification; more are told to come
   *     again
   * @param patience how long one waits
   */
  FirstSights(int maxWaiters, Duration patience) {
    this.waiters = new Semaphore(maxWaiters);
    this.patience = patience;
  }

  /**
   * Verifies a token, or waits for the request that does.
   *
   * @param sight what is verified: equal ones have the same answer
   * @param verification is called at most once for all who ask at the same time; it looks first
   *     whether another has just finished
   */
  AuthenticationResult verify(K sight, Supplier<AuthenticationResult> verification) {
    CompletableFuture<AuthenticationResult> mine = new CompletableFuture<>();
    CompletableFuture<AuthenticationResult> first = underWay.putIfAbsent(sight, mine);
    return first == null ? lead(sight, mine, verification) : follow(first);
  }

  private AuthenticationResult lead(
      K sight,
      CompletableFuture<AuthenticationResult> mine,
      Supplier<AuthenticationResult> verification) {
    try {
      AuthenticationResult result = verification.get();
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e); // a bug refuses those who wait as well
      throw e;
    } finally {
      underWay.remove(sight, mine);
    }
  }

  private AuthenticationResult follow(CompletableFuture<AuthenticationResult> first) {
    if (!waiters.tryAcquire()) {
      return busy();
    }
    try {
      return first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return busy();
    } catch (TimeoutException e) {
      return busy();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the verification that this request waited for failed", e);
    } finally {
      waiters.release();
    }
  }

  private static AuthenticationResult busy() {
    return new Unavailable(Reasons.VERIFICATION_BUSY, RETRY);
  }
}
