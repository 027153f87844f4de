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
 * A set that is full: fifteen who have nothing left, and one who asks for his last permit while a
 * newcomer wants his place. Whoever has it, nobody is counted in a cell that was given up: what was
 * granted to the newcomer stays taken (third), and each of the fifteen is still refused. Who was
 * granted his last permit (1) is not forgotten. Who had to go before is a newcomer himself (2), and
 * may have to go once more.
 */
@JCStressTest
@Outcome(id = "1, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "he stays")
@Outcome(
    id = {"2, 1, 0, 1", "2, 1, 0, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "he had to go, and came again")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody was forgotten who must not be")
@State
public class EvictionStress {

  private static final LimitRule RULE =
      LimitRule.of("two", RateLimit.tokenBucket(2, Duration.ofHours(1)));
  private static final LimitedKey OWNER = new LimitedKey(16, 16);
  private static final LimitedKey NEWCOMER = new LimitedKey(17, 17);

  private final RateLimiter limiter =
      RateLimiter.local(1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0);

  public EvictionStress() {
    for (int i = 0; i < 15; i++) {
      limiter.charge(List.of(new Charge(RULE, new LimitedKey(i, i), 2)));
    }
    ask(OWNER, 1);
  }

  private int ask(LimitedKey key, long permits) {
    return limiter.acquire(List.of(new Charge(RULE, key, permits))) instanceof Granted ? 1 : 0;
  }

  @Actor
  public void owner(IIII_Result result) {
    Acquisition answer = limiter.acquire(List.of(new Charge(RULE, OWNER, 1)));
    if (answer instanceof Granted granted) {
      result.r1 = 1 + (int) granted.states().get(0).remaining();
    }
  }

  @Actor
  public void newcomer(IIII_Result result) {
    result.r2 = ask(NEWCOMER, 2);
  }

  @Arbiter
  public void after(IIII_Result result) {
    int passed = ask(NEWCOMER, 1);
    for (int i = 0; i < 15; i++) {
      passed += ask(new LimitedKey(i, i), 1);
    }
    result.r3 = passed;
    while (ask(OWNER, 1) == 1) {
      result.r4++;
    }
  }
}
