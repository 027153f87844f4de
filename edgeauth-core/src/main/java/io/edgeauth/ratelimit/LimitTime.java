package io.edgeauth.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The time of one limiter. It moves by the ticker alone, so that no jump of the wall clock gives
 * permits or takes them; the wall clock says once where windows begin, and always which day it is.
 *
 * <p>Any number of threads may use it at once.
 */
final class LimitTime {

  private final Clock clock;
  private final Ticker ticker;
  private final long origin;
  private final long epochAtOrigin;

  LimitTime(Clock clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.origin = ticker.read();
    this.epochAtOrigin = TimeUnit.MILLISECONDS.toNanos(wallMillis());
  }

  /** Nanoseconds since this began: from zero, whatever the ticker says. */
  long nanos() {
    return ticker.read() - origin;
  }

  /** Nanoseconds since 1970 at a time of {@link #nanos()}. */
  long sinceEpoch(long nanos) {
    return epochAtOrigin + nanos;
  }

  /** What people's clocks say now, in milliseconds since 1970; one that says less was never set. */
  long wallMillis() {
    return Math.max(0, clock.millis());
  }
}
