package io.edgeauth.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of the time that one call may take, with everything that it waits for. */
final class Deadline {

  private final Ticker ticker;
  private final long end;

  private Deadline(Ticker ticker, long end) {
    this.ticker = ticker;
    this.end = end;
  }

  static Deadline in(Duration duration, Ticker ticker) {
    return new Deadline(ticker, ticker.read() + duration.toNanos());
  }

  long nanosLeft() {
    return Math.max(0, end - ticker.read());
  }

  /**
   * What is left, as JDBC's timeouts count: rounded down, so that the database is told to stop
   * while somebody still waits for its answer.
   *
   * @return whole seconds, 1 or more
   * @throws StoreFault if nothing is left: to JDBC zero would mean for ever
   */
  int secondsLeft() throws StoreFault {
    long nanos = nanosLeft();
    if (nanos == 0) {
      throw StoreFault.late();
    }
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos));
  }
}
