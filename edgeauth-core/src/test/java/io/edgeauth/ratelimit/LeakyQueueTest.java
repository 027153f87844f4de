package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The leaky bucket against a timetable: exact places, of which each is somebody's or nobody's, by
 * random steps of time, requests and cancellations.
 */
final class LeakyQueueTest {

  private static final int STEPS = 40_000;
  private static final int STEPS_OF_ONE = 1_000;

  /** Two units, each shorter than two nanoseconds. */
  private static final long SLACK = 4;

  private final SplittableRandom random = new SplittableRandom(20261123);

  /** Exact times, of which one nanosecond has as many parts as the period has permits. */
  private static final class Timetable {

    private final BigInteger permits;
    private final BigInteger interval;
    private final BigInteger longest;
    private final TreeSet<BigInteger> left = new TreeSet<>();
    private BigInteger end = BigInteger.ZERO;

    Timetable(RateLimit limit) {
      permits = BigInteger.valueOf(limit.permits());
      interval = BigInteger.valueOf(((LimitPeriod.Lasting) limit.period()).length().toNanos());
      longest =
          time(limit.maxWait().toNanos()).min(interval.multiply(BigInteger.valueOf(limit.queue())));
    }

    BigInteger time(long nanos) {
      return permits.multiply(BigInteger.valueOf(nanos));
    }

    /**
     * The place that the next who asks at a time is given, or null.
     *
     * @param late by how many nanoseconds the turn of one that was left may have passed
     * @param far by how many nanoseconds it may be too far off
     */
    @Nullable BigInteger next(long now, long late, long far) {
      BigInteger first = left.higher(time(now - late));
      if (first != null) {
        return first;
      }
      BigInteger next = end.max(time(now));
      return next.subtract(time(now + far)).compareTo(longest) > 0 ? null : next;
    }

    void take(BigInteger place) {
      if (!left.remove(place)) {
        end = place.add(interval);
      }
    }

    void leave(BigInteger place) {
      if (place.add(interval).equals(end)) {
        end = place;
      } else {
        left.add(place);
      }
    }

    /** Whole nanoseconds until a time, rounded up. */
    long until(BigInteger place, long now) {
      BigInteger[] parts = place.subtract(time(now)).divideAndRemainder(permits);
      return parts[0].longValueExact() + parts[1].signum();
    }
  }

  private record Waiting(BigInteger place, Turn turn) {}

  static Stream<RateLimit> limits() {
    Duration second = Duration.ofSeconds(1);
    return Stream.of(
        RateLimit.leakyBucket(10, second).queue(20).maxWait(Duration.ofSeconds(10)),
        RateLimit.leakyBucket(7, second).queue(100).maxWait(Duration.ofMillis(1500)),
        RateLimit.leakyBucket(1000, Duration.ofMinutes(1)).queue(5),
        RateLimit.leakyBucket(1, Duration.ofHours(1)).queue(3).maxWait(Duration.ofMinutes(5)),
        RateLimit.leakyBucket(10, second).queue(0));
  }

  @ParameterizedTest
  @MethodSource("limits")
  @DisplayName("L06, L07: places are given as in a timetable")
  void acquire_randomSteps_asTheTimetable(RateLimit limit) {
    for (int i = 0; i < STEPS / STEPS_OF_ONE; i++) {
      new Run(limit).steps();
    }
  }

  private final class Run {

    private final LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    private final long begin = trial.ticker.read();
    private final LimitRule rule;
    private final Timetable table;
    private final long interval;
    private final List<Waiting> waiting = new ArrayList<>();
    private long told;

    Run(RateLimit limit) {
      rule = LimitRule.of("one", limit);
      table = new Timetable(limit);
      interval = ((LimitPeriod.Lasting) limit.period()).length().toNanos() / limit.permits();
    }

    void steps() {
      for (int step = 0; step < STEPS_OF_ONE; step++) {
        long nanos =
            switch (random.nextInt(8)) {
              case 0, 1, 2, 3 -> 0;
              case 4 -> random.nextLong(2 * interval);
              case 5 -> told;
              case 6 -> interval;
              default -> random.nextLong(20) == 0 ? 30 * interval : 1;
            };
        trial.pass(Duration.ofNanos(nanos));
        waiting.removeIf(one -> table.until(one.place, now()) <= 2 * SLACK);
        if (random.nextInt(4) == 0 && !waiting.isEmpty()) {
          leave();
        } else {
          ask(random.nextInt(5) == 0);
        }
      }
    }

    private long now() {
      return trial.ticker.read() - begin;
    }

    private void leave() {
      Waiting one = waiting.remove(random.nextInt(waiting.size()));
      one.turn.cancel();
      one.turn.cancel();
      table.leave(one.place);
    }

    private void ask(boolean peeked) {
      List<Charge> one = LimitTrial.one(rule);
      Acquisition answer = peeked ? trial.limiter.peek(one) : trial.limiter.acquire(one);
      if (answer instanceof Refused refused) {
        refused(refused.waitNanos());
      } else if (peeked) {
        assertThat(table.next(now(), SLACK, SLACK)).isNotNull();
      } else {
        granted((Granted) answer);
      }
    }

    private void refused(long wait) {
      assertThat(table.next(now(), -SLACK, -SLACK)).isNull();
      assertThat(wait).isPositive();
      assertThat(table.next(now() + wait, SLACK, SLACK)).isNotNull();
      if (wait > SLACK) {
        assertThat(table.next(now() + wait - SLACK, -SLACK, -SLACK)).isNull();
      }
      told = wait;
    }

    private void granted(Granted answer) {
      Turn turn = answer.turn();
      long wait = turn == null ? 0 : turn.nanosUntil();
      BigInteger place =
          Stream.of(0L, SLACK, -SLACK)
              .flatMap(
                  late -> Stream.of(table.next(now(), late, 0), table.next(now(), late, SLACK)))
              .filter(next -> next != null && Math.abs(table.until(next, now()) - wait) <= SLACK)
              .findFirst()
              .orElseThrow(() -> new AssertionError("a wait of " + wait + " without a place"));
      assertThat(answer.states().get(0).remaining()).isZero();
      table.take(place);
      if (turn != null) {
        waiting.add(new Waiting(place, turn));
      }
      told = wait;
    }
  }

  @Test
  void acquire_waitOfExactlyTheMost_granted() {
    RateLimit limit = RateLimit.leakyBucket(10, Duration.ofSeconds(1));
    LimitRule exact = LimitRule.of("one", limit.maxWait(Duration.ofMillis(200)));
    LimitRule shorter = LimitRule.of("two", limit.maxWait(Duration.ofNanos(199_999_998)));
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    assertThat(trial.exhaust(exact)).isEqualTo(3);
    assertThat(new LimitTrial("2026-06-15T12:00:00Z").exhaust(shorter)).isEqualTo(2);
  }

  @Test
  void cancel_turnHasCome_placeIsUsed() {
    LimitRule rule = LimitRule.of("one", RateLimit.leakyBucket(10, Duration.ofSeconds(1)));
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    trial.passes(rule);
    Turn turn = ((Granted) trial.limiter.acquire(LimitTrial.one(rule))).turn();
    assertThat(turn).isNotNull();
    trial.pass(Duration.ofMillis(100));
    assertThat(turn.nanosUntil()).isNotPositive();
    turn.cancel();
    Turn next = ((Granted) trial.limiter.acquire(LimitTrial.one(rule))).turn();
    assertThat(next).isNotNull();
    assertThat(next.nanosUntil()).isEqualTo(100_000_000L);
  }

  @Test
  void cancel_withOtherLimits_givesTheirPermitsBackToo() {
    LimitRule queue = LimitRule.of("queue", RateLimit.leakyBucket(10, Duration.ofSeconds(1)));
    LimitRule bucket = LimitRule.of("bucket", RateLimit.tokenBucket(5, Duration.ofHours(1)));
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    List<Charge> both =
        List.of(new Charge(queue, new LimitedKey(3, 4), 1), new Charge(bucket, LimitTrial.KEY, 1));
    assertThat(((Granted) trial.limiter.acquire(both)).turn()).isNull();
    Turn turn = ((Granted) trial.limiter.acquire(both)).turn();
    assertThat(trial.remaining(bucket)).isEqualTo(3);
    assertThat(turn).isNotNull();
    turn.cancel();
    turn.cancel();
    assertThat(trial.remaining(bucket)).isEqualTo(4);
  }

  /** Places that were left are given once each, the first of them first. */
  @Test
  void acquire_placesLeft_firstOfThemFirst() {
    LimitRule rule = LimitRule.of("one", RateLimit.leakyBucket(10, Duration.ofSeconds(1)).queue(4));
    LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");
    List<Turn> turns = new ArrayList<>();
    trial.passes(rule);
    for (int i = 0; i < 4; i++) {
      turns.add(((Granted) trial.limiter.acquire(LimitTrial.one(rule))).turn());
    }
    assertThat(trial.passes(rule)).isFalse();
    turns.get(2).cancel();
    turns.get(0).cancel();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Turn turn = ((Granted) trial.limiter.acquire(LimitTrial.one(rule))).turn();
      waits.add(turn == null ? 0 : turn.nanosUntil());
    }
    assertThat(waits).containsExactly(100_000_000L, 300_000_000L);
    assertThat(trial.passes(rule)).isFalse();
  }
}
