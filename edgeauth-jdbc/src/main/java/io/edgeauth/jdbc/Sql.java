package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One connection, for the statements of one call. */
final class Sql {

  private final Connection connection;
  private final Deadline deadline;
  private final Errand<?> errand;

  Sql(Connection connection, Deadline deadline, Errand<?> errand) {
    this.connection = connection;
    this.deadline = deadline;
    this.errand = errand;
  }

  /** For whom this is done. */
  Errand<?> errand() {
    return errand;
  }

  /**
   * Prepares a statement that may take what is left of the call's time.
   *
   * @param text with a {@code ?} for each parameter
   * @param parameters texts, whole numbers, or nulls
   */
  PreparedStatement prepare(String text, Object... parameters) throws SQLException {
    int seconds = deadline.secondsLeft();
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      statement.setQueryTimeout(seconds);
      set(statement, parameters);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /** Sets all parameters of a statement. */
  static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (parameters[i] instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else if (parameters[i] == Nothing.NUMBER) {
        statement.setNull(i + 1, java.sql.Types.BIGINT);
      } else {
        statement.setString(i + 1, parameters[i] == Nothing.TEXT ? null : (String) parameters[i]);
      }
    }
  }

  /** Values that are not there: databases want to know of which type. */
  enum Nothing {
    TEXT,
    NUMBER
  }

  /** Changes rows; tells how many. */
  int update(String text, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(text, parameters)) {
      return statement.executeUpdate();
    }
  }
}
