package io.edgeauth.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does work once for all who ask for the same at the same time. The first does it, the others wait
 * for its result, each for a bounded time of its own, and only so many of them.
 *
 * <p>Any number of threads may use it at once.
 *
 * @param <K> what tells one piece of work from another
 * @param <V> its result
 */
public final class SingleFlight<K, V> {

  private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();
  private final Semaphore waiters;
  private final Duration patience;

  /**
   * Begins without any.
   *
   * @param maxWaiters how many may wait for others' work
   * @param patience how long one waits
   */
  public SingleFlight(int maxWaiters, Duration patience) {
    this.waiters = new Semaphore(maxWaiters);
    this.patience = patience;
  }

  /**
   * Does the work, or waits for whoever does it.
   *
   * @param key what is to be done: equal ones have the same result
   * @param work called at most once for all who ask at the same time, on the first one's thread;
   *     what it throws is thrown there, and as an {@link IllegalStateException} to those who wait
   * @return its result, or null where too many wait, or it took too long
   */
  public @Nullable V run(K key, Supplier<V> work) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> first = underWay.putIfAbsent(key, mine);
    return first == null ? lead(key, mine, work) : follow(first);
  }

  private V lead(K key, CompletableFuture<V> mine, Supplier<V> work) {
    try {
      V result = work.get();
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e); // a bug refuses those who wait as well
      throw e;
    } finally {
      underWay.remove(key, mine);
    }
  }

  private @Nullable V follow(CompletableFuture<V> first) {
    if (!waiters.tryAcquire()) {
      return null;
    }
    try {
      return first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the work that this request waited for failed", e);
    } finally {
      waiters.release();
    }
  }
}
