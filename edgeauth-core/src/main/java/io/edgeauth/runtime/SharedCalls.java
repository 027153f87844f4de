package io.edgeauth.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Makes one call for all who need the same answer at the same time, on threads of its own. So
 * nobody's call ends because the request that began it was given up, and a place that hangs holds
 * no thread but these.
 *
 * <p>Only so many calls are under way, and as many more wait for a thread; only so many requests
 * wait for another's call. Who comes past these bounds is told so at once.
 *
 * <p>Any number of threads may use it at once.
 *
 * @param <K> what tells one call from another
 * @param <V> its result
 */
public final class SharedCalls<K, V> implements AutoCloseable {

  /**
   * Who waits for another's call holds a thread and nothing else; but not so many may wait that
   * they are all of a server's virtual threads.
   */
  private static final int MAX_WAITERS = 4096;

  /**
   * What became of a call.
   *
   * @param <V> its result
   */
  public sealed interface Outcome<V> {

    /**
     * It ended.
     *
     * @param result what it brought
     * @param <V> its type
     */
    record Done<V>(V result) implements Outcome<V> {}

    /**
     * There was no place for it.
     *
     * @param <V> what it would have brought
     */
    record Busy<V>() implements Outcome<V> {}

    /**
     * It did not end in time.
     *
     * @param <V> what it would have brought
     */
    record Late<V>() implements Outcome<V> {}
  }

  private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();
  private final Semaphore waiters = new Semaphore(MAX_WAITERS);

  /** Counted apart from the queue, which is full for a moment while idle threads empty it. */
  private final Semaphore places;

  private final Duration patience;
  private final Ticker ticker;
  private final ExecutorService threads;

  /**
   * Begins without any call.
   *
   * @param name of its threads
   * @param maxConcurrent how many calls may be under way, and how many more may wait for a thread
   * @param patience how long a request waits, and a call may wait for a thread
   * @param ticker measures how long a call waited for its thread
   */
  public SharedCalls(String name, int maxConcurrent, Duration patience, Ticker ticker) {
    this.places = new Semaphore(2 * maxConcurrent);
    this.patience = patience;
    this.ticker = ticker;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            maxConcurrent,
            maxConcurrent,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Threads.named(name));
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /**
   * Makes a call, or waits for the one that is under way.
   *
   * @param key what is asked: equal ones have the same answer
   * @param call made at most once for all who ask at the same time, on another thread; what it
   *     throws is thrown to all of them as an {@link IllegalStateException}
   * @return what became of it
   */
  public Outcome<V> run(K key, Supplier<V> call) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> first = underWay.putIfAbsent(key, mine);
    if (first == null) {
      return begin(key, mine, call) ? await(mine) : new Outcome.Busy<>();
    }
    if (!waiters.tryAcquire()) {
      return new Outcome.Busy<>();
    }
    try {
      return await(first);
    } finally {
      waiters.release();
    }
  }

  private boolean begin(K key, CompletableFuture<V> mine, Supplier<V> call) {
    if (places.tryAcquire()) {
      long began = ticker.read();
      try {
        threads.execute(() -> make(key, mine, call, began));
        return true;
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        places.release(); // closed, or the machine has no thread
      }
    }
    underWay.remove(key, mine);
    mine.cancel(false); // for those who have begun to wait for it
    return false;
  }

  /** Who asks when the answer is there asks anew: it has left the map before anybody has it. */
  private void make(K key, CompletableFuture<V> mine, Supplier<V> call, long began) {
    try {
      if (ticker.read() - began >= patience.toNanos()) {
        underWay.remove(key, mine);
        mine.cancel(false); // nobody waits for its answer any more
        return;
      }
      V result = call.get();
      underWay.remove(key, mine);
      mine.complete(result);
    } catch (RuntimeException | Error e) {
      underWay.remove(key, mine);
      mine.completeExceptionally(e);
    } finally {
      places.release();
    }
  }

  private Outcome<V> await(CompletableFuture<V> call) {
    try {
      return new Outcome.Done<>(call.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Late<>();
    } catch (TimeoutException e) {
      return new Outcome.Late<>();
    } catch (CancellationException e) {
      return new Outcome.Busy<>();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the call that this request waited for failed", e);
    }
  }

  /** Interrupts the calls that are under way; nobody waits for them any more. */
  @Override
  public void close() {
    endWaits();
    threads.shutdownNow();
    endWaits(); // of calls that were put into the queue just before it ended
  }

  private void endWaits() {
    underWay.values().forEach(call -> call.cancel(false));
  }
}
