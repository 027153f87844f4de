package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is counted stays where the configuration has another number. */
final class LimitReloadTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");

  private static LimitRule bucket(long permits) {
    return LimitRule.of("one", RateLimit.tokenBucket(permits, HOUR));
  }

  static Stream<List<RateLimit>> changes() {
    return Stream.of(
        List.of(RateLimit.tokenBucket(100, HOUR), RateLimit.tokenBucket(70, HOUR)),
        List.of(RateLimit.tokenBucket(70, HOUR), RateLimit.tokenBucket(100, HOUR)),
        List.of(RateLimit.tokenBucket(100, HOUR), RateLimit.tokenBucket(100, HOUR).burst(80)),
        List.of(RateLimit.fixedWindow(100, HOUR), RateLimit.fixedWindow(70, HOUR)),
        List.of(RateLimit.slidingWindow(70, HOUR), RateLimit.slidingWindow(100, HOUR)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void acquire_afterAnotherNumber_whatWasTakenStaysTaken(List<RateLimit> limits) {
    LimitRule old = LimitRule.of("one", limits.get(0));
    LimitRule changed = LimitRule.of("one", limits.get(1));
    trial.pass(Duration.ofDays(100));
    for (int i = 0; i < 60; i++) {
      assertThat(trial.passes(old)).isTrue();
    }
    assertThat(trial.remaining(changed)).isEqualTo(limits.get(1).most() - 60);
    assertThat(trial.exhaust(changed)).isEqualTo((int) limits.get(1).most() - 60);
    trial.pass(trial.waitOf(changed));
    assertThat(trial.passes(changed)).isTrue();
  }

  /** Requests of the old configuration are still under way when those of the new one begin. */
  @Test
  void acquire_byOldAndNewInTurn_countTogether() {
    trial.pass(Duration.ofDays(100));
    LimitRule one = bucket(100);
    LimitRule other = bucket(70);
    for (int i = 0; i < 35; i++) {
      assertThat(trial.passes(one)).isTrue();
      assertThat(trial.passes(other)).isTrue();
    }
    assertThat(trial.passes(other)).isFalse();
    assertThat(trial.remaining(one)).isEqualTo(30);
  }

  @Test
  void refund_byTheNewConfiguration_givesPermitsBack() {
    trial.pass(Duration.ofDays(100));
    trial.exhaust(bucket(100));
    trial.limiter.refund(List.of(new Charge(bucket(50), LimitTrial.KEY, 20)));
    assertThat(trial.exhaust(bucket(50))).isEqualTo(20);
  }

  @Test
  void acquire_queueOfAnotherRate_nobodyLeavesBeforeThoseWhoWait() {
    Duration second = Duration.ofSeconds(1);
    LimitRule slow =
        LimitRule.of("one", RateLimit.leakyBucket(10, second).maxWait(Duration.ofSeconds(5)));
    LimitRule fast =
        LimitRule.of("one", RateLimit.leakyBucket(100, second).maxWait(Duration.ofSeconds(5)));
    trial.pass(Duration.ofDays(100));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waits.add(leave(slow));
    }
    waits.add(leave(fast));
    waits.add(leave(fast));
    assertThat(waits.subList(0, 5))
        .containsExactly(0L, 100_000_000L, 200_000_000L, 300_000_000L, 400_000_000L);
    assertThat(waits.get(5)).isBetween(500_000_000L, 500_000_004L);
    assertThat(waits.get(6)).isBetween(510_000_000L, 510_000_004L);
  }

  private long leave(LimitRule rule) {
    Turn turn = ((Acquisition.Granted) trial.limiter.acquire(LimitTrial.one(rule))).turn();
    return turn == null ? 0 : turn.nanosUntil();
  }
}
