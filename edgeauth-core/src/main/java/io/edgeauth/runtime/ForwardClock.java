package io.edgeauth.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A wall clock that does not fall back: where the machine's does by more than a minute, time goes
 * on from the start by the ticker, so that what has expired stays so. A clock that is put ahead is
 * believed while it is ahead.
 *
 * <p>A machine that starts with a clock ahead of time keeps that time here until it is started
 * again; its tokens expire early rather than late. Any number of threads may use it at once.
 */
final class ForwardClock extends Clock {

  /** Small steps back are how clocks are kept right. */
  private static final long TOLERANCE_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long NANOS_OF_MILLI = 1_000_000;

  private final Clock wall;
  private final Ticker ticker;
  private final long startMillis;
  private final long startNanos;

  ForwardClock(Clock wall, Ticker ticker) {
    this.wall = wall;
    this.ticker = ticker;
    this.startMillis = wall.millis();
    this.startNanos = ticker.read();
  }

  private long leastMillis() {
    return startMillis + (ticker.read() - startNanos) / NANOS_OF_MILLI - TOLERANCE_MILLIS;
  }

  @Override
  public long millis() {
    return Math.max(wall.millis(), leastMillis());
  }

  @Override
  public Instant instant() {
    Instant now = wall.instant();
    long least = leastMillis();
    return now.toEpochMilli() < least ? Instant.ofEpochMilli(least) : now;
  }

  @Override
  public ZoneId getZone() {
    return wall.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new ForwardClock(wall.withZone(zone), ticker);
  }
}
