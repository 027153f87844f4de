package io.edgeauth.authn.remote;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.reason.Reason;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import io.edgeauth.runtime.SharedCalls.Outcome;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks somebody else about credentials, as rarely as it may, and keeps their trouble from the
 * requests: a cache, one call for concurrent first uses, bounds on calls and on those who wait, a
 * circuit breaker.
 *
 * <p>Any number of threads may use it at once. A request waits at most its total timeout.
 */
public final class RemoteAnswers implements AutoCloseable {

  /**
   * What a request gets that nobody can answer.
   *
   * @param unavailable whoever decides is out of reach
   * @param busy too many ask at once
   */
  public record Reasons(Reason unavailable, Reason busy) {}

  /**
   * One question. Those that began before a credential was forgotten are others than those that
   * begin after it.
   */
  private record Flight(TokenDigest credential, AnswerCache.Mark mark) {}

  private final RemoteSettings settings;
  private final Reasons reasons;
  private final EdgeRuntime runtime;
  private final AnswerCache cache;
  private final SharedCalls<Flight, AuthenticationResult> calls;
  private final WatchedCalls watched;
  private volatile @Nullable SharedMemory shared;

  /**
   * Begins without knowing anything.
   *
   * @param name the authenticator's, for events and threads
   * @param settings how long answers hold, and which bounds there are
   * @param reasons what a request gets that nobody can answer
   * @param runtime time and events
   */
  public RemoteAnswers(String name, RemoteSettings settings, Reasons reasons, EdgeRuntime runtime) {
    this.settings = settings;
    this.reasons = reasons;
    this.runtime = runtime;
    this.cache = new AnswerCache(settings, runtime);
    this.calls =
        new SharedCalls<>(
            "edgeauth-" + name,
            settings.maxConcurrent(),
            settings.totalTimeout(),
            runtime.ticker());
    this.watched = new WatchedCalls(name, settings.breaker(), runtime);
  }

  /**
   * Says what is known of a credential. Never blocks.
   *
   * @param credential its digest
   * @return authenticated or refused; null where somebody is to be asked
   */
  public @Nullable AuthenticationResult known(TokenDigest credential) {
    return cache.fresh(credential);
  }

  /**
   * Says what is known of a credential, or asks.
   *
   * @param credential its digest
   * @param question asked at most once for all who need the answer at the same time
   * @return authenticated, refused, or unavailable; what an answer says that is not for others too
   */
  public AuthenticationResult of(TokenDigest credential, RemoteQuestion question) {
    AuthenticationResult known = cache.fresh(credential);
    return known == null ? ask(credential, question) : known;
  }

  private AuthenticationResult ask(TokenDigest credential, RemoteQuestion question) {
    SharedMemory memory = shared;
    byte[] name = memory == null ? new byte[0] : memory.name(credential);
    AnswerCache.Mark mark = cache.mark(credential, SharedMemory.slot(name));
    Flight flight = new Flight(credential, mark);
    Outcome<AuthenticationResult> outcome =
        calls.run(flight, () -> asked(flight, question, memory, name));
    if (outcome instanceof Outcome.Busy) {
      return orStale(credential, unavailable(reasons.busy(), Failed.RETRY));
    }
    if (!(outcome instanceof Outcome.Done<AuthenticationResult> done)) {
      return orStale(credential, unavailable(reasons.unavailable(), Failed.RETRY));
    }
    return done.result() instanceof Unavailable none ? orStale(credential, none) : done.result();
  }

  private AuthenticationResult orStale(TokenDigest credential, Unavailable unavailable) {
    AuthenticationResult stale = cache.stale(credential);
    return stale == null ? unavailable : stale;
  }

  private Unavailable unavailable(Reason reason, Duration retryAfter) {
    boolean orAnonymous = settings.onUnavailable() == OnUnavailable.ALLOW_ANONYMOUS;
    return new Unavailable(reason, retryAfter, orAnonymous);
  }

  /** On a thread of the calls. */
  private AuthenticationResult asked(
      Flight flight, RemoteQuestion question, @Nullable SharedMemory memory, byte[] name) {
    TokenDigest credential = flight.credential();
    // Another call for it may have ended since this request looked.
    AuthenticationResult known = cache.fresh(credential);
    if (known != null) {
      return known;
    }
    SharedMemory.Told told = memory == null ? null : memory.get(name, question);
    if (told != null) {
      cache.put(credential, told.answer(), told.age(), flight.mark());
      return result(told.answer());
    }
    RemoteAnswer answer =
        watched.<RemoteAnswer>make(
            question::ask, one -> one instanceof Failed failed ? failed : null, failed -> failed);
    if (cache.put(credential, answer, Duration.ZERO, flight.mark()) && memory != null) {
      memory.put(name, answer);
    }
    return result(answer);
  }

  private AuthenticationResult result(RemoteAnswer answer) {
    if (answer instanceof RemoteAnswer.Good good) {
      return good.result();
    }
    if (answer instanceof RemoteAnswer.Bad bad) {
      return bad.refused();
    }
    if (answer instanceof RemoteAnswer.Once once) {
      return once.result();
    }
    return unavailable(reasons.unavailable(), ((Failed) answer).retryWithinBounds());
  }

  /**
   * Says how to find out whether whoever is asked has come back. While calls are stopped, it is
   * looked whether a place that took no connections takes them again.
   *
   * @param takesConnections whether it takes connections now; may block for a connect timeout
   */
  public void watch(BooleanSupplier takesConnections) {
    watched.watch(takesConnections);
  }

  /**
   * Forgets what is known of a credential. When this has returned, no request that begins later is
   * decided by an answer that was asked for before. Where answers are shared, the other instances
   * are told: this waits for the store at most for its timeout.
   *
   * @param credential its digest
   */
  public void forget(TokenDigest credential) {
    cache.forget(credential);
    SharedMemory memory = shared;
    if (memory != null) {
      memory.forget(memory.name(credential));
    }
  }

  /**
   * Begins to share answers with other instances that have the same secret and ask the same. To be
   * called again when the secret has changed: what is known here is forgotten then, since the
   * others could not name it to us any more. Takes tens of milliseconds.
   *
   * @param store what they share
   * @param secret what keys are made of; the store never sees it
   * @param asked who is asked and as whom
   */
  public synchronized void share(SharedAnswers store, byte[] secret, String asked) {
    SharedMemory before = shared;
    shared = new SharedMemory(store, SharedSeal.of(secret, asked), settings, runtime, cache);
    cache.forgetAll();
    if (before != null) {
      before.close();
    }
  }

  /** Ends its threads; calls under way are interrupted. */
  @Override
  public void close() {
    calls.close();
    SharedMemory memory = shared;
    if (memory != null) {
      memory.close();
    }
  }
}
