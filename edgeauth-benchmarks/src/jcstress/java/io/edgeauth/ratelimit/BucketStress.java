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

/** One permit, and two who ask at the same time, the first of whom makes the key's cell. */
@JCStressTest
@Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "one passes")
@Outcome(expect = Expect.FORBIDDEN, desc = "both pass, or neither")
@State
public class BucketStress {

  private static final LimitRule RULE =
      LimitRule.of("one", RateLimit.tokenBucket(1, Duration.ofHours(1)));
  private static final List<Charge> ONE = List.of(new Charge(RULE, new LimitedKey(1, 2), 1));

  private final RateLimiter limiter =
      RateLimiter.local(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

  private int ask() {
    return limiter.acquire(ONE) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void first(III_Result result) {
    result.r1 = ask();
  }

  @Actor
  public void second(III_Result result) {
    result.r2 = ask();
  }

  @Arbiter
  public void after(III_Result result) {
    result.r3 = ask();
  }
}
