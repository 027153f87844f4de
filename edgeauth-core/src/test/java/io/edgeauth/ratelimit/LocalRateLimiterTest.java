package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LocalRateLimiterTest {

  private final FakeTicker ticker = new FakeTicker();
  private final RateLimiter limiter =
      RateLimiter.local(16_000, new FakeClock(Instant.parse("2026-01-01T00:00:00Z")), ticker);
  private final LimitedKey key = new LimitedKey(1, 2);

  static Stream<RateLimit> limits() {
    Duration minute = Duration.ofMinutes(1);
    return Stream.of(
        RateLimit.fixedWindow(1000, minute),
        RateLimit.slidingWindow(1000, minute),
        RateLimit.tokenBucket(1000, minute));
  }

  private boolean passes(LimitRule rule) {
    return limiter.acquire(List.of(new Charge(rule, key, 1))) instanceof Granted;
  }

  /** L05. */
  @ParameterizedTest
  @MethodSource("limits")
  void acquire_hundredThreads_exactlyTheLimit(RateLimit limit) throws Exception {
    LimitRule rule = LimitRule.of("one", limit);
    ExecutorService threads = Executors.newFixedThreadPool(100);
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      counts.add(
          threads.submit(
              () -> {
                begin.await();
                int passed = 0;
                for (int n = 0; n < 100; n++) {
                  passed += passes(rule) ? 1 : 0;
                }
                return passed;
              }));
    }
    begin.countDown();
    int passed = 0;
    for (Future<Integer> count : counts) {
      passed += count.get();
    }
    threads.shutdown();
    assertThat(passed).isEqualTo(1000);
  }

  /** Who waits as long as he is told passes, and nobody a nanosecond or two earlier. */
  @ParameterizedTest
  @MethodSource("limits")
  void acquire_afterTheWait_passesAndNotBefore(RateLimit limit) {
    LimitRule rule = LimitRule.of("one", limit);
    for (int round = 0; round < 200; round++) {
      ticker.advance(Duration.ofNanos(ThreadLocalRandom.current().nextLong(20_000_000_000L)));
      while (passes(rule)) {
        // until none is left
      }
      Refused refused = (Refused) limiter.acquire(List.of(new Charge(rule, key, 1)));
      assertThat(refused.waitNanos()).isPositive();
      ticker.advance(Duration.ofNanos(Math.max(0, refused.waitNanos() - 3)));
      assertThat(passes(rule)).isFalse();
      ticker.advance(Duration.ofNanos(Math.min(3, refused.waitNanos())));
      assertThat(passes(rule)).isTrue();
    }
  }

  @Test
  void acquire_oneOfTwoRefuses_neitherIsTaken() {
    LimitRule wide = LimitRule.of("wide", RateLimit.tokenBucket(10, Duration.ofMinutes(1)));
    LimitRule narrow = LimitRule.of("narrow", RateLimit.fixedWindow(3, Duration.ofMinutes(1)));
    List<Charge> both =
        List.of(new Charge(wide, key, 1), new Charge(narrow, new LimitedKey(3, 4), 1));
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.acquire(both)).isInstanceOf(Granted.class);
    }
    for (int i = 0; i < 5; i++) {
      Refused refused = (Refused) limiter.acquire(both);
      assertThat(refused.states().get(0).isExceeded()).isFalse();
      assertThat(refused.states().get(0).remaining()).isEqualTo(7);
      assertThat(refused.states().get(1).isExceeded()).isTrue();
    }
    limiter.refund(both);
    assertThat(limiter.acquire(both)).isInstanceOf(Granted.class);
    assertThat(limiter.acquire(both)).isInstanceOf(Refused.class);
  }

  @Test
  void acquire_leakyBucket_evenlyAndInOrder() {
    RateLimit limit =
        RateLimit.leakyBucket(10, Duration.ofSeconds(1)).queue(3).maxWait(Duration.ofMillis(300));
    List<Charge> charges = List.of(new Charge(LimitRule.of("leaky", limit), key, 1));
    List<Turn> turns = new ArrayList<>();
    assertThat(((Granted) limiter.acquire(charges)).turn()).isNull();
    for (int i = 1; i <= 3; i++) {
      Turn turn = ((Granted) limiter.acquire(charges)).turn();
      assertThat(turn.nanosUntil()).isEqualTo(i * 100_000_000L);
      turns.add(turn);
    }
    assertThat(limiter.acquire(charges)).isInstanceOf(Refused.class);
    turns.get(1).cancel();
    turns.get(1).cancel();
    Turn between = ((Granted) limiter.acquire(charges)).turn();
    assertThat(between.nanosUntil()).isEqualTo(200_000_000L);
    Refused refused = (Refused) limiter.acquire(charges);
    assertThat(refused.waitNanos()).isEqualTo(100_000_000L);
    turns.get(2).cancel();
    assertThat(((Granted) limiter.acquire(charges)).turn().nanosUntil()).isEqualTo(300_000_000L);
  }

  /** L03: keys that are made up push nobody out who has nothing left. */
  @Test
  void acquire_millionKeys_offenderStays() {
    LimitRule rule = LimitRule.of("one", RateLimit.fixedWindow(5, Duration.ofHours(1)));
    while (passes(rule)) {
      // until none is left
    }
    for (int i = 0; i < 1_000_000; i++) {
      limiter.acquire(
          List.of(new Charge(rule, new LimitedKey(i, ThreadLocalRandom.current().nextLong()), 1)));
    }
    assertThat(passes(rule)).isFalse();
  }
}
