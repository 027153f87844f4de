package io.edgeauth.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.jspecify.annotations.Nullable;

/**
 * A sliding window of one permit at the edge: one thread has read the time in the last nanosecond
 * of a window, the other in the first of the next, in which the window before still counts in full.
 * Only one may pass; who comes late to his window looks at the time again (2).
 */
@JCStressTest
@Outcome(id = {"1, 0, 0", "0, 1, 0", "2, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "one passes")
@Outcome(expect = Expect.FORBIDDEN, desc = "both pass, or neither")
@State
public class RollOverStress {

  private static final long LENGTH = Duration.ofSeconds(1).toNanos();
  private static final LimitRule RULE =
      LimitRule.of("one", RateLimit.slidingWindow(1, Duration.ofSeconds(1)));

  private final LimitTime time =
      new LimitTime(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);
  private final Cell cell = new Cell(new LimitedKey(1, 2), RULE.meter());

  private static int passes(@Nullable LimitState state) {
    return state == null ? 2 : state.isExceeded() ? 0 : 1;
  }

  @Actor
  public void before(III_Result result) {
    result.r1 = passes(RULE.meter().take(RULE, cell, 1, LENGTH - 1, time));
  }

  @Actor
  public void after(III_Result result) {
    result.r2 = passes(RULE.meter().take(RULE, cell, 1, LENGTH, time));
  }

  @Arbiter
  public void later(III_Result result) {
    result.r3 = passes(RULE.meter().take(RULE, cell, 1, LENGTH + 1, time));
  }
}
