package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link RateLimiter} keeps, wherever it counts. Each test counts by keys of its own, so
 * that one store serves all of them, and lets at most about two seconds pass.
 */
public abstract class RateLimiterContract {

  /** So long that nothing comes back during a test. */
  private static final Duration LONG = Duration.ofDays(300);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int THREADS = 100;

  private RateLimiter limiter;
  private final LimitedKey key = anyKey();

  /** A limiter that is ready to count. */
  protected abstract RateLimiter limiter() throws Exception;

  /** Lets so much time pass as the limiter has it: by a fake ticker, or by waiting. */
  protected abstract void pass(Duration time) throws Exception;

  /** By how much a told time may be off: what passes by itself between two calls. */
  protected abstract Duration slack();

  @BeforeEach
  protected final void begin() throws Exception {
    limiter = limiter();
  }

  private static LimitedKey anyKey() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new LimitedKey(random.nextLong(), random.nextLong());
  }

  /** Limits of a thousand that give nothing back for hours. */
  protected static Stream<RateLimit> thousands() {
    return Stream.of(
        RateLimit.fixedWindow(1000, LONG),
        RateLimit.fixedWindow(1000, LimitPeriod.Calendar.of(LimitPeriod.Calendar.Unit.MONTH)),
        RateLimit.slidingWindow(1000, LONG),
        RateLimit.tokenBucket(1000, LONG));
  }

  /** Limits of ten that give something back within a second or two. */
  protected static Stream<RateLimit> quick() {
    return Stream.of(
        RateLimit.fixedWindow(10, SECOND),
        RateLimit.slidingWindow(10, SECOND),
        RateLimit.tokenBucket(10, SECOND));
  }

  private static LimitRule rule(RateLimit limit) {
    return LimitRule.of("limit-" + limit.algorithm(), limit);
  }

  private List<Charge> of(LimitRule rule, long permits) {
    return List.of(new Charge(rule, key, permits));
  }

  private boolean passes(LimitRule rule) {
    return limiter.acquire(of(rule, 1)) instanceof Granted;
  }

  private LimitState granted(List<Charge> charges) {
    Acquisition answer = limiter.acquire(charges);
    assertThat(answer).isInstanceOf(Granted.class);
    return ((Granted) answer).states().get(0);
  }

  private Refused refused(List<Charge> charges) {
    Acquisition answer = limiter.acquire(charges);
    assertThat(answer).isInstanceOf(Refused.class);
    return (Refused) answer;
  }

  private LimitState peeked(LimitRule rule) {
    Acquisition answer = limiter.peek(of(rule, 1));
    return answer instanceof Granted granted
        ? granted.states().get(0)
        : ((Refused) answer).states().get(0);
  }

  /** Asks by many threads at once, more often than can pass. */
  private int passedByMany(LimitRule rule, int each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      counts.add(
          threads.submit(
              () -> {
                begin.await();
                int passed = 0;
                for (int n = 0; n < each; n++) {
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
    return passed;
  }

  @ParameterizedTest
  @MethodSource("thousands")
  @DisplayName("L05: a hundred threads against a thousand permits get exactly a thousand")
  protected void acquire_hundredThreads_exactlyTheLimit(RateLimit limit) throws Exception {
    LimitRule rule = rule(limit);
    assertThat(passedByMany(rule, 20)).isEqualTo(1000);
    assertThat(peeked(rule).remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void acquire_costs_takenAtOnceOrNotAtAll(RateLimit limit) {
    LimitRule rule = rule(limit);
    assertThat(granted(of(rule, 999)).remaining()).isEqualTo(1);
    assertThat(refused(of(rule, 2)).states().get(0).remaining()).isEqualTo(1);
    assertThat(granted(of(rule, 1)).remaining()).isZero();
    assertThat(refused(of(rule, 1)).states().get(0).remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void acquire_otherKey_countedApart(RateLimit limit) {
    LimitRule rule = rule(limit);
    granted(of(rule, 1000));
    assertThat(limiter.acquire(List.of(new Charge(rule, anyKey(), 1000))))
        .isInstanceOf(Granted.class);
    assertThat(passes(rule)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void acquire_oneOfSeveralRefuses_noneIsTaken(RateLimit limit) {
    LimitRule wide = rule(limit);
    LimitRule narrow = LimitRule.of("narrow", RateLimit.tokenBucket(3, LONG));
    LimitRule after = LimitRule.of("after", RateLimit.slidingWindow(50, LONG));
    List<Charge> all =
        List.of(
            new Charge(wide, key, 10), new Charge(narrow, key(1), 1), new Charge(after, key(2), 5));
    for (long i = 1; i <= 3; i++) {
      Acquisition answer = limiter.acquire(all);
      assertThat(answer).isInstanceOf(Granted.class);
      List<LimitState> states = ((Granted) answer).states();
      assertThat(states)
          .extracting(LimitState::remaining)
          .containsExactly(1000 - 10 * i, 3 - i, 50 - 5 * i);
      assertThat(states).extracting(LimitState::rule).containsExactly(wide, narrow, after);
    }
    for (int i = 0; i < 3; i++) {
      List<LimitState> states = refused(all).states();
      assertThat(states).extracting(LimitState::remaining).containsExactly(970L, 0L, 35L);
      assertThat(states).extracting(LimitState::isExceeded).containsExactly(false, true, false);
    }
  }

  private LimitedKey key(long other) {
    return new LimitedKey(key.high() ^ other, key.low());
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void peek_anyNumberOfTimes_takesNothing(RateLimit limit) {
    LimitRule rule = rule(limit);
    for (int i = 0; i < 5; i++) {
      assertThat(peeked(rule).remaining()).isEqualTo(1000);
    }
    granted(of(rule, 400));
    for (int i = 0; i < 5; i++) {
      assertThat(peeked(rule).remaining()).isEqualTo(600);
      assertThat(limiter.peek(of(rule, 600))).isInstanceOf(Granted.class);
      assertThat(limiter.peek(of(rule, 601))).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void refund_ofWhatWasTaken_isThereAgainAndNoMore(RateLimit limit) {
    LimitRule rule = rule(limit);
    granted(of(rule, 1000));
    limiter.refund(of(rule, 300));
    assertThat(peeked(rule).remaining()).isEqualTo(300);
    assertThat(granted(of(rule, 100)).remaining()).isEqualTo(200);
    limiter.refund(of(rule, 1000));
    limiter.refund(of(rule, 1000));
    assertThat(granted(of(rule, 1)).remaining()).isEqualTo(999);
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void charge_moreThanThereIs_takesAllAndNoMore(RateLimit limit) {
    LimitRule rule = rule(limit);
    limiter.charge(of(rule, 600));
    assertThat(peeked(rule).remaining()).isEqualTo(400);
    limiter.charge(of(rule, 600));
    limiter.charge(of(rule, 1000));
    assertThat(peeked(rule).remaining()).isZero();
    limiter.refund(of(rule, 10));
    assertThat(peeked(rule).remaining()).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("thousands")
  protected void acquire_anotherNumberOfPermits_whatWasTakenStaysTaken(RateLimit limit) {
    LimitRule rule = rule(limit);
    granted(of(rule, 600));
    LimitRule fewer = LimitRule.of(rule.name(), fewer(limit));
    assertThat(peeked(fewer).remaining()).isEqualTo(200);
    assertThat(granted(of(fewer, 200)).remaining()).isZero();
    assertThat(passes(fewer)).isFalse();
  }

  /** Eight hundred in place of a thousand. */
  private static RateLimit fewer(RateLimit limit) {
    return switch (limit.algorithm()) {
      case FIXED_WINDOW -> RateLimit.fixedWindow(800, limit.period());
      case SLIDING_WINDOW -> RateLimit.slidingWindow(800, LONG);
      case TOKEN_BUCKET -> RateLimit.tokenBucket(800, LONG);
      case LEAKY_BUCKET -> limit;
    };
  }

  /** Who waits as long as he was told passes if he is alone. */
  @ParameterizedTest
  @MethodSource("quick")
  @DisplayName("L12: Retry-After is true")
  protected void acquire_afterTheWait_passes(RateLimit limit) throws Exception {
    LimitRule rule = rule(limit);
    limiter.charge(of(rule, 10));
    for (int i = 0; i < 3; i++) {
      while (passes(rule)) {
        // until none is left
      }
      Acquisition answer = limiter.acquire(of(rule, 1));
      long wait = answer instanceof Refused refused ? refused.waitNanos() : 0;
      assertThat(wait).isBetween(0L, 2 * SECOND.toNanos());
      pass(Duration.ofNanos(wait).plus(slack()));
      assertThat(passes(rule)).isTrue();
    }
  }

  /** The same for one that costs all there can be. */
  @ParameterizedTest
  @MethodSource("quick")
  @DisplayName("L12: Retry-After is true for a high cost")
  protected void acquire_allAtOnceAfterTheWait_passes(RateLimit limit) throws Exception {
    LimitRule rule = rule(limit);
    limiter.charge(of(rule, 7));
    Acquisition answer = limiter.acquire(of(rule, 10));
    if (answer instanceof Refused refused) {
      assertThat(refused.waitNanos()).isBetween(1L, 2 * SECOND.toNanos());
      pass(Duration.ofNanos(refused.waitNanos()).plus(slack()));
      assertThat(limiter.acquire(of(rule, 10))).isInstanceOf(Granted.class);
    } else {
      // Where time passes by itself, the window of the charge may have been over.
      assertThat(slack()).isPositive();
    }
  }

  /** Until the next permit where none is left, else until all are there. */
  @ParameterizedTest
  @MethodSource("quick")
  @DisplayName("L12: what clients are told of the reset is true")
  protected void peek_afterTheReset_asWasTold(RateLimit limit) throws Exception {
    LimitRule rule = rule(limit);
    assertThat(peeked(rule).resetNanos()).isZero();
    limiter.charge(of(rule, 4));
    LimitState some = peeked(rule);
    assertThat(some.remaining()).isPositive();
    assertThat(some.resetNanos()).isBetween(0L, 2 * SECOND.toNanos());
    pass(Duration.ofNanos(some.resetNanos()).plus(slack()));
    assertThat(peeked(rule).remaining()).isEqualTo(10);
    limiter.charge(of(rule, 10));
    LimitState none = peeked(rule);
    pass(Duration.ofNanos(none.resetNanos()).plus(slack()));
    assertThat(peeked(rule).remaining()).isPositive();
  }

  @Test
  protected void acquire_leakyBucket_inOrderAndNoMoreThanMayWait() {
    LimitRule rule =
        rule(
            RateLimit.leakyBucket(2, SECOND.multipliedBy(10))
                .queue(3)
                .maxWait(SECOND.multipliedBy(60)));
    long began = System.nanoTime();
    assertThat(turn(rule)).isNotPositive();
    for (int i = 1; i <= 3; i++) {
      long due = SECOND.multipliedBy(5L * i).toNanos();
      long wait = turn(rule);
      long passed = System.nanoTime() - began; // on a busy machine
      assertThat(wait).isBetween(due - passed - slack().toNanos(), due);
    }
    Refused refused = refused(of(rule, 1));
    assertThat(refused.waitNanos()).isBetween(1L, SECOND.multipliedBy(5).toNanos());
    assertThat(refused.states().get(0).remaining()).isZero();
  }

  private long turn(LimitRule rule) {
    Acquisition answer = limiter.acquire(of(rule, 1));
    assertThat(answer).isInstanceOf(Granted.class);
    Turn turn = ((Granted) answer).turn();
    return turn == null ? 0 : turn.nanosUntil();
  }

  @Test
  protected void acquire_leakyBucketAndMaxWait_nobodyWaitsLonger() {
    LimitRule rule =
        rule(RateLimit.leakyBucket(1, SECOND).queue(100).maxWait(Duration.ofMillis(2500)));
    assertThat(turn(rule)).isNotPositive();
    assertThat(turn(rule)).isPositive();
    assertThat(turn(rule)).isPositive();
    refused(of(rule, 1));
  }

  @Test
  protected void acquire_leakyBucketOfManyThreads_placesAreApart() throws Exception {
    LimitRule rule =
        rule(
            RateLimit.leakyBucket(1, Duration.ofSeconds(2))
                .queue(50)
                .maxWait(Duration.ofMinutes(5)));
    assertThat(passedByMany(rule, 2)).isBetween(51, 52);
  }

  @Test
  protected void cancel_turn_placeAndPermitsAreSomebodyElses() {
    LimitRule queue =
        rule(
            RateLimit.leakyBucket(1, Duration.ofMinutes(1))
                .queue(2)
                .maxWait(Duration.ofMinutes(5)));
    LimitRule bucket = LimitRule.of("bucket", RateLimit.tokenBucket(10, LONG));
    List<Charge> both = List.of(new Charge(bucket, key, 1), new Charge(queue, key(1), 1));
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Acquisition answer = limiter.acquire(both);
      assertThat(answer).isInstanceOf(Granted.class);
      turns.add(((Granted) answer).turn());
    }
    assertThat(limiter.acquire(both)).isInstanceOf(Refused.class);
    assertThat(peeked(bucket).remaining()).isEqualTo(7);
    turns.get(1).cancel();
    turns.get(1).cancel();
    assertThat(peeked(bucket).remaining()).isEqualTo(8);
    assertThat(limiter.acquire(both)).isInstanceOf(Granted.class);
    assertThat(limiter.acquire(both)).isInstanceOf(Refused.class);
    turns.get(2).cancel();
    assertThat(limiter.acquire(both)).isInstanceOf(Granted.class);
    assertThat(peeked(bucket).remaining()).isEqualTo(7);
  }

  protected static Stream<RateLimit> largest() {
    return Stream.of(
        RateLimit.fixedWindow(RateLimit.MAX_PERMITS, LONG),
        RateLimit.slidingWindow(RateLimit.MAX_PERMITS, LONG));
  }

  @ParameterizedTest
  @MethodSource("largest")
  @DisplayName("L08: the largest numbers are counted exactly")
  protected void acquire_largestNumbers_exact(RateLimit limit) {
    LimitRule rule = rule(limit);
    granted(of(rule, RateLimit.MAX_PERMITS - 1));
    assertThat(granted(of(rule, 1)).remaining()).isZero();
    assertThat(passes(rule)).isFalse();
    limiter.charge(of(rule, RateLimit.MAX_PERMITS));
    assertThat(peeked(rule).remaining()).isZero();
  }
}
