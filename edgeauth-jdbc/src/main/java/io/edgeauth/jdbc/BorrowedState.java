package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a connection came, so that its pool gets it back so: whose next user knows nothing of us.
 *
 * @param autoCommit whether it commits each statement
 * @param isolation what it had, or null where it was left alone
 * @param networkTimeout what it had in milliseconds, or null where the driver has none
 */
record BorrowedState(
    boolean autoCommit, @Nullable Integer isolation, @Nullable Integer networkTimeout) {

  /** A cancelled statement should end by itself; this is for a network that swallows everything. */
  private static final long MARGIN_MILLIS = 1_000;

  static BorrowedState enter(Connection connection, boolean writing, Deadline deadline)
      throws SQLException {
    Integer timeout = limit(connection, deadline);
    boolean autoCommit = connection.getAutoCommit();
    if (!autoCommit) {
      connection.setAutoCommit(true);
    }
    Integer isolation = null;
    if (writing) {
      int present = connection.getTransactionIsolation();
      if (present != Connection.TRANSACTION_READ_COMMITTED) {
        // A stricter one would fail where this waits: the row of revisions puts writers in order.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        isolation = present;
      }
      connection.setAutoCommit(false);
    }
    return new BorrowedState(autoCommit, isolation, timeout);
  }

  private static @Nullable Integer limit(Connection connection, Deadline deadline)
      throws SQLException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline.nanosLeft()) + MARGIN_MILLIS;
    try {
      int present = connection.getNetworkTimeout();
      if (present != 0 && present <= millis) {
        return null;
      }
      connection.setNetworkTimeout(Runnable::run, (int) millis);
      return present;
    } catch (java.sql.SQLFeatureNotSupportedException | AbstractMethodError e) {
      return null; // older than JDBC 4.1; the statements have timeouts of their own
    }
  }

  /** Whether the connection is again as it came. */
  boolean restore(Connection connection) {
    try {
      if (isolation != null) {
        connection.setTransactionIsolation(isolation);
      }
      if (connection.getAutoCommit() != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
      if (networkTimeout != null) {
        connection.setNetworkTimeout(Runnable::run, networkTimeout);
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
