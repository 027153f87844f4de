package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that another thread does for a caller, who waits until a deadline and no longer. JDBC alone
 * keeps none: a data source waits for its pool, and a driver for the network, as long as they like,
 * PostgreSQL's for ten seconds more when a statement that is late cannot be cancelled.
 *
 * <p>Once the caller has gone nothing of theirs is run, and nothing is committed.
 */
final class Errand<T> {

  /** For the answer to a commit that was sent in time. */
  private static final long GRACE_SECONDS = 2;

  private enum State {
    AWAITED,
    COMMITTING,
    ABANDONED
  }

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private State state = State.AWAITED;

  /** What is to be done. */
  interface Task<T> {
    T run() throws SQLException;
  }

  /** Does the work; for the other thread. */
  void run(Task<T> task) {
    try {
      result.complete(task.run());
    } catch (Throwable e) { // whatever a driver does, somebody waits for an answer
      result.completeExceptionally(e);
    }
  }

  /**
   * Runs a step of the caller's own, which must not block: never after the caller has gone.
   *
   * @throws StoreFault if the caller has gone
   */
  synchronized <R> R whileAwaited(Supplier<R> step) throws StoreFault {
    requireAwaited();
    return step.get();
  }

  /**
   * Commits, unless the caller has gone.
   *
   * @throws SQLException if it was not done, or nobody can say
   */
  void commit(Connection connection) throws SQLException {
    synchronized (this) {
      requireAwaited();
      state = State.COMMITTING;
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      throw isAnswer(e.getSQLState()) ? e : StoreFault.unconfirmed();
    }
  }

  /** A constraint that failed, or a change undone for another's: the database has decided. */
  private static boolean isAnswer(@Nullable String state) {
    return state != null && (state.startsWith("23") || state.startsWith("40"));
  }

  private void requireAwaited() throws StoreFault {
    if (state == State.ABANDONED) {
      throw StoreFault.late();
    }
  }

  /** Waits for the result; what the work threw is thrown. */
  T await(Deadline deadline) throws SQLException {
    boolean interrupted = false;
    try {
      return result.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw thrown(e);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (TimeoutException e) {
      // Told below.
    }
    try {
      return leave();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private T leave() throws SQLException {
    synchronized (this) {
      if (state == State.AWAITED) {
        state = State.ABANDONED;
        throw StoreFault.late();
      }
    }
    try {
      return result.get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw thrown(e);
    } catch (InterruptedException e) {
      throw StoreFault.interrupted();
    } catch (TimeoutException e) {
      throw StoreFault.unconfirmed();
    }
  }

  private static SQLException thrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof SQLException fault) {
      return fault;
    }
    if (cause instanceof RuntimeException fault) {
      throw fault;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new StoreFault("the driver threw what it never said to throw");
  }
}
