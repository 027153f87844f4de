package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** L03: what becomes of keys when there are more than there is room for. */
final class KeyTableTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final LimitRule FIVE = LimitRule.of("five", RateLimit.tokenBucket(5, HOUR));

  private final FakeTicker ticker = new FakeTicker();
  private final FakeClock clock = new FakeClock(Instant.parse("2026-06-15T12:00:00Z"));
  private final SplittableRandom random = new SplittableRandom(3);

  private RateLimiter limiter(int keys) {
    return RateLimiter.local(keys, clock, ticker);
  }

  private LimitedKey newcomer() {
    return new LimitedKey(random.nextLong(), random.nextLong());
  }

  private static boolean passes(RateLimiter limiter, LimitRule rule, LimitedKey key) {
    return limiter.acquire(List.of(new Charge(rule, key, 1))) instanceof Granted;
  }

  @Test
  @DisplayName("L03: a million keys neither exceed the bound nor reset who has nothing left")
  void acquire_millionKeys_boundHeldAndOffendersStay() {
    requireBound(1_000_000, 100_000);
  }

  @Test
  @Tag("long")
  @DisplayName("L03: the same for ten million")
  void acquire_tenMillionKeys_boundHeldAndOffendersStay() {
    requireBound(10_000_000, 1_000_000);
  }

  private void requireBound(int keys, int most) {
    long before = heap();
    RateLimiter limiter = limiter(most);
    LimitedKey[] offenders = new LimitedKey[100];
    for (int i = 0; i < offenders.length; i++) {
      offenders[i] = newcomer();
      while (passes(limiter, FIVE, offenders[i])) {
        // until none is left
      }
    }
    for (int i = 0; i < keys; i++) {
      passes(limiter, FIVE, newcomer());
      if (i % 1_000 == 0) {
        assertThat(passes(limiter, FIVE, offenders[i / 1_000 % offenders.length])).isFalse();
      }
    }
    double bytes = (double) (heap() - before) / most;
    assertThat(bytes).describedAs("bytes a key").isBetween(30.0, 64.0);
    for (LimitedKey offender : offenders) {
      assertThat(passes(limiter, FIVE, offender)).isFalse();
    }
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Who has used much goes after who has used little, and who is full again goes first. */
  @Test
  @DisplayName("L03: the least valuable go first")
  void acquire_fullSet_idleGoesBeforeLittleUsedBeforeMuchUsed() {
    RateLimiter limiter = limiter(1);
    LimitedKey[] keys = new LimitedKey[16];
    for (int i = 0; i < 16; i++) {
      keys[i] = newcomer();
      for (int n = 0; n < (i == 3 ? 1 : i == 7 ? 2 : 4); n++) {
        assertThat(passes(limiter, FIVE, keys[i])).isTrue();
      }
    }
    passes(limiter, FIVE, newcomer());
    assertThat(remaining(limiter, keys[3])).isEqualTo(5);
    assertThat(remaining(limiter, keys[7])).isEqualTo(3);
    LimitedKey much = newcomer(); // takes the place of the one before, which has taken one permit
    for (int n = 0; n < 3; n++) {
      passes(limiter, FIVE, much);
    }
    assertThat(remaining(limiter, keys[7])).isEqualTo(3);
    passes(limiter, FIVE, newcomer()); // takes the place of the one with two
    passes(limiter, FIVE, newcomer());
    assertThat(remaining(limiter, keys[7])).isEqualTo(5);
    assertThat(remaining(limiter, much)).isEqualTo(2);
    for (int i : new int[] {0, 1, 2, 4, 15}) {
      assertThat(remaining(limiter, keys[i])).isEqualTo(1);
    }
  }

  private static long remaining(RateLimiter limiter, LimitedKey key) {
    Acquisition seen = limiter.peek(List.of(new Charge(FIVE, key, 1)));
    return seen instanceof Granted granted
        ? granted.states().get(0).remaining()
        : ((Refused) seen).states().get(0).remaining();
  }

  @Test
  @DisplayName("L03: newcomers among offenders alone count together, and are never unlimited")
  void acquire_everybodyHasNothingLeft_newcomersCountTogether() {
    RateLimiter limiter = limiter(1);
    LimitedKey[] offenders = new LimitedKey[16];
    for (int i = 0; i < 16; i++) {
      offenders[i] = newcomer();
      while (passes(limiter, FIVE, offenders[i])) {
        // until none is left
      }
    }
    int passed = 0;
    for (int i = 0; i < 1_000; i++) {
      passed += passes(limiter, FIVE, newcomer()) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(5);
    // Who guesses is asked for by peeking alone.
    assertThat(limiter.peek(List.of(new Charge(FIVE, newcomer(), 1)))).isInstanceOf(Refused.class);
    for (LimitedKey offender : offenders) {
      assertThat(passes(limiter, FIVE, offender)).isFalse();
    }
    ticker.advance(HOUR);
    assertThat(passes(limiter, FIVE, newcomer())).isTrue();
  }

  @Test
  @DisplayName("L03: another algorithm or period under the same name counts newcomers anew")
  void acquire_crowdedAndAnotherAlgorithm_countsByItsOwnUnits() {
    RateLimiter limiter = limiter(1);
    for (int i = 0; i < 16; i++) {
      LimitedKey offender = newcomer();
      while (passes(limiter, FIVE, offender)) {
        // until none is left
      }
    }
    while (passes(limiter, FIVE, newcomer())) {
      // until none is left for newcomers
    }
    LimitRule window = LimitRule.of("five", RateLimit.fixedWindow(3, Duration.ofSeconds(1)));
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += passes(limiter, window, newcomer()) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(3);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(passes(limiter, window, newcomer())).isTrue();
  }
}
