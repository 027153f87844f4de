package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L03: keys by the million, or made so that they meet, do nobody else's count any harm. */
final class HostileKeysTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final LimitRule FIVE = LimitRule.of("five", RateLimit.tokenBucket(5, HOUR));

  private final FakeTicker ticker = new FakeTicker();
  private final FakeClock clock = new FakeClock(Instant.parse("2026-06-15T12:00:00Z"));
  private final SplittableRandom random = new SplittableRandom(7);

  private RateLimiter limiter(int keys) {
    return RateLimiter.local(keys, clock, ticker);
  }

  private LimitedKey newcomer() {
    return new LimitedKey(random.nextLong(), random.nextLong());
  }

  private static boolean passes(RateLimiter limiter, LimitRule rule, LimitedKey key) {
    return limiter.acquire(List.of(new Charge(rule, key, 1))) instanceof Granted;
  }

  private static boolean isKnown(RateLimiter limiter, LimitedKey key) {
    Acquisition seen = limiter.peek(List.of(new Charge(FIVE, key, 1)));
    return !(seen instanceof Granted granted) || granted.states().get(0).remaining() < 5;
  }

  /** Ten or so at once, and some of them back in the second that the flood lasts. */
  static Stream<RateLimit> limits() {
    return Stream.of(
        RateLimit.tokenBucket(10, SECOND),
        RateLimit.fixedWindow(10, HOUR),
        RateLimit.slidingWindow(10, SECOND),
        RateLimit.leakyBucket(10, SECOND).queue(9).maxWait(SECOND));
  }

  @ParameterizedTest
  @MethodSource("limits")
  @DisplayName("L03: who goes on through a flood of new keys gets no more than without it")
  void acquire_offendersGoOnAmongNewcomers_noMoreThanTheirDue(RateLimit limit) {
    requireDue(limit, 200_000, 16_000);
  }

  @ParameterizedTest
  @MethodSource("limits")
  @Tag("long")
  @DisplayName("L03: the same for ten million")
  void acquire_offendersGoOnAmongTenMillion_noMoreThanTheirDue(RateLimit limit) {
    requireDue(limit, 10_000_000, 1_000_000);
  }

  private void requireDue(RateLimit limit, int keys, int most) {
    LimitRule rule = LimitRule.of("one", limit);
    RateLimiter flooded = limiter(most);
    RateLimiter quiet = limiter(most);
    LimitedKey[] offenders = new LimitedKey[20];
    int[] due = new int[offenders.length];
    int[] passed = new int[offenders.length];
    for (int i = 0; i < offenders.length; i++) {
      offenders[i] = newcomer();
      for (int n = 0; n < 10; n++) {
        due[i] += passes(quiet, rule, offenders[i]) ? 1 : 0;
        passed[i] += passes(flooded, rule, offenders[i]) ? 1 : 0;
      }
    }
    Duration each = SECOND.dividedBy(keys);
    for (int n = 0; n < keys; n++) {
      passes(flooded, rule, newcomer());
      ticker.advance(each);
      int one = n % (40 * offenders.length);
      if (one < offenders.length) {
        due[one] += passes(quiet, rule, offenders[one]) ? 1 : 0;
        passed[one] += passes(flooded, rule, offenders[one]) ? 1 : 0;
      }
    }
    assertThat(due).doesNotContain(0);
    assertThat(passed).isEqualTo(due);
  }

  /** What counts upwards, in any of its bits, and what undoes the multiplication by a constant. */
  static Stream<LongUnaryOperator> patterns() {
    return Stream.of(
        i -> i,
        i -> -i,
        i -> i << 20,
        i -> i << 32,
        i -> i << 50,
        i -> Long.reverse(i),
        i -> i << 32 | i,
        i -> i * 0xF1DE83E19937733DL);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  @DisplayName("L03: keys with a pattern are spread like others, and keep their places")
  void acquire_keysWithPattern_spread(LongUnaryOperator pattern) {
    RateLimiter limiter = limiter(16_384);
    int keys = 8_192;
    for (int i = 0; i < keys; i++) {
      passes(limiter, FIVE, new LimitedKey(0, pattern.applyAsLong(i)));
    }
    int known = 0;
    for (int i = 0; i < keys; i++) {
      known += isKnown(limiter, new LimitedKey(0, pattern.applyAsLong(i))) ? 1 : 0;
    }
    assertThat(known).isGreaterThan(keys * 98 / 100);
  }

  /**
   * Where keys meet is a secret of each limiter: what was tried out on one is no use on another.
   */
  @Test
  @DisplayName("L03: keys that push somebody out of one limiter do not of another")
  void acquire_keysThatMeetElsewhere_doNotMeetHere() {
    LimitedKey victim = newcomer();
    List<LimitedKey> meeting = meeting(victim, 48);
    RateLimiter other = limiter(1_024);
    passes(other, FIVE, victim);
    for (LimitedKey key : meeting) {
      passes(other, FIVE, key);
      passes(other, FIVE, key);
    }
    assertThat(isKnown(other, victim)).isTrue();
  }

  /** Finds out by trying: who has taken two permits pushes one out who has taken one. */
  private List<LimitedKey> meeting(LimitedKey victim, int wanted) {
    RateLimiter tried = limiter(1_024);
    List<LimitedKey> meeting = new ArrayList<>();
    for (int i = 0; i < 100_000 && meeting.size() < wanted; i++) {
      if (!isKnown(tried, victim)) {
        passes(tried, FIVE, victim);
      }
      LimitedKey key = newcomer();
      passes(tried, FIVE, key);
      passes(tried, FIVE, key);
      if (!isKnown(tried, victim)) {
        meeting.add(key);
      }
    }
    assertThat(meeting).hasSize(wanted);
    return meeting;
  }

  /** Which nobody can make of a SHA-256 by the thousand: even so it stays among themselves. */
  @Test
  @DisplayName("L03: keys that all meet push out neither an offender nor anybody elsewhere")
  void acquire_keysThatAllMeet_amongThemselves() {
    RateLimiter limiter = limiter(16_384);
    LimitedKey offender = new LimitedKey(0, 42);
    while (passes(limiter, FIVE, offender)) {
      // until none is left
    }
    List<LimitedKey> others = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      others.add(newcomer());
      passes(limiter, FIVE, others.get(i));
    }
    for (int i = 1; i < 200_000; i++) {
      passes(limiter, FIVE, new LimitedKey(i, 42));
    }
    assertThat(passes(limiter, FIVE, offender)).isFalse();
    assertThat(others.stream().filter(other -> !isKnown(limiter, other)).count()).isLessThan(17);
  }
}
