package io.edgeauth.keys;

import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, fetched over HTTP.
 *
 * <p>All fetches are made by worker threads, one at a time. A known key is found without waiting,
 * whatever a fetch does. An unknown key id waits for the fetch that is under way, or begins one if
 * the cooldown has passed since the last that such an id began: so ids that attackers make up cost
 * the issuer one fetch per cooldown and the caller at most the total timeout. Fetches of the
 * background do not count, or a new key would be unknown for a cooldown after each of them: always,
 * where the issuer forbids caching and they come a cooldown apart. A failed fetch leaves the last
 * good keys in use and is tried again after a second, then two, four and so on up to the cooldown.
 */
final class RemoteKeySet implements KeySet {

  /** How many requests may wait for a fetch; the next ones are told at once that nobody can say. */
  private static final int MAX_WAITERS = 256;

  /**
   * How many may wait while usable keys are held: those wait for key ids that nobody knows yet, and
   * must not take the threads of requests whose keys are known.
   */
  private static final int MAX_CURIOUS = 16;

  /**
   * What is known now.
   *
   * @param keys the last good keys
   * @param loadedAt ticker time of the last success; meaningless while {@code loaded} is false
   * @param loaded whether there was one
   * @param failures fetches that failed since
   * @param dueAt ticker time from which an unknown key id may begin a fetch
   * @param ignored why keys of the last good set are not used
   */
  private record State(
      KeyIndex keys,
      long loadedAt,
      boolean loaded,
      int failures,
      long dueAt,
      List<String> ignored) {}

  /**
   * A fetch that is under way.
   *
   * @param end its end; exceptional where it never began
   * @param asked whether an unknown key id began it
   * @param deadline ticker time until which requests wait for it. It ends by then itself, unless it
   *     hangs in the name service, whose time nothing bounds.
   */
  private record Flight(CompletableFuture<Void> end, boolean asked, long deadline) {}

  private final RemoteKeySettings settings;
  private final EdgeRuntime runtime;
  private final JwkSetSource source;
  private final FetchPauses pauses;
  private final Semaphore waiters = new Semaphore(MAX_WAITERS);
  private final Semaphore curious = new Semaphore(MAX_CURIOUS);
  private final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();
  private final AtomicReference<@Nullable Future<?>> next = new AtomicReference<>();
  private volatile State state;
  private volatile boolean closed;

  private RemoteKeySet(RemoteKeySettings settings, EdgeRuntime runtime) {
    this.settings = settings;
    this.runtime = runtime;
    this.source =
        new JwkSetSource(settings, runtime.outbound(settings.outbound()), runtime.ticker());
    this.pauses = new FetchPauses(settings.cooldown(), settings.refreshInterval());
    this.state = new State(KeyIndex.EMPTY, 0, false, 0, runtime.ticker().read(), List.of());
  }

  static RemoteKeySet open(RemoteKeySettings settings, EdgeRuntime runtime) {
    RemoteKeySet set = new RemoteKeySet(settings, runtime);
    if (runtime.isPrefetching()) {
      set.refresh();
    }
    return set;
  }

  @Override
  public KeyLookup find(@Nullable String keyId, JwsAlgorithm algorithm) {
    State now = state;
    if (isUsable(now)) {
      VerificationKey key = now.keys.find(keyId, algorithm);
      if (key != null) {
        return new KeyLookup.Found(key);
      }
    }
    return findAfterFetch(keyId, algorithm);
  }

  private KeyLookup findAfterFetch(@Nullable String keyId, JwsAlgorithm algorithm) {
    long deadline = runtime.ticker().read() + settings.totalTimeout().toNanos();
    Flight fetch = begin(true);
    KeyLookup lookup = findAfter(fetch, deadline, keyId, algorithm);
    if (fetch == null || fetch.asked || !(lookup instanceof KeyLookup.NotFound)) {
      return lookup;
    }
    // The background's fetch may have read the set before the issuer added the key.
    return findAfter(begin(true), deadline, keyId, algorithm);
  }

  private KeyLookup findAfter(
      @Nullable Flight fetch, long deadline, @Nullable String keyId, JwsAlgorithm algorithm) {
    if (fetch != null && !await(fetch, deadline)) {
      return unavailable(state);
    }
    State now = state;
    if (!isUsable(now)) {
      return unavailable(now);
    }
    VerificationKey key = now.keys.find(keyId, algorithm);
    if (key != null) {
      return new KeyLookup.Found(key);
    }
    return now.failures == 0 ? KeyLookup.NotFound.INSTANCE : unavailable(now);
  }

  /**
   * While fetches succeed a set is good until the one after the next is overdue (so that a fetch
   * that hangs in the name service ends it too); when they fail, for {@code stale-for} from the
   * last success.
   */
  private boolean isUsable(State now) {
    long allowed = settings.staleFor().toNanos();
    if (now.failures == 0) {
      allowed = Math.max(allowed, 2 * settings.refreshInterval().toNanos());
    }
    return now.loaded && runtime.ticker().read() - now.loadedAt <= allowed;
  }

  private KeyLookup.Unavailable unavailable(State now) {
    long wait = Math.max(0, now.dueAt - runtime.ticker().read());
    return new KeyLookup.Unavailable(Duration.ofSeconds(1 + TimeUnit.NANOSECONDS.toSeconds(wait)));
  }

  private boolean await(Flight fetch, long deadline) {
    Semaphore places = isUsable(state) ? curious : waiters;
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      long until = Math.min(deadline, fetch.deadline);
      fetch.end.get(until - runtime.ticker().read(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } finally {
      places.release();
    }
  }

  /** The fetch that is under way, or one that begins now; null where none is due. */
  private @Nullable Flight begin(boolean asked) {
    Flight current = flight.get();
    if (current != null) {
      return current;
    }
    if (asked && !isDue()) {
      return null;
    }
    long deadline = runtime.ticker().read() + settings.totalTimeout().toNanos();
    Flight mine = new Flight(new CompletableFuture<>(), asked, deadline);
    if (!flight.compareAndSet(null, mine)) {
      return flight.get();
    }
    // Another fetch may have ended between the look and the claim.
    if (closed || (asked && !isDue())) {
      end(mine);
      return null;
    }
    try {
      runtime.workers().execute(() -> run(mine));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No worker is free, or the machine has no thread left: nobody looked, so nobody can say.
      flight.set(null);
      mine.end.completeExceptionally(e);
    }
    return mine;
  }

  /**
   * Fetches whether or not it is due, unless a fetch is under way. What fetches schedules the next;
   * this one is there before, since the flight that is met here may end without having begun.
   */
  private void refresh() {
    scheduleNext(FetchPauses.FIRST_RETRY);
    var unused = begin(false);
  }

  private boolean isDue() {
    return runtime.ticker().read() - state.dueAt >= 0;
  }

  private void end(Flight mine) {
    flight.set(null);
    mine.end.complete(null);
  }

  private void run(Flight mine) {
    Duration pause = settings.cooldown();
    try {
      pause = fetch(mine.asked);
    } catch (OutboundException | KeySetException | RuntimeException | Error e) {
      pause = failed(e);
    } finally {
      end(mine); // before the next is scheduled, which would take this one for its own
      scheduleNext(pause);
    }
  }

  private Duration fetch(boolean asked) throws OutboundException, KeySetException {
    long began = runtime.ticker().read();
    JwkSetSource.Fetched fetched = source.fetch();
    State before = state;
    KeyIndex keys = before.keys.replacedBy(fetched.reading().keys());
    List<String> ignored = fetched.reading().ignored();
    long dueAt = asked ? began + settings.cooldown().toNanos() : before.dueAt;
    state = new State(keys, runtime.ticker().read(), true, 0, dueAt, ignored);
    if (!ignored.equals(before.ignored)) {
      ignored.forEach(why -> publish(Change.KEY_IGNORED, keys, why));
    }
    if (!before.loaded || keys != before.keys || before.failures > 0) {
      publish(Change.LOADED, keys, "");
    }
    return pauses.afterSuccess(fetched.freshFor());
  }

  private Duration failed(Throwable e) {
    State before = state;
    Duration pause = pauses.afterFailures(before.failures + 1);
    state =
        new State(
            before.keys,
            before.loadedAt,
            before.loaded,
            before.failures + 1,
            runtime.ticker().read() + pause.toNanos(),
            before.ignored);
    if (!closed) {
      publish(
          Change.FAILED,
          before.keys,
          e.getMessage() == null ? e.getClass().getName() : e.getMessage());
    }
    return pause;
  }

  private void scheduleNext(Duration pause) {
    if (closed) {
      return;
    }
    try {
      Future<?> before =
          next.getAndSet(
              runtime.timer().schedule(this::refresh, pause.toNanos(), TimeUnit.NANOSECONDS));
      if (before != null) {
        before.cancel(false);
      }
    } catch (RejectedExecutionException e) {
      closed = true; // the runtime has ended
    }
  }

  private void publish(Change change, KeyIndex keys, String detail) {
    runtime
        .events()
        .publish(
            new KeySetEvent(runtime.clock().instant(), source.name(), change, keys.size(), detail));
  }

  @Override
  public void close() {
    closed = true;
    Future<?> pending = next.getAndSet(null);
    if (pending != null) {
      pending.cancel(false);
    }
  }
}
