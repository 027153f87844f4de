package io.edgeauth.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Another data source behind a gate: while it is shut nobody gets a connection, or an answer. */
final class GatedDataSource implements ConnectionsAlone {

  private final DataSource behind;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger given = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  GatedDataSource(DataSource behind) {
    this.behind = behind;
  }

  void shut() {
    gate = new CountDownLatch(1);
  }

  void unshut() {
    gate.countDown();
  }

  /** Connections that were not given back. */
  int open() {
    return open.get();
  }

  /** How many were given out. */
  int given() {
    return given.get();
  }

  /** The most that were out at once. */
  int most() {
    return most.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
    Connection connection = behind.getConnection();
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    given.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                open.decrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
