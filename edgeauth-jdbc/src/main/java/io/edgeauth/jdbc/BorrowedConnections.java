package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of an application's data source, which stays the application's to close. */
record BorrowedConnections(DataSource dataSource) implements ConnectionSource {

  @Override
  public Connection take(Deadline deadline) throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public void giveBack(Connection connection, boolean good) {
    ConnectionSource.discard(connection);
  }

  @Override
  public void close() {}
}
