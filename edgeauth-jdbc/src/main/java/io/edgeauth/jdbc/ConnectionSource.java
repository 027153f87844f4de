package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from, and go back to. Any number of threads may use it at once. */
interface ConnectionSource extends AutoCloseable {

  /**
   * A connection for the caller alone. May take longer than the deadline: see {@link Errand}.
   *
   * @throws SQLException if there is none
   */
  Connection take(Deadline deadline) throws SQLException;

  /**
   * Takes a connection back.
   *
   * @param connection with no transaction open, where it is good
   * @param good whether all that was asked of it was answered
   */
  void giveBack(Connection connection, boolean good);

  /** Closes what is idle now, and what comes back later. */
  @Override
  void close();

  /** Closes a connection that nobody can do anything more about. */
  static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is broken, and the database forgets it by itself.
    }
  }
}
