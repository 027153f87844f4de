package io.edgeauth.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.runtime.EdgeRuntime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs work on a connection, within a deadline, on few connections at once. However the work ends,
 * no transaction is left open and the connection goes back as it came. The work is done by another
 * thread, as an {@link Errand} says.
 *
 * <p>Any number of threads may use it at once.
 */
final class Database implements AutoCloseable {

  /** How many connections one store has at most. */
  static final int MAX_CONNECTIONS = 10;

  /** What is done on a connection. */
  interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  private final ConnectionSource source;
  private final TableName table;
  private final Ticker ticker;
  private final ExecutorService workers;

  /** First come, first served: nobody's deadline passes while others come and go. */
  private final Semaphore connections = new Semaphore(MAX_CONNECTIONS, true);

  private volatile boolean closed;

  Database(ConnectionSource source, TableName table, EdgeRuntime runtime) {
    this.source = source;
    this.table = table;
    this.ticker = runtime.ticker();
    this.workers = runtime.workers();
  }

  /** Runs work of single statements, each of which sees all that was committed before it. */
  <T> T read(Duration patience, Work<T> work) throws ApiKeyStoreException {
    return run(false, patience, work);
  }

  /**
   * Runs work in a transaction; what it throws is thrown, and nothing has changed then.
   *
   * @throws ApiKeyStoreException if it could not be done. Where the connection breaks while it is
   *     confirmed, nobody can say whether it was
   */
  <T> T write(Duration patience, Work<T> work) throws ApiKeyStoreException {
    return run(true, patience, work);
  }

  private <T> T run(boolean writing, Duration patience, Work<T> work) throws ApiKeyStoreException {
    Deadline deadline = Deadline.in(patience, ticker);
    Errand<T> errand = new Errand<>();
    try {
      if (!connections.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw StoreFault.late();
      }
      begin(() -> errand.run(() -> onConnection(writing, deadline, errand, work)));
      return errand.await(deadline);
    } catch (InterruptedException e) {
      throw StoreFault.told(StoreFault.interrupted(), table);
    } catch (SQLException e) {
      throw StoreFault.told(e, table);
    }
  }

  /** Begins the work that a connection was reserved for, which is free again when it ends. */
  private void begin(Runnable work) throws StoreFault {
    Runnable whole =
        () -> {
          try {
            work.run();
          } finally {
            connections.release();
          }
        };
    try {
      workers.execute(whole);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      if (!workers.isShutdown()) {
        connections.release();
        throw new StoreFault("no thread to ask the database");
      }
      whole.run(); // the last uses are written while everything ends
    }
  }

  private <T> T onConnection(boolean writing, Deadline deadline, Errand<T> errand, Work<T> work)
      throws SQLException {
    if (closed) {
      throw new StoreFault("closed");
    }
    Connection connection = source.take(deadline);
    Sql sql = new Sql(connection, deadline, errand);
    boolean good = false;
    try {
      BorrowedState state = BorrowedState.enter(connection, writing, deadline);
      try {
        T result = writing ? inTransaction(connection, sql, work) : work.run(sql);
        good = true;
        return result;
      } catch (RuntimeException e) {
        good = true; // of the caller's; the database has answered
        throw e;
      } finally {
        good &= state.restore(connection);
      }
    } finally {
      source.giveBack(connection, good);
    }
  }

  private static <T> T inTransaction(Connection connection, Sql sql, Work<T> work)
      throws SQLException {
    boolean done = false;
    try {
      T result = work.run(sql);
      sql.errand().commit(connection);
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken, and the database undoes what it was never told to keep.
    }
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
