package io.edgeauth.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections that can break while a commit is confirmed, after it was made or before. */
final class SilentCommits implements ConnectionsAlone {

  /** What becomes of commits. */
  enum Fate {
    CONFIRMED,
    MADE_AND_LOST,
    LOST
  }

  private final DataSource behind;
  private volatile Fate fate = Fate.CONFIRMED;

  SilentCommits(DataSource behind) {
    this.behind = behind;
  }

  void from(Fate now) {
    fate = now;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = behind.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              Fate now = method.getName().equals("commit") ? fate : Fate.CONFIRMED;
              try {
                Object result = now == Fate.LOST ? null : method.invoke(connection, arguments);
                if (now != Fate.CONFIRMED) {
                  throw new SQLException("connection reset", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
