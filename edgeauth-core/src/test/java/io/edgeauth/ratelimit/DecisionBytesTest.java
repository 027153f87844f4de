package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A decision allocates what it gives, and nothing beside it. A sliding window has both its windows
 * in a record, which the compiler leaves out where it sees the whole of the method: not everywhere.
 */
final class DecisionBytesTest {

  private static final int DECISIONS = 10_000;
  private static final int MOST_ROUNDS = 500;
  private static final int BOTH_WINDOWS = 48;
  private static final Duration HOUR = Duration.ofHours(1);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");

  /** Seen by everybody, so that no compiler leaves out what is made for it. */
  @SuppressWarnings("unused")
  private volatile Object kept;

  static Stream<RateLimit> limits() {
    return Stream.of(
        RateLimit.tokenBucket(RateLimit.MAX_PERMITS, HOUR),
        RateLimit.fixedWindow(RateLimit.MAX_PERMITS, HOUR),
        RateLimit.fixedWindow(
            RateLimit.MAX_PERMITS, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.MONTH)),
        RateLimit.slidingWindow(RateLimit.MAX_PERMITS, HOUR));
  }

  /**
   * Of a thread that does it again and again: until it is compiled it may allocate more.
   *
   * @param enough what is not waited for any longer
   */
  private double bytes(double enough, Supplier<?> made) {
    long thread = Thread.currentThread().getId();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > enough; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < DECISIONS; i++) {
        kept = made.get();
      }
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      least = Math.min(least, (double) allocated / DECISIONS);
    }
    return least;
  }

  private void requireNothingBeside(RateLimit limit, Supplier<?> result, Supplier<?> decision) {
    double needed = bytes(0, result);
    int beside = limit.algorithm() == Algorithm.SLIDING_WINDOW ? BOTH_WINDOWS : 0;
    assertThat(needed).isBetween(64.0, 128.0);
    assertThat(bytes(needed + 1, decision))
        .describedAs("bytes of a decision whose result has %s", needed)
        .isBetween(needed - 1, needed + beside + 1);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void acquire_granted_bytesOfTheResultAlone(RateLimit limit) {
    LimitRule rule = LimitRule.of("one", limit);
    List<Charge> charges = LimitTrial.one(rule);
    trial.passes(rule);
    requireNothingBeside(
        limit,
        () -> new Granted(List.of(new LimitState(rule, 1, 1, 0)), null),
        () -> trial.limiter.acquire(charges));
    assertThat(trial.limiter.acquire(charges)).isInstanceOf(Granted.class);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void acquire_refused_bytesOfTheResultAlone(RateLimit limit) {
    LimitRule rule = LimitRule.of("one", limit);
    List<Charge> charges = LimitTrial.one(rule);
    trial.limiter.charge(List.of(new Charge(rule, LimitTrial.KEY, limit.most())));
    requireNothingBeside(
        limit,
        () -> new Refused(List.of(new LimitState(rule, 0, 1, 1))),
        () -> trial.limiter.acquire(charges));
    assertThat(trial.limiter.acquire(charges)).isInstanceOf(Refused.class);
  }
}
