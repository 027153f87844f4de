package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** L08: the largest and the smallest numbers count as they should, or are refused. */
final class LimitBoundsTest {

  private static final long MOST = RateLimit.MAX_PERMITS;
  private static final Duration YEAR = Duration.ofDays(366);
  private static final Duration MILLI = Duration.ofMillis(1);

  static Stream<RateLimit> largest() {
    return Stream.of(
        RateLimit.tokenBucket(MOST, Duration.ofSeconds(1)),
        RateLimit.tokenBucket(MOST, YEAR),
        RateLimit.tokenBucket(1_000_000, MILLI).burst(MOST),
        RateLimit.tokenBucket(1, YEAR).burst(19),
        RateLimit.fixedWindow(MOST, Duration.ofSeconds(1)),
        RateLimit.fixedWindow(MOST, YEAR),
        RateLimit.slidingWindow(MOST, Duration.ofSeconds(1)),
        RateLimit.slidingWindow(MOST, YEAR));
  }

  @ParameterizedTest
  @MethodSource("largest")
  @DisplayName("L08: all at once, no more, and all again later")
  void acquire_everythingAtOnce_exactlyThatMuch(RateLimit limit) {
    LimitRule rule = LimitRule.of("one", limit);
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    for (int round = 0; round < 3; round++) {
      List<Charge> all = List.of(new Charge(rule, LimitTrial.KEY, limit.most()));
      assertThat(trial.limiter.acquire(all)).isInstanceOf(Granted.class);
      assertThat(trial.remaining(rule)).isZero();
      assertThat(trial.passes(rule)).isFalse();
      trial.limiter.charge(all);
      trial.limiter.charge(all);
      assertThat(trial.remaining(rule)).isZero();
      Refused refused = (Refused) trial.limiter.acquire(all);
      trial.pass(Duration.ofNanos(refused.waitNanos()));
    }
    trial.limiter.refund(List.of(new Charge(rule, LimitTrial.KEY, limit.most())));
    trial.limiter.refund(List.of(new Charge(rule, LimitTrial.KEY, limit.most())));
    assertThat(trial.remaining(rule)).isEqualTo(limit.most());
  }

  static Stream<RateLimit> queues() {
    return Stream.of(
        RateLimit.leakyBucket(1, YEAR).queue(100_000).maxWait(Duration.ofMinutes(5)),
        RateLimit.leakyBucket(1_000_000, MILLI).queue(100_000).maxWait(Duration.ofMinutes(5)),
        RateLimit.leakyBucket(1, MILLI).queue(0),
        RateLimit.leakyBucket(1, MILLI).maxWait(Duration.ZERO));
  }

  @ParameterizedTest
  @MethodSource("queues")
  @DisplayName("L08: the longest and the shortest queues")
  void acquire_queue_asManyAsMayWaitInTime(RateLimit limit) {
    LimitRule rule = LimitRule.of("one", limit);
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    long interval = ((LimitPeriod.Lasting) limit.period()).length().toNanos() / limit.permits();
    long waiting = Math.min(limit.queue(), limit.maxWait().toNanos() / interval);
    assertThat(trial.exhaust(rule)).isEqualTo((int) (1 + waiting));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, MOST + 1})
  @DisplayName("L08: numbers that make no sense are refused at once")
  void limit_ofOddNumbers_refused(long permits) {
    Duration hour = Duration.ofHours(1);
    assertThatThrownBy(() -> RateLimit.tokenBucket(permits, hour)).hasMessageContaining("permits");
    assertThatThrownBy(() -> RateLimit.tokenBucket(1, hour).burst(permits))
        .hasMessageContaining("burst");
    assertThatThrownBy(() -> RateLimit.tokenBucket(10, hour).cost(permits))
        .hasMessageContaining("cost");
  }

  @Test
  @DisplayName("L08: a cost above what there can be is refused, the highest possible is not")
  void cost_aboveWhatThereCanBe_refused() {
    RateLimit limit = RateLimit.tokenBucket(10, Duration.ofHours(1)).burst(5);
    assertThat(limit.cost(5).cost()).isEqualTo(5);
    assertThatThrownBy(() -> limit.cost(6)).hasMessageContaining("from 1 to 5");
  }
}
