package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.bound.SeenProofs.Seen;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.TestRuntime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No proof passes twice while it lives, and none is forgotten for another. */
final class SeenProofsTest {

  private static final long NOW = TestRuntime.NOW.getEpochSecond();

  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final SeenProofs seen = kept(120, 800, clock);

  private static SeenProofs kept(long seconds, int capacity, FakeClock clock) {
    SeenProofs made = new SeenProofs(capacity, clock);
    made.keepAtLeast(seconds);
    return made;
  }

  private static ProofMark mark(long number) {
    return new ProofMark(number * 0x9E3779B97F4A7C15L, number);
  }

  @Test
  void remember_twice_secondIsBefore() {
    assertThat(seen.remember(mark(1), 7, NOW)).isEqualTo(Seen.FIRST);
    assertThat(seen.remember(mark(1), 7, NOW)).isEqualTo(Seen.BEFORE);
    assertThat(seen.remember(mark(2), 7, NOW)).isEqualTo(Seen.FIRST);
    assertThat(seen.size()).isEqualTo(2);
  }

  /** A cache that made room would let the oldest pass again. */
  @Test
  void remember_noRoom_newOneRefusedAndNoneForgotten() {
    for (int i = 0; i < 800; i++) {
      assertThat(seen.remember(mark(i), i, NOW + i % 60)).isEqualTo(Seen.FIRST);
    }
    assertThat(seen.remember(mark(800), 800, NOW)).isEqualTo(Seen.NO_ROOM);
    assertThat(seen.size()).isEqualTo(800);
    for (int i = 0; i < 800; i++) {
      assertThat(seen.remember(mark(i), i, NOW + i % 60)).isEqualTo(Seen.BEFORE);
    }
    clock.advance(Duration.ofSeconds(180 + SeenProofs.SLICE_SECONDS));
    assertThat(seen.remember(mark(800), 800, NOW + 196)).isEqualTo(Seen.FIRST);
    assertThat(seen.size()).isEqualTo(1);
  }

  /** One client takes an eighth, and the others go on. */
  @Test
  void remember_oneKeyTakesItsShare_othersGoOn() {
    for (int i = 0; i < 100; i++) {
      assertThat(seen.remember(mark(i), 5, NOW + i - 50)).isEqualTo(Seen.FIRST);
    }
    assertThat(seen.remember(mark(100), 5, NOW)).isEqualTo(Seen.NO_ROOM);
    assertThat(seen.remember(mark(100), 6, NOW)).isEqualTo(Seen.FIRST);
    clock.advance(Duration.ofMinutes(4));
    assertThat(seen.remember(mark(101), 5, NOW + 240)).isEqualTo(Seen.FIRST);
  }

  @Test
  void remember_atItsLastSecond_stillKnown() {
    seen.remember(mark(1), 1, NOW);
    clock.advance(Duration.ofSeconds(119));
    assertThat(seen.remember(mark(1), 1, NOW)).isEqualTo(Seen.BEFORE);
  }

  /** A wall clock that falls back revives no proof. */
  @Test
  void remember_clockFallsBehindTheEnd_stillKnown() {
    seen.remember(mark(1), 1, NOW - 60);
    clock.advance(Duration.ofSeconds(100));
    seen.forgetEnded();
    assertThat(seen.size()).isZero();
    clock.set(TestRuntime.NOW.plusSeconds(40));
    assertThat(seen.remember(mark(1), 1, NOW - 60)).isEqualTo(Seen.BEFORE);
    assertThat(seen.remember(mark(2), 1, NOW + 40)).isEqualTo(Seen.FIRST);
  }

  /** A configuration under which proofs live longer revives none that had ended. */
  @Test
  void remember_proofsLiveLongerFromNowOn_stillKnown() {
    seen.remember(mark(1), 1, NOW);
    seen.remember(mark(2), 1, NOW + 60);
    clock.advance(Duration.ofSeconds(150));
    seen.forgetEnded();
    assertThat(seen.size()).isEqualTo(1);
    seen.keepAtLeast(300);
    assertThat(seen.remember(mark(1), 1, NOW)).isEqualTo(Seen.BEFORE);
    assertThat(seen.remember(mark(2), 1, NOW + 60)).isEqualTo(Seen.BEFORE);
    seen.keepAtLeast(10); // another authenticator; the longest counts
    clock.advance(Duration.ofSeconds(200));
    assertThat(seen.remember(mark(2), 1, NOW + 60)).isEqualTo(Seen.BEFORE);
  }

  /** Any order of proofs and of time: one that was remembered and has not ended is known. */
  @Test
  void remember_anySequence_likeAMapThatForgetsNothing() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      FakeClock time = new FakeClock(TestRuntime.NOW);
      SeenProofs tested = kept(120, 100_000, time);
      Map<Long, Long> known = new HashMap<>();
      for (int i = 0; i < 2000; i++) {
        time.advance(Duration.ofSeconds(random.nextInt(10) - 3));
        long now = time.instant().getEpochSecond();
        long number = random.nextInt(300);
        Long before = known.get(number);
        long made = before == null ? now + 60 - random.nextInt(120) : before;
        if (made + 120 <= now) {
          continue; // it has ended, and was refused before
        }
        Seen expected = before == null ? Seen.FIRST : Seen.BEFORE;
        assertThat(tested.remember(mark(number), random.nextInt(), made))
            .as("seed %d, %d", seed, i)
            .isEqualTo(expected);
        known.put(number, made);
      }
    }
  }
}
