package io.edgeauth.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of an application's data source, which stays the application's to close. */
final class BorrowedConnections implements ConnectionSource {

  private final DataSource dataSource;
  private final ConnectionOpener opener;

  BorrowedConnections(DataSource dataSource, ConnectionOpener opener) {
    this.dataSource = dataSource;
    this.opener = opener;
  }

  @Override
  public Connection take(Deadline deadline) throws SQLException {
    return opener.open(dataSource::getConnection, deadline);
  }

  @Override
  public void giveBack(Connection connection, boolean good) {
    ConnectionSource.discard(connection);
  }

  @Override
  public void close() {}
}
