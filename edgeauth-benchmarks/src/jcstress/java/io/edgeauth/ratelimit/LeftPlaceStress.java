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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A full queue of two: the one in the midst leaves while another asks and then the last leaves too.
 * There are two places for whoever comes, him or those behind him.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "he has one, and one is left")
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "he was too early, and both are left")
@Outcome(expect = Expect.FORBIDDEN, desc = "a place was given twice, or lost")
@State
public class LeftPlaceStress {

  private static final LimitRule RULE =
      LimitRule.of("queue", RateLimit.leakyBucket(10, Duration.ofSeconds(1)).queue(2));
  private static final List<Charge> ONE = List.of(new Charge(RULE, new LimitedKey(1, 2), 1));

  private final RateLimiter limiter =
      RateLimiter.local(16, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);
  private final Turn inTheMidst;
  private final Turn last;

  public LeftPlaceStress() {
    limiter.acquire(ONE);
    inTheMidst = turn();
    last = turn();
  }

  private Turn turn() {
    Turn turn = ((Granted) limiter.acquire(ONE)).turn();
    if (turn == null) {
      throw new IllegalStateException("nobody has to wait");
    }
    return turn;
  }

  private int ask() {
    return limiter.acquire(ONE) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void one() {
    inTheMidst.cancel();
  }

  @Actor
  public void other(II_Result result) {
    result.r1 = ask();
    last.cancel();
  }

  @Arbiter
  public void after(II_Result result) {
    while (ask() == 1) {
      result.r2++;
    }
  }
}
