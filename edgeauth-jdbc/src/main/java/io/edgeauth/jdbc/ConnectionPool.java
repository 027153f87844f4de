package io.edgeauth.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections of our own open between calls. How many there are is bounded by how many are
 * used at once. The one used last is used next, so that those that a peak has left behind end; one
 * that was idle is asked whether it still works, and one that failed never comes back.
 */
final class ConnectionPool implements ConnectionSource {

  private static final Duration TRUSTED = Duration.ofSeconds(1);
  private static final Duration LONGEST_IDLE = Duration.ofMinutes(5);

  /** Opens a connection. */
  interface Opening {
    Connection open() throws SQLException;
  }

  private record Idle(Connection connection, long since) {}

  private final Opening opening;
  private final Ticker ticker;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  ConnectionPool(Opening opening, Ticker ticker) {
    this.opening = opening;
    this.ticker = ticker;
  }

  @Override
  public Connection take(Deadline deadline) throws SQLException {
    for (Idle one = next(); one != null; one = next()) {
      if (works(one, deadline)) {
        return one.connection();
      }
      ConnectionSource.discard(one.connection());
    }
    return opening.open();
  }

  private synchronized @Nullable Idle next() throws StoreFault {
    if (closed) {
      throw new StoreFault("closed");
    }
    return idle.pollFirst();
  }

  private boolean works(Idle one, Deadline deadline) throws SQLException {
    return ticker.read() - one.since() < TRUSTED.toNanos()
        || one.connection().isValid(Math.min(2, deadline.secondsLeft()));
  }

  @Override
  public void giveBack(Connection connection, boolean good) {
    List<Connection> ending = new ArrayList<>();
    synchronized (this) {
      if (good && !closed) {
        idle.addFirst(new Idle(connection, ticker.read()));
      } else {
        ending.add(connection);
      }
      for (Idle last = idle.peekLast(); isOld(last); last = idle.peekLast()) {
        ending.add(idle.removeLast().connection());
      }
    }
    ending.forEach(ConnectionSource::discard);
  }

  private boolean isOld(@Nullable Idle one) {
    return one != null && ticker.read() - one.since() > LONGEST_IDLE.toNanos();
  }

  @Override
  public void close() {
    List<Idle> ending;
    synchronized (this) {
      closed = true;
      ending = List.copyOf(idle);
      idle.clear();
    }
    ending.forEach(one -> ConnectionSource.discard(one.connection()));
  }
}
