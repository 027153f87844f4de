package io.edgeauth.ratelimit;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A limiter of this process, one key, and a time that moves when the test says so. */
final class LimitTrial {

  static final LimitedKey KEY = new LimitedKey(1, 2);

  final FakeTicker ticker = new FakeTicker();
  final FakeClock clock;
  final RateLimiter limiter;

  LimitTrial(String begin) {
    clock = new FakeClock(Instant.parse(begin));
    limiter = RateLimiter.local(16_000, clock, ticker);
  }

  /** Time passes, as every clock has it. */
  void pass(Duration time) {
    ticker.advance(time);
    clock.advance(time);
  }

  static List<Charge> one(LimitRule rule) {
    return List.of(new Charge(rule, KEY, 1));
  }

  boolean passes(LimitRule rule) {
    return limiter.acquire(one(rule)) instanceof Granted;
  }

  /** How many pass until one is refused. */
  int exhaust(LimitRule rule) {
    int passed = 0;
    while (passes(rule)) {
      passed++;
    }
    return passed;
  }

  Duration waitOf(LimitRule rule) {
    return Duration.ofNanos(((Refused) limiter.acquire(one(rule))).waitNanos());
  }

  long remaining(LimitRule rule) {
    Acquisition seen = limiter.peek(one(rule));
    return seen instanceof Granted granted
        ? granted.states().get(0).remaining()
        : ((Refused) seen).states().get(0).remaining();
  }
}
