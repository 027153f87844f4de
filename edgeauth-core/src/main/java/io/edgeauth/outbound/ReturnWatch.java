package io.edgeauth.outbound;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Looks, while a breaker stops calls, whether the place takes connections. When one that took none
 * takes them again, a call is tried at once, and not only when the breaker's time is over. Nothing
 * is sent: a place that takes connections and fails otherwise is left alone for the whole time.
 *
 * <p>Any number of threads may use it at once; it never blocks them.
 */
public final class ReturnWatch {

  /** How long a place that is back may stay unnoticed, the time to connect aside. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final BooleanSupplier takesConnections;
  private final ScheduledExecutorService timer;
  private final Executor workers;

  /** How often it began. A breaker that stops anew between two looks must not be watched twice. */
  private final AtomicInteger begun = new AtomicInteger();

  /**
   * Makes a watch that looks at nothing yet.
   *
   * @param takesConnections asked on a thread of the workers; may block for a connect timeout
   * @param timer begins each look
   * @param workers look
   */
  public ReturnWatch(
      BooleanSupplier takesConnections, ScheduledExecutorService timer, Executor workers) {
    this.takesConnections = takesConnections;
    this.timer = timer;
    this.workers = workers;
  }

  /**
   * Looks until the breaker lets a call through.
   *
   * @param stopped a breaker that has just stopped its calls
   */
  public void begin(Breaker stopped) {
    later(new Look(stopped, begun.incrementAndGet(), false), Duration.ZERO);
  }

  private record Look(Breaker stopped, int round, boolean wasAway) {}

  private void later(Look look, Duration wait) {
    try {
      var unused =
          timer.schedule(
              () -> workers.execute(() -> make(look)), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Everything ends.
    }
  }

  private void make(Look look) {
    if (!look.stopped.isOpen() || look.round != begun.get()) {
      return;
    }
    boolean there = takesConnections.getAsBoolean();
    if (there && look.wasAway) {
      look.stopped.tryNow();
    } else {
      later(new Look(look.stopped, look.round, look.wasAway || !there), EVERY);
    }
  }
}
