package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.ratelimit.Acquisition.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request under several limits of which somebody else takes the last permit meanwhile: at each
 * moment at which the time is read, which is before everything that is looked at or taken.
 */
final class AllOrNoneTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Of each there is one. */
  private static final List<RateLimit> LIMITS =
      List.of(
          RateLimit.leakyBucket(1, HOUR).queue(0),
          RateLimit.tokenBucket(1, HOUR),
          RateLimit.fixedWindow(1, HOUR),
          RateLimit.leakyBucket(1, HOUR).queue(0),
          RateLimit.slidingWindow(1, HOUR));

  private static final int MOST_READINGS = 60;

  private static final class InterruptedTicker implements Ticker {

    private Runnable interruption = () -> {};
    private int readings;

    void interruptAt(int reading, Runnable what) {
      readings = reading;
      interruption = what;
    }

    @Override
    public long read() {
      if (--readings == 0) {
        interruption.run();
      }
      return 0;
    }
  }

  private final InterruptedTicker ticker = new InterruptedTicker();
  private final List<Charge> charges = charges();
  private RateLimiter limiter;

  private static List<Charge> charges() {
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < LIMITS.size(); i++) {
      charges.add(
          new Charge(LimitRule.of("l" + i, LIMITS.get(i)), new LimitedKey(i, i * 7_919L), 1));
    }
    return charges;
  }

  static IntStream others() {
    return IntStream.range(0, LIMITS.size());
  }

  private boolean passes(Charge charge) {
    return limiter.acquire(List.of(charge)) instanceof Granted;
  }

  @ParameterizedTest
  @MethodSource("others")
  void acquire_lastOfOneTakenMeanwhile_allOrNone(int other) {
    int lost = 0;
    int won = 0;
    for (int reading = 1; reading <= MOST_READINGS; reading++) {
      limiter = RateLimiter.local(1_000, new FakeClock(Instant.EPOCH), ticker);
      boolean[] asked = {false};
      boolean[] otherPassed = {false};
      ticker.interruptAt(
          reading,
          () -> {
            asked[0] = true;
            otherPassed[0] = passes(charges.get(other));
          });
      boolean passed = limiter.acquire(charges) instanceof Granted;
      ticker.interruptAt(0, () -> {});
      if (!asked[0]) {
        break;
      }
      assertThat(passed).describedAs("reading %s", reading).isNotEqualTo(otherPassed[0]);
      for (int i = 0; i < LIMITS.size(); i++) {
        assertThat(passes(charges.get(i)))
            .describedAs("what is left of %s, reading %s", i, reading)
            .isEqualTo(!passed && i != other);
      }
      lost += passed ? 0 : 1;
      won += passed ? 1 : 0;
    }
    assertThat(lost).isGreaterThan(LIMITS.size());
    assertThat(won).isPositive();
  }
}
