package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The token bucket beside Bucket4j's, which refills greedily by whole numbers too: the same is
 * granted, remains, and is to be waited for. Time moves by steps in which whole permits come back,
 * and by others, after which both are asked only where no permit is about to be there.
 */
final class Bucket4jOracleTest {

  private static final int STEPS = 100_000;

  /** What a unit of ours lasts, and a nanosecond by which Bucket4j rounds. */
  private static final long SLACK = 5;

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

  @ParameterizedTest
  @CsvSource({"10, 10, PT1S", "1000, 2000, PT1M", "7, 1, PT3S", "3, 100, PT0.001S", "50, 10, PT1H"})
  @DisplayName("L06: the token bucket grants what Bucket4j grants")
  void acquire_randomSteps_asBucket4j(long permits, long burst, Duration per) {
    LimitRule rule = LimitRule.of("one", RateLimit.tokenBucket(permits, per).burst(burst));
    RateLimiter ours = RateLimiter.local(1_000, Clock.systemUTC(), nanos::get);
    Bucket theirs =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(burst).refillGreedy(permits, per))
            .withCustomTimePrecision(meter())
            .build();
    long each = per.toNanos() / permits;
    int judged = 0;
    int refused = 0;
    for (int step = 0; step < STEPS; step++) {
      nanos.addAndGet(
          switch (random.nextInt(6)) {
            case 0, 1, 2 -> 0;
            case 3 -> random.nextLong(2 * each);
            case 4 -> random.nextLong(1 + per.toNanos() / 100);
            default -> each;
          });
      long cost = random.nextInt(4) == 0 ? 1 + random.nextLong(burst) : 1;
      EstimationProbe before = theirs.estimateAbilityToConsume(cost);
      if (!before.canBeConsumed() && before.getNanosToWaitForRefill() <= SLACK) {
        nanos.addAndGet(2 * SLACK);
      }
      List<Charge> charges = List.of(new Charge(rule, new LimitedKey(1, 2), cost));
      Acquisition answer = ours.acquire(charges);
      ConsumptionProbe probe = theirs.tryConsumeAndReturnRemaining(cost);
      assertThat(answer instanceof Acquisition.Granted)
          .describedAs("step %s, cost %s", step, cost)
          .isEqualTo(probe.isConsumed());
      LimitState state = state(answer);
      assertThat(Math.abs(state.remaining() - probe.getRemainingTokens())).isLessThanOrEqualTo(1);
      judged += state.remaining() == probe.getRemainingTokens() ? 1 : 0;
      if (answer instanceof Acquisition.Refused told) {
        refused++;
        assertThat(Math.abs(told.waitNanos() - probe.getNanosToWaitForRefill()))
            .isLessThanOrEqualTo(SLACK);
      }
    }
    // One apart only where a permit comes back in that very nanosecond.
    assertThat(judged).isGreaterThan(STEPS * 97 / 100);
    assertThat(refused).isBetween(STEPS / 100, STEPS * 99 / 100);
  }

  private static LimitState state(Acquisition answer) {
    return answer instanceof Acquisition.Granted granted
        ? granted.states().get(0)
        : ((Acquisition.Refused) answer).states().get(0);
  }

  private TimeMeter meter() {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return nanos.get();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }
}
