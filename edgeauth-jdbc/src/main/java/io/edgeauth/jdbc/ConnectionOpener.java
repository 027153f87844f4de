package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens connections within a deadline, though JDBC has none for it: a data source may wait for its
 * pool, and a driver for the network, as long as they like. Another thread waits for them, one of
 * few; a connection that comes too late is closed.
 */
final class ConnectionOpener {

  private final Executor workers;
  private final Semaphore openings;

  ConnectionOpener(Executor workers, int atOnce) {
    this.workers = workers;
    this.openings = new Semaphore(atOnce, true);
  }

  Connection open(Callable<Connection> opening, Deadline deadline) throws SQLException {
    try {
      if (!openings.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw StoreFault.late();
      }
    } catch (InterruptedException e) {
      throw StoreFault.interrupted();
    }
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    AtomicBoolean settled = new AtomicBoolean();
    try {
      workers.execute(() -> run(opening, opened, settled));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      openings.release();
      throw new StoreFault("no thread to open a connection");
    }
    return await(opened, settled, deadline);
  }

  private void run(
      Callable<Connection> opening, CompletableFuture<Connection> opened, AtomicBoolean settled) {
    try {
      Connection connection = opening.call();
      if (settled.compareAndSet(false, true)) {
        opened.complete(connection);
      } else {
        ConnectionSource.discard(connection);
      }
    } catch (Throwable e) { // whatever a driver does, somebody waits for an answer
      settled.set(true);
      opened.completeExceptionally(e);
    } finally {
      openings.release();
    }
  }

  private static Connection await(
      CompletableFuture<Connection> opened, AtomicBoolean settled, Deadline deadline)
      throws SQLException {
    SQLException late;
    try {
      return opened.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw fault(e);
    } catch (InterruptedException e) {
      late = StoreFault.interrupted();
    } catch (TimeoutException e) {
      late = StoreFault.late();
    }
    if (!settled.compareAndSet(false, true)) {
      var unused = opened.thenAccept(ConnectionSource::discard); // it came just now
    }
    throw late;
  }

  private static SQLException fault(ExecutionException e) {
    return e.getCause() instanceof SQLException fault
        ? fault
        : new StoreFault("no connection: the driver or data source threw something else");
  }
}
