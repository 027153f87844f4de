package io.edgeauth.authn.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers by the digests of their credentials: good ones and refusals apart, so that
 * whoever makes tokens up pushes no good answer out.
 *
 * <p>An answer that was asked for before its credential was forgotten must not be remembered after:
 * each credential has a version, shared with those of the same stripe, which is read before anybody
 * is asked and must still be the same when the answer is put in. Forgetting counts up before it
 * takes out, and putting in looks at the version where the cache lets nobody else at the entry.
 */
final class AnswerCache {

  /** An answer of more bytes takes the room of several, since its claims are kept. */
  private static final int ENTRY_SIZE = 2048;

  private static final int STRIPES = 1 << 12;

  private static final int SLOTS = 1 << 14;

  /** To the nanosecond it is judged here; the cache may round. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * An answer.
   *
   * @param until the credential's own end in milliseconds since the epoch, or {@link #NEVER}
   * @param life how many nanoseconds were left until then: a wall clock that is set back does not
   *     lengthen them
   * @param readAt ticker time of the answer
   * @param slot see {@link Mark}
   * @param heard see {@link Mark}
   */
  private record Entry(
      AuthenticationResult result,
      int weight,
      long until,
      long life,
      long readAt,
      int slot,
      int heard) {}

  /**
   * Which forgettings an answer comes after.
   *
   * @param version of its credential
   * @param slot of its credential's name among instances; 0 where it has none
   * @param heard how often one of that slot was forgotten
   */
  record Mark(long version, int slot, int heard) {}

  private final RemoteSettings settings;
  private final EdgeRuntime runtime;
  private final Duration staleFor;
  private final Cache<TokenDigest, Entry> good;
  private final Cache<TokenDigest, Entry> bad;
  private final AtomicLongArray versions = new AtomicLongArray(STRIPES);

  /**
   * Counts what other instances have forgotten. Their messages tell the name that a credential has
   * among them, from which nobody finds the credential: so all that is in its slot is forgotten, a
   * few answers more than need be.
   */
  private final AtomicIntegerArray heard = new AtomicIntegerArray(SLOTS);

  AnswerCache(RemoteSettings settings, EdgeRuntime runtime) {
    this.settings = settings;
    this.runtime = runtime;
    this.staleFor =
        settings.onUnavailable() == OnUnavailable.STALE ? settings.staleFor() : Duration.ZERO;
    this.good =
        Caffeine.newBuilder()
            .maximumWeight(settings.maxEntries())
            .weigher((TokenDigest credential, Entry entry) -> entry.weight())
            .expireAfterWrite(settings.ttl().plus(staleFor).plus(ROUNDING))
            .ticker(runtime.ticker())
            .executor(Runnable::run)
            .build();
    this.bad =
        Caffeine.newBuilder()
            .maximumSize(settings.maxEntries())
            .expireAfterWrite(settings.negativeTtl().plus(ROUNDING))
            .ticker(runtime.ticker())
            .executor(Runnable::run)
            .build();
  }

  /** To be asked for before anybody is asked about the credential. */
  Mark mark(TokenDigest credential, int slot) {
    return new Mark(version(credential), slot, heard.get(slot & (SLOTS - 1)));
  }

  private long version(TokenDigest credential) {
    return versions.get(stripe(credential));
  }

  /** What holds now, or null where somebody is to be asked. */
  @Nullable AuthenticationResult fresh(TokenDigest credential) {
    AuthenticationResult known = known(good, credential, settings.ttl());
    return known == null ? known(bad, credential, settings.negativeTtl()) : known;
  }

  /** What was good last, for when nobody can be asked. */
  @Nullable AuthenticationResult stale(TokenDigest credential) {
    return staleFor.isZero() ? null : known(good, credential, settings.ttl().plus(staleFor));
  }

  private @Nullable AuthenticationResult known(
      Cache<TokenDigest, Entry> answers, TokenDigest credential, Duration maxAge) {
    Entry entry = answers.getIfPresent(credential);
    if (entry == null) {
      return null;
    }
    long age = runtime.ticker().read() - entry.readAt();
    boolean holds =
        age < maxAge.toNanos()
            && isUnheard(entry.slot(), entry.heard())
            && (entry.until() == NEVER
                || (age < entry.life() && runtime.clock().millis() < entry.until()));
    return holds ? entry.result() : null;
  }

  private boolean isUnheard(int slot, int before) {
    return heard.get(slot & (SLOTS - 1)) == before;
  }

  /**
   * Remembers an answer, unless its credential was forgotten since.
   *
   * @param age how long ago it was given
   * @param mark of the time before anybody was asked
   * @return whether it is remembered
   */
  boolean put(TokenDigest credential, RemoteAnswer answer, Duration age, Mark mark) {
    long readAt = runtime.ticker().read() - age.toNanos();
    if (answer instanceof RemoteAnswer.Good proven) {
      bad.invalidate(credential);
      Entry entry = entry(proven, readAt, mark);
      return entry.life() > 0 && put(good, credential, entry, mark);
    }
    if (answer instanceof RemoteAnswer.Bad refused) {
      good.invalidate(credential); // it was good once, and must not come back as stale
      Entry entry =
          new Entry(refused.refused(), 1, NEVER, NEVER, readAt, mark.slot(), mark.heard());
      return put(bad, credential, entry, mark);
    }
    return false;
  }

  private Entry entry(RemoteAnswer.Good proven, long readAt, Mark mark) {
    Instant end = proven.until();
    long until = end == null ? NEVER : millis(end);
    long left = until == NEVER ? NEVER : until - runtime.clock().millis();
    long now = runtime.ticker().read();
    long life = TimeUnit.MILLISECONDS.toNanos(left);
    return new Entry(
        proven.result(),
        1 + proven.size() / ENTRY_SIZE,
        until,
        life == NEVER ? NEVER : life + (now - readAt),
        readAt,
        mark.slot(),
        mark.heard());
  }

  /** Whoever means that it never ends may say so by an instant that milliseconds cannot tell. */
  private static long millis(Instant end) {
    if (end.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return end.isBefore(Instant.ofEpochMilli(NEVER)) ? end.toEpochMilli() : NEVER;
  }

  private boolean put(
      Cache<TokenDigest, Entry> answers, TokenDigest credential, Entry entry, Mark mark) {
    answers.asMap().compute(credential, (same, before) -> holds(same, mark) ? entry : before);
    return holds(credential, mark);
  }

  /** Whether the credential was not forgotten since. */
  private boolean holds(TokenDigest credential, Mark mark) {
    return version(credential) == mark.version() && isUnheard(mark.slot(), mark.heard());
  }

  void forget(TokenDigest credential) {
    versions.incrementAndGet(stripe(credential));
    good.invalidate(credential);
    bad.invalidate(credential);
  }

  /** Another instance has forgotten one of this slot. */
  void forgetSlot(int slot) {
    heard.incrementAndGet(slot & (SLOTS - 1));
  }

  /** Other instances may have forgotten any. */
  void forgetAll() {
    for (int i = 0; i < SLOTS; i++) {
      heard.incrementAndGet(i);
    }
    good.invalidateAll();
    bad.invalidateAll();
  }

  private static int stripe(TokenDigest credential) {
    return credential.hashCode() & (STRIPES - 1);
  }
}
