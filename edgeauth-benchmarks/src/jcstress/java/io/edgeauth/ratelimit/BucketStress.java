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
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two permits, three who ask at the same time, the first of whom makes the key's cell: two pass,
 * and none is left.
 */
@JCStressTest
@Outcome(
    id = {"1, 1, 0, 0", "1, 0, 1, 0", "0, 1, 1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "two pass")
@Outcome(expect = Expect.FORBIDDEN, desc = "more or fewer than there are permits")
@State
public class BucketStress {

  private static final LimitRule RULE =
      LimitRule.of("two", RateLimit.tokenBucket(2, Duration.ofHours(1)));
  private static final List<Charge> ONE = List.of(new Charge(RULE, new LimitedKey(1, 2), 1));

  private final RateLimiter limiter =
      RateLimiter.local(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

  private int ask() {
    return limiter.acquire(ONE) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void first(IIII_Result result) {
    result.r1 = ask();
  }

  @Actor
  public void second(IIII_Result result) {
    result.r2 = ask();
  }

  @Actor
  public void third(IIII_Result result) {
    result.r3 = ask();
  }

  @Arbiter
  public void after(IIII_Result result) {
    result.r4 = ask();
  }
}
