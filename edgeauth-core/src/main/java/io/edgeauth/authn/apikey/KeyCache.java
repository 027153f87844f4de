package io.edgeauth.authn.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a store said, until it is told that a key has changed.
 *
 * <p>A key that is read while it changes must not be remembered as it was: each hash has a version,
 * shared with those of the same stripe, which is read before the store is asked and must still be
 * the same when the answer is used. So nobody who asks after a change has returned sees what was
 * before, however long the reading took.
 */
final class KeyCache implements ApiKeyStore.ChangeListener {

  private static final int STRIPES = 1 << 12;

  /** To the nanosecond it is judged here; the cache may round. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  /** What was said, and when. */
  private record Entry(StoredKey key, long readAt, long version) {}

  private final KeyCacheSettings settings;
  private final Ticker ticker;
  private final Cache<KeyHash, Entry> entries;
  private final AtomicLongArray versions = new AtomicLongArray(STRIPES);
  private final AtomicLong ofAll = new AtomicLong();

  KeyCache(KeyCacheSettings settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(settings.maxEntries())
            .expireAfterWrite(
                settings.ttl().multipliedBy(2).plus(settings.staleFor()).plus(ROUNDING))
            .ticker(ticker)
            .build();
  }

  /** The version that an answer for these hashes must be read under. */
  long version(List<KeyHash> hashes) {
    long sum = ofAll.get();
    for (KeyHash hash : hashes) {
      sum += versions.get(stripe(hash));
    }
    return sum;
  }

  /** What is known, or null where it is too old, or something has changed since. */
  @Nullable StoredKey fresh(List<KeyHash> hashes) {
    return known(hashes, settings.ttl());
  }

  /** What was known last, for when the store is out of reach. */
  @Nullable StoredKey stale(List<KeyHash> hashes) {
    return settings.staleFor().isZero()
        ? null
        : known(hashes, settings.ttl().plus(settings.staleFor()));
  }

  /** Whether one of them was a key's when the store was asked last, be it longer ago than a ttl. */
  boolean remembers(List<KeyHash> hashes) {
    for (int i = 0; i < hashes.size(); i++) {
      if (entries.getIfPresent(hashes.get(i)) != null) {
        return true;
      }
    }
    return false;
  }

  private @Nullable StoredKey known(List<KeyHash> hashes, Duration maxAge) {
    long version = version(hashes);
    for (int i = 0; i < hashes.size(); i++) {
      Entry entry = entries.getIfPresent(hashes.get(i));
      if (entry != null
          && entry.version() == version
          && ticker.read() - entry.readAt() < maxAge.toNanos()) {
        return entry.key();
      }
    }
    return null;
  }

  /** Remembers a key under the hash by which it was found. */
  void put(List<KeyHash> hashes, StoredKey key, long version) {
    StoredKey.Secret secret = key.secret(hashes);
    if (secret != null) {
      entries.put(secret.hash(), new Entry(key, ticker.read(), version));
    }
  }

  @Override
  public void changed(Collection<KeyHash> hashes) {
    for (KeyHash hash : hashes) {
      versions.incrementAndGet(stripe(hash));
    }
    entries.invalidateAll(hashes);
  }

  @Override
  public void allChanged() {
    ofAll.incrementAndGet();
    entries.invalidateAll();
  }

  private static int stripe(KeyHash hash) {
    return hash.hashCode() & (STRIPES - 1);
  }
}
