package io.edgeauth.authn.apikey;

import io.edgeauth.event.ApiKeyStoreEvent;
import io.edgeauth.network.IpAddress;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SingleFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store with what makes it fast and keeps its troubles from the requests: a cache, one look-up
 * for concurrent first uses, a bound on look-ups under way, and a second's rest after a failure.
 *
 * <p>A key is looked up by its SHA-256 or HMAC, never by its characters. Which bytes of the hash a
 * wrong key shares with a right one nobody can choose, so that the time of a look-up says nothing
 * about how much of a key was guessed; and an unknown, a nearly right and a mutilated key take the
 * same way: one hash for each pepper, one look-up, no answer. Nothing needs a dummy comparison.
 *
 * <p>Any number of threads may use it at once. Blocks as the store does.
 */
final class KeyDirectory implements AutoCloseable {

  private static final int MAX_LOOKUPS = 64;

  /** For keys that were good a ttl ago: whoever only guesses cannot take these from them. */
  private static final int RESERVED_LOOKUPS = 16;

  private static final int MAX_WAITERS = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofSeconds(1);

  /** What is known of some hashes. */
  sealed interface Answer {

    /** One of them is a key's. */
    record Known(StoredKey key) implements Answer {}

    /** None of them is. */
    record Unknown() implements Answer {
      static final Unknown INSTANCE = new Unknown();
    }

    /** Nobody can say. */
    record Unanswered(Reason reason, Duration retryAfter) implements Answer {}
  }

  private static final Answer BUSY = new Answer.Unanswered(Reasons.API_KEYS_BUSY, REST);
  private static final Answer OUT_OF_REACH =
      new Answer.Unanswered(Reasons.API_KEYS_UNAVAILABLE, REST);

  private record Flight(KeyHash hash, long version) {}

  private final ApiKeyStore store;
  private final EdgeRuntime runtime;
  private final String name;
  private final KeyCache cache;
  private final UsageCounter usage;
  private final SingleFlight<Flight, Answer> flights = new SingleFlight<>(MAX_WAITERS, PATIENCE);
  private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);
  private final Semaphore reserved = new Semaphore(RESERVED_LOOKUPS);
  private final AtomicBoolean available = new AtomicBoolean(true);
  private final AtomicBoolean counting = new AtomicBoolean(true);
  private final ScheduledFuture<?> flushes;
  private volatile long restUntil;
  private volatile @Nullable String unreadable;

  KeyDirectory(
      String name,
      ApiKeyStore store,
      KeyCacheSettings settings,
      Duration flushInterval,
      EdgeRuntime runtime) {
    this.name = name;
    this.store = store;
    this.runtime = runtime;
    this.cache = new KeyCache(settings, runtime.ticker());
    this.usage = new UsageCounter(store, runtime.clock());
    this.restUntil = runtime.ticker().read();
    store.listen(cache);
    this.flushes =
        runtime
            .timer()
            .scheduleWithFixedDelay(
                this::flushLater,
                flushInterval.toNanos(),
                flushInterval.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  /** Finds a key. */
  Answer find(List<KeyHash> hashes) {
    if (store.isInMemory()) {
      return ask(hashes);
    }
    StoredKey known = cache.fresh(hashes);
    if (known != null) {
      return new Answer.Known(known);
    }
    long version = cache.version(hashes);
    Answer answer =
        flights.run(new Flight(hashes.get(0), version), () -> askBounded(hashes, version));
    return answer == null ? orStale(hashes, BUSY) : answer;
  }

  private Answer askBounded(List<KeyHash> hashes, long version) {
    if (runtime.ticker().read() - restUntil < 0) {
      return orStale(hashes, OUT_OF_REACH);
    }
    Semaphore permits = cache.remembers(hashes) ? reserved : lookups;
    if (!permits.tryAcquire()) {
      return orStale(hashes, BUSY);
    }
    try {
      Answer answer = ask(hashes);
      if (answer instanceof Answer.Known known) {
        cache.put(hashes, known.key(), version);
      }
      return answer instanceof Answer.Unanswered ? orStale(hashes, answer) : answer;
    } finally {
      permits.release();
    }
  }

  private Answer ask(List<KeyHash> hashes) {
    try {
      StoredKey found = store.find(hashes);
      reached();
      return found == null ? Answer.Unknown.INSTANCE : new Answer.Known(found);
    } catch (ApiKeyStoreException e) {
      if (e.isOfOneKey()) {
        tellOfOne(String.valueOf(e.getMessage()));
      } else {
        failed(e);
      }
      return OUT_OF_REACH;
    }
  }

  private Answer orStale(List<KeyHash> hashes, Answer answer) {
    StoredKey stale = cache.stale(hashes);
    return stale == null ? answer : new Answer.Known(stale);
  }

  private void reached() {
    if (!available.get() && available.compareAndSet(false, true)) {
      tell(true, "");
    }
  }

  private void failed(ApiKeyStoreException e) {
    restUntil = runtime.ticker().read() + REST.toNanos();
    if (available.compareAndSet(true, false)) {
      tell(false, String.valueOf(e.getMessage()));
    }
  }

  private void tellOfOne(String detail) {
    if (!detail.equals(unreadable)) { // and not at each of its requests
      unreadable = detail;
      tell(true, detail);
    }
  }

  private void tell(boolean reachable, String detail) {
    runtime
        .events()
        .publish(new ApiKeyStoreEvent(runtime.clock().instant(), name, reachable, detail));
  }

  void used(String id, @Nullable IpAddress address) {
    usage.used(id, address);
  }

  void insert(StoredKey key) throws ApiKeyStoreException {
    store.insert(key);
  }

  /** Changes a key. When this returns no request is decided by what it was before. */
  @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change)
      throws ApiKeyStoreException {
    List<KeyHash> touched = new ArrayList<>();
    try {
      return store.change(
          id,
          present -> {
            present.secrets().forEach(secret -> touched.add(secret.hash()));
            return change.apply(present);
          });
    } finally {
      cache.changed(touched); // also where nobody knows whether it happened
    }
  }

  boolean isShared() {
    return store.isShared();
  }

  @Nullable StoredKey get(String id) throws ApiKeyStoreException {
    return store.get(id);
  }

  List<StoredKey> list(@Nullable String after, int limit) throws ApiKeyStoreException {
    return store.list(after, limit);
  }

  /** How keys were used, by id: here up to now, elsewhere up to the last flush there. */
  Map<String, ApiKeyUsage> usage(List<String> ids) throws ApiKeyStoreException {
    Map<String, ApiKeyUsage> stored = store.usage(ids);
    Map<String, ApiKeyUsage> sums = new HashMap<>();
    for (String id : ids) {
      sums.put(id, stored.getOrDefault(id, ApiKeyUsage.NONE).plus(usage.pending(id)));
    }
    return sums;
  }

  private void flushLater() {
    try {
      runtime.workers().execute(this::flush);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread is to be had now; what is counted stays for the next time.
    }
  }

  /** Uses that cannot be written keep no key from being found. */
  private void flush() {
    try {
      usage.flush();
      if (counting.compareAndSet(false, true)) {
        tell(true, "");
      }
    } catch (ApiKeyStoreException e) {
      if (counting.compareAndSet(true, false)) {
        tell(false, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Takes what was counted to the store. The store itself is closed by whoever leased it. */
  @Override
  public void close() {
    flushes.cancel(false);
    flush();
  }
}
