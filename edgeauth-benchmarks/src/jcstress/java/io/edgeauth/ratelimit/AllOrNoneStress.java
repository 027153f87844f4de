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
 * Two limits of one permit each, which two requests need both of, in opposite order. At most one
 * has them; what is left is counted after (tens for the first limit, ones for the second).
 */
@JCStressTest
@Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "one has both")
@Outcome(
    id = "0, 0, 11",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "each was in the other's way, and gave back what it had")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was given twice, or lost")
@State
public class AllOrNoneStress {

  private static final LimitRule BUCKET =
      LimitRule.of("bucket", RateLimit.tokenBucket(1, Duration.ofHours(1)));
  private static final LimitRule WINDOW =
      LimitRule.of("window", RateLimit.slidingWindow(1, Duration.ofHours(1)));
  private static final Charge FIRST = new Charge(BUCKET, new LimitedKey(1, 2), 1);
  private static final Charge SECOND = new Charge(WINDOW, new LimitedKey(3, 4), 1);

  private final RateLimiter limiter =
      RateLimiter.local(16, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

  private int ask(Charge... charges) {
    return limiter.acquire(List.of(charges)) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void forth(III_Result result) {
    result.r1 = ask(FIRST, SECOND);
  }

  @Actor
  public void back(III_Result result) {
    result.r2 = ask(SECOND, FIRST);
  }

  @Arbiter
  public void after(III_Result result) {
    for (int i = 0; i < 2; i++) {
      result.r3 += 10 * ask(FIRST) + ask(SECOND);
    }
  }
}
