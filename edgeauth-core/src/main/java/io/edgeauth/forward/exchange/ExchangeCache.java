package io.edgeauth.forward.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.forward.exchange.ExchangeOutcome.Exchanged;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers new tokens, and refusals apart from them, by the digests of the tokens that they were
 * asked for with. Any number of threads may use it at once; it never blocks.
 *
 * <p>What was asked for before its token was forgotten must not be remembered after: each token has
 * a version, shared with those of the same stripe, which is read before the server is asked and
 * must still be the same when the answer is put in.
 */
final class ExchangeCache {

  /** A new token that the backend receives must not end on the way there. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** So long a server that does not exchange a token is not asked about it again. */
  static final Duration REFUSAL = Duration.ofSeconds(10);

  /** A new token of more characters takes the room of several. */
  private static final int ENTRY_SIZE = 2048;

  private static final int STRIPES = 1 << 12;

  /** When a server was asked: what it says of lifetimes counts from before it said so. */
  record Asked(long version, long tick, long millis) {}

  /**
   * What is remembered.
   *
   * @param until when it ends, in milliseconds since the epoch
   * @param life how many nanoseconds were left until then: a wall clock that is set back does not
   *     lengthen them
   * @param tick ticker time from which they count
   */
  private record Entry(ExchangeOutcome outcome, int weight, long until, long life, long tick) {}

  private final EdgeRuntime runtime;
  private final Cache<TokenDigest, Entry> tokens;
  private final Cache<TokenDigest, Entry> refusals;
  private final AtomicLongArray versions = new AtomicLongArray(STRIPES);

  ExchangeCache(int maxEntries, EdgeRuntime runtime) {
    this.runtime = runtime;
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(maxEntries)
            .weigher((TokenDigest subject, Entry entry) -> entry.weight())
            .expireAfterWrite(ExchangeReader.MAX_LIFETIME)
            .ticker(runtime.ticker())
            .executor(Runnable::run)
            .build();
    this.refusals =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .expireAfterWrite(REFUSAL.multipliedBy(2)) // to the nanosecond it is judged here
            .ticker(runtime.ticker())
            .executor(Runnable::run)
            .build();
  }

  /** Looks at the time, and at what would make an answer one of the past. */
  Asked asked(TokenDigest subject) {
    return new Asked(version(subject), runtime.ticker().read(), runtime.clock().millis());
  }

  long version(TokenDigest subject) {
    return versions.get(stripe(subject));
  }

  /**
   * What is known, or null where the server is to be asked. A refusal holds also past the end:
   * within the skew a client would else have the server asked as often as it likes.
   *
   * @param end when the credential of this very request ends, or null
   */
  @Nullable ExchangeOutcome known(TokenDigest subject, @Nullable Instant end) {
    boolean over = end != null && !Instant.ofEpochMilli(runtime.clock().millis()).isBefore(end);
    ExchangeOutcome token = over ? null : known(tokens.getIfPresent(subject));
    return token == null ? known(refusals.getIfPresent(subject)) : token;
  }

  private @Nullable ExchangeOutcome known(@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    boolean holds =
        runtime.ticker().read() - entry.tick() < entry.life()
            && runtime.clock().millis() < entry.until();
    return holds ? entry.outcome() : null;
  }

  /**
   * Remembers a new token.
   *
   * @param lifetime how long it is good; a short one is remembered for half of it
   * @param end when the credential that it was asked for with ends, or null
   */
  void put(
      TokenDigest subject,
      Exchanged exchanged,
      Duration lifetime,
      @Nullable Instant end,
      Asked asked) {
    Duration half = lifetime.dividedBy(2);
    long left = lifetime.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN).toMillis();
    Instant now = Instant.ofEpochMilli(asked.millis());
    if (end != null && end.isBefore(now.plusMillis(left))) {
      left = end.isAfter(now) ? Duration.between(now, end).toMillis() : 0;
    }
    refusals.invalidate(subject);
    if (left > 0) {
      int weight = 1 + exchanged.authorization().value().length() / ENTRY_SIZE;
      put(tokens, subject, entry(exchanged, weight, left, asked), asked);
    }
  }

  /** Remembers that there is no new token. */
  void put(TokenDigest subject, ExchangeOutcome.Failed refused, Asked asked) {
    tokens.invalidate(subject);
    put(refusals, subject, entry(refused, 1, REFUSAL.toMillis(), asked), asked);
  }

  private static Entry entry(ExchangeOutcome outcome, int weight, long left, Asked asked) {
    return new Entry(
        outcome, weight, asked.millis() + left, TimeUnit.MILLISECONDS.toNanos(left), asked.tick());
  }

  private void put(Cache<TokenDigest, Entry> cache, TokenDigest subject, Entry entry, Asked asked) {
    cache
        .asMap()
        .compute(subject, (same, before) -> version(same) == asked.version() ? entry : before);
  }

  void forget(TokenDigest subject) {
    versions.incrementAndGet(stripe(subject));
    tokens.invalidate(subject);
    refusals.invalidate(subject);
  }

  private static int stripe(TokenDigest subject) {
    return subject.hashCode() & (STRIPES - 1);
  }
}
