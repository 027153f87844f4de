package io.edgeauth.authn.remote;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.outbound.Breaker;
import io.edgeauth.reason.Reason;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import io.edgeauth.runtime.SharedCalls.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks somebody else about credentials, as rarely as it may, and keeps their trouble from the
 * requests: a cache, one call for concurrent first uses, bounds on calls and on those who wait, a
 * circuit breaker.
 *
 * <p>Any number of threads may use it at once. A request waits at most its total timeout.
 */
public final class RemoteAnswers implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);

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
  private record Flight(TokenDigest credential, long version) {}

  private final String name;
  private final RemoteSettings settings;
  private final Reasons reasons;
  private final EdgeRuntime runtime;
  private final AnswerCache cache;
  private final SharedCalls<Flight, RemoteAnswer> calls;
  private final Breaker breaker;
  private final AtomicReference<Change> told = new AtomicReference<>(Change.ANSWERS);

  /**
   * Begins without knowing anything.
   *
   * @param name the authenticator's, for events and threads
   * @param settings how long answers hold, and which bounds there are
   * @param reasons what a request gets that nobody can answer
   * @param runtime time and events
   */
  public RemoteAnswers(String name, RemoteSettings settings, Reasons reasons, EdgeRuntime runtime) {
    this.name = name;
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
    this.breaker = Breaker.of(settings.breaker(), runtime.ticker(), this::changed);
  }

  /**
   * Says what is known of a credential, or asks.
   *
   * @param credential its digest
   * @param question asked at most once for all who need the answer at the same time
   * @return authenticated, refused, or unavailable
   */
  public AuthenticationResult of(TokenDigest credential, RemoteQuestion question) {
    AuthenticationResult known = cache.fresh(credential);
    return known == null ? ask(credential, question) : known;
  }

  private AuthenticationResult ask(TokenDigest credential, RemoteQuestion question) {
    long version = cache.version(credential);
    Outcome<RemoteAnswer> outcome =
        calls.run(new Flight(credential, version), () -> asked(credential, question, version));
    if (outcome instanceof Outcome.Busy) {
      return orElse(credential, reasons.busy(), RETRY);
    }
    if (!(outcome instanceof Outcome.Done<RemoteAnswer> done)) {
      return orElse(credential, reasons.unavailable(), RETRY);
    }
    if (done.result() instanceof RemoteAnswer.Failed failed) {
      Duration retryAfter = failed.retryAfter();
      return orElse(credential, reasons.unavailable(), retryAfter == null ? RETRY : retryAfter);
    }
    return AnswerCache.result(done.result());
  }

  private AuthenticationResult orElse(TokenDigest credential, Reason reason, Duration retryAfter) {
    AuthenticationResult stale = cache.stale(credential);
    return stale == null
        ? new Unavailable(
            reason, retryAfter, settings.onUnavailable() == OnUnavailable.ALLOW_ANONYMOUS)
        : stale;
  }

  private RemoteAnswer asked(TokenDigest credential, RemoteQuestion question, long version) {
    RemoteAnswer answer = question.known();
    if (answer == null) {
      answer = askedThroughBreaker(question);
    }
    cache.put(credential, answer, version);
    return answer;
  }

  private RemoteAnswer askedThroughBreaker(RemoteQuestion question) {
    if (!breaker.tryAcquire()) {
      Duration wait = breaker.untilTrial();
      return new RemoteAnswer.Failed(
          "stopped after failures", wait.compareTo(RETRY) < 0 ? RETRY : wait, false);
    }
    long began = runtime.ticker().read();
    RemoteAnswer answer = null;
    try {
      answer = question.ask();
    } finally {
      if (answer == null || answer instanceof RemoteAnswer.Failed) {
        breaker.failed(began);
      } else {
        breaker.succeeded(began);
      }
    }
    if (answer instanceof RemoteAnswer.Failed failed) {
      tell(failed.refusedUs() ? Change.REFUSED_US : Change.FAILED, failed.detail());
    } else {
      tell(Change.ANSWERS, "");
    }
    return answer;
  }

  private void changed(boolean stopped) {
    if (stopped) {
      tell(
          Change.STOPPED,
          "too many calls failed; the next is tried in " + settings.breaker().openFor());
    }
  }

  /** A service that fails ten times a second is told of once. */
  private void tell(Change change, String detail) {
    if (told.get() != change && told.getAndSet(change) != change) {
      runtime.events().publish(new AuthorityEvent(runtime.clock().instant(), name, change, detail));
    }
  }

  /**
   * Forgets what is known of a credential. When this has returned, no request that begins later is
   * decided by an answer that was asked for before.
   *
   * @param credential its digest
   */
  public void forget(TokenDigest credential) {
    cache.forget(credential);
  }

  /** Ends its threads; calls under way are interrupted. */
  @Override
  public void close() {
    calls.close();
  }
}
