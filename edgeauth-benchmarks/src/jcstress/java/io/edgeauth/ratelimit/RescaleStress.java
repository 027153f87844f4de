package io.edgeauth.ratelimit;

import io.edgeauth.ratelimit.Acquisition.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A configuration with more permits takes over while one request is counted by the old one: both
 * are counted, so that one of three permits is left.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "both are counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was forgotten, or counted twice")
@State
public class RescaleStress {

  private static final LimitRule OLD =
      LimitRule.of("one", RateLimit.tokenBucket(2, Duration.ofHours(1)));
  private static final LimitRule CHANGED =
      LimitRule.of("one", RateLimit.tokenBucket(3, Duration.ofHours(1)));
  private static final LimitedKey KEY = new LimitedKey(1, 2);

  private final RateLimiter limiter =
      RateLimiter.local(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

  private int ask(LimitRule rule) {
    return limiter.acquire(List.of(new Charge(rule, KEY, 1))) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void old(III_Result result) {
    result.r1 = ask(OLD);
  }

  @Actor
  public void changed(III_Result result) {
    result.r2 = ask(CHANGED);
  }

  @Arbiter
  public void after(III_Result result) {
    int left = 0;
    while (ask(CHANGED) == 1) {
      left++;
    }
    result.r3 = left;
  }
}
