package io.edgeauth.forward.exchange;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.authn.remote.WatchedCalls;
import io.edgeauth.forward.exchange.ExchangeCache.Asked;
import io.edgeauth.forward.exchange.ExchangeOutcome.Exchanged;
import io.edgeauth.forward.exchange.ExchangeOutcome.Failed;
import io.edgeauth.http.HeaderField;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import io.edgeauth.runtime.SharedCalls.Outcome;
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

  /** Those that began before a token was forgotten are others than those that begin after it. */
  private record Flight(TokenDigest subject, long version) {}

  private final ExchangeCall call;
  private final ExchangeCache cache;
  private final SharedCalls<Flight, ExchangeOutcome> calls;
  private final WatchedCalls watched;
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
    this.watched = new WatchedCalls(settings.tellingName(), BreakerSettings.DEFAULTS, runtime);
    watched.watch(call::takesConnections);
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
      return new Failed(
          Reasons.TOKEN_EXCHANGE_REFUSED, "a token of other characters", RemoteAnswer.Failed.RETRY);
    }
    ExchangeOutcome known = cache.known(subject, end);
    return known == null ? ask(subject, token, end) : known;
  }

  private ExchangeOutcome ask(TokenDigest subject, String token, @Nullable Instant end) {
    Outcome<ExchangeOutcome> outcome =
        calls.run(new Flight(subject, cache.version(subject)), () -> asked(subject, token, end));
    if (outcome instanceof Outcome.Busy) {
      return new Failed(Reasons.TOKEN_EXCHANGE_BUSY, null, RemoteAnswer.Failed.RETRY);
    }
    return outcome instanceof Outcome.Done<ExchangeOutcome> done
        ? done.result()
        : new Failed(
            Reasons.TOKEN_EXCHANGE_UNAVAILABLE, "no answer in time", RemoteAnswer.Failed.RETRY);
  }

  /** On a thread of the calls. */
  private ExchangeOutcome asked(TokenDigest subject, String token, @Nullable Instant end) {
    Asked asked = cache.asked(subject);
    // Another call for it may have ended since this request looked.
    ExchangeOutcome known = cache.known(subject, end);
    if (known != null) {
      return known;
    }
    ExchangeAnswer answer =
        watched.make(
            () -> call.ask(token),
            one -> one instanceof ExchangeAnswer.Failed failed ? failed.why() : null,
            ExchangeAnswer.Failed::new);
    if (answer instanceof ExchangeAnswer.Token fresh) {
      Exchanged exchanged =
          new Exchanged(new HeaderField("Authorization", "Bearer " + fresh.text()));
      cache.put(subject, exchanged, fresh.lifetime(), end, asked);
      return exchanged;
    }
    if (answer instanceof ExchangeAnswer.Refused refused) {
      Failed told =
          new Failed(Reasons.TOKEN_EXCHANGE_REFUSED, refused.detail(), ExchangeCache.REFUSAL);
      cache.put(subject, told, asked);
      return told;
    }
    RemoteAnswer.Failed why = ((ExchangeAnswer.Failed) answer).why();
    return new Failed(Reasons.TOKEN_EXCHANGE_UNAVAILABLE, why.detail(), why.retryWithinBounds());
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
