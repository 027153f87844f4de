package io.edgeauth.ratelimit;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import java.time.Duration;
import java.time.Instant;

/** What every limiter keeps, by the one of this process. */
final class LocalRateLimiterContractTest extends RateLimiterContract {

  private final FakeTicker ticker = new FakeTicker();
  private final FakeClock clock = new FakeClock(Instant.parse("2026-06-15T12:00:00.300Z"));

  @Override
  protected RateLimiter limiter() {
    return RateLimiter.local(1_000, clock, ticker);
  }

  @Override
  protected void pass(Duration time) {
    ticker.advance(time);
    clock.advance(time);
  }

  @Override
  protected Duration slack() {
    return Duration.ZERO;
  }
}
