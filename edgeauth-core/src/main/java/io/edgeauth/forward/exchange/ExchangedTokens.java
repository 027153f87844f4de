package io.edgeauth.forward.exchange;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.AuthorityLog;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.forward.exchange.ExchangeCache.Asked;
import io.edgeauth.forward.exchange.ExchangeOutcome.Exchanged;
import io.edgeauth.forward.exchange.ExchangeOutcome.Failed;
import io.edgeauth.http.HeaderField;
import io.edgeauth.outbound.Breaker;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.ReturnWatch;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import io.edgeauth.runtime.SharedCalls.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, and the new tokens that it brought: a cache, one call for concurrent first uses,
 * bounds on calls and on those who wait, a circuit breaker.
 *
 * <p>Leased, so that a change of the configuration that is none for it forgets nothing. Any number
 * of threads may use it at once. A request waits at most its total timeout.
 */
public final class ExchangedTokens implements AutoCloseable {

  private static final int MAX_CONCURRENT = 64;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** What a server may ask for, and no more: its trouble is not to shut clients out for days. */
  private static final Duration MAX_RETRY = Duration.ofMinutes(1);

  /** Those that began before a token was forgotten are others than those that begin after it. */
  private record Flight(TokenDigest subject, long version) {}

  private final ExchangeCall call;
  private final ExchangeCache cache;
  private final SharedCalls<Flight, ExchangeOutcome> calls;
  private final Breaker breaker;
  private final ReturnWatch watch;
  private final AuthorityLog log;
  private final TokenDigests digests = new TokenDigests();

  private ExchangedTokens(ExchangeSettings settings, EdgeRuntime runtime) {
    this.call = new ExchangeCall(settings, runtime);
    this.cache = new ExchangeCache(settings.maxEntries(), runtime);
    this.calls =
        new SharedCalls<>(
            "edgeauth-" + settings.tellingName(),
            MAX_CONCURRENT,
            settings.totalTimeout(),
            runtime.ticker());
    this.log = new AuthorityLog(settings.tellingName(), runtime);
    this.watch =
        new ReturnWatch(
            () -> OutboundClient.takesConnections(settings.endpoint(), settings.connectTimeout()),
            runtime.timer(),
            runtime.workers());
    this.breaker = Breaker.of(BreakerSettings.DEFAULTS, runtime.ticker(), this::changed);
  }

  /**
   * Opens it, and reads the client's files.
   *
   * @throws io.edgeauth.oauth.InvalidClientException if the client's credentials cannot be used
   */
  static ExchangedTokens open(ExchangeSettings settings, EdgeRuntime runtime) {
    return runtime.leases().take(settings, () -> new ExchangedTokens(settings, runtime));
  }

  /**
   * Gives the new token for a token. Blocks while the server is asked.
   *
   * @param token one that was verified, without a scheme in front
   * @param end when it ends, or null where nobody said: the new token is not used past it
   * @return the header with the new token, or why there is none
   */
  public ExchangeOutcome of(String token, @Nullable Instant end) {
    TokenDigest subject = digests.of(token, 0);
    if (subject == null) {
      return failed(Reasons.TOKEN_EXCHANGE_REFUSED, "a token of other characters", RETRY);
    }
    ExchangeOutcome known = cache.known(subject, end);
    return known == null ? ask(subject, token, end) : known;
  }

  private ExchangeOutcome ask(TokenDigest subject, String token, @Nullable Instant end) {
    Outcome<ExchangeOutcome> outcome =
        calls.run(new Flight(subject, cache.version(subject)), () -> asked(subject, token, end));
    if (outcome instanceof Outcome.Busy) {
      return failed(Reasons.TOKEN_EXCHANGE_BUSY, null, RETRY);
    }
    return outcome instanceof Outcome.Done<ExchangeOutcome> done
        ? done.result()
        : failed(Reasons.TOKEN_EXCHANGE_UNAVAILABLE, "no answer in time", RETRY);
  }

  /** On a thread of the calls. */
  private ExchangeOutcome asked(TokenDigest subject, String token, @Nullable Instant end) {
    Asked asked = cache.asked(subject);
    // Another call for it may have ended since this request looked.
    ExchangeOutcome known = cache.known(subject, end);
    if (known != null) {
      return known;
    }
    if (!breaker.tryAcquire()) {
      Duration wait = breaker.untilTrial();
      return failed(Reasons.TOKEN_EXCHANGE_UNAVAILABLE, "stopped after failures", wait);
    }
    ExchangeAnswer answer = null;
    try {
      answer = call.ask(token);
    } finally {
      ended(answer, asked.tick());
    }
    if (answer instanceof ExchangeAnswer.Token fresh) {
      Exchanged exchanged =
          new Exchanged(new HeaderField("Authorization", "Bearer " + fresh.text()));
      cache.put(subject, exchanged, fresh.lifetime(), end, asked);
      return exchanged;
    }
    if (answer instanceof ExchangeAnswer.Refused refused) {
      Failed told = failed(Reasons.TOKEN_EXCHANGE_REFUSED, refused.detail(), ExchangeCache.REFUSAL);
      cache.put(subject, told, asked);
      return told;
    }
    ExchangeAnswer.Failed failed = (ExchangeAnswer.Failed) answer;
    Duration retryAfter = failed.retryAfter();
    return failed(
        Reasons.TOKEN_EXCHANGE_UNAVAILABLE,
        failed.detail(),
        retryAfter == null ? RETRY : retryAfter);
  }

  private static Failed failed(Reason reason, @Nullable String detail, Duration retryAfter) {
    Duration least = retryAfter.compareTo(RETRY) < 0 ? RETRY : retryAfter;
    return new Failed(reason, detail, least.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : least);
  }

  private void ended(@Nullable ExchangeAnswer answer, long began) {
    if (answer != null && !(answer instanceof ExchangeAnswer.Failed)) {
      breaker.succeeded(began);
      log.answers();
      return;
    }
    if (answer instanceof ExchangeAnswer.Failed failed) {
      log.trouble(failed.refusedUs() ? Change.REFUSED_US : Change.FAILED, failed.detail());
    }
    breaker.failed(began);
  }

  private void changed(boolean stopped) {
    if (stopped) {
      watch.begin(breaker);
      Duration openFor = BreakerSettings.DEFAULTS.openFor();
      log.trouble(Change.STOPPED, "too many calls failed; the next is tried in " + openFor);
    }
  }

  /**
   * Forgets the new token for a token. When this has returned, no request that begins later is
   * given one that was asked for before.
   *
   * @param token it, without a scheme in front; one that is not known changes nothing
   */
  public void forget(String token) {
    TokenDigest subject = digests.of(token, 0);
    if (subject != null) {
      cache.forget(subject);
    }
  }

  /** Ends its threads; calls under way are interrupted. */
  @Override
  public void close() {
    calls.close();
  }
}
