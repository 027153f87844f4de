package io.edgeauth.redis;

import static io.edgeauth.redis.TestLimiter.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.Turn;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What instances that share limits get from any kind of Redis. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
abstract class LimitingContract {

  static final Duration YEAR = Duration.ofDays(366);
  static final int LIMIT = 400;

  /** So slow that nothing comes back while a test runs, and so long that no window ends. */
  static Stream<RateLimit> slow() {
    return Stream.of(
        RateLimit.fixedWindow(LIMIT, YEAR),
        RateLimit.fixedWindow(
            LIMIT, new Calendar(Calendar.Unit.MONTH, ZoneId.of("Pacific/Kiritimati"))),
        RateLimit.slidingWindow(LIMIT, YEAR),
        RateLimit.tokenBucket(LIMIT, YEAR),
        RateLimit.leakyBucket(2, Duration.ofSeconds(1))
            .queue(LIMIT - 1)
            .maxWait(Duration.ofMinutes(5)));
  }

  static Stream<RateLimit> slowWithoutQueue() {
    return slow().filter(limit -> limit.most() > 1);
  }

  abstract RedisStore redis();

  /** L05: four instances, sixteen threads. */
  @ParameterizedTest
  @MethodSource("slow")
  void acquire_fourInstancesAtOnce_exactlyTheLimit(RateLimit limit) throws Exception {
    Charge charge = charge(limit);
    List<TestLimiter> instances = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int i = 0; i < 4; i++) {
        instances.add(TestLimiter.reached(redis()));
      }
      CountDownLatch begin = new CountDownLatch(1);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        TestLimiter instance = instances.get(i % 4);
        Callable<Integer> asking =
            () -> {
              begin.await();
              int passed = 0;
              for (int n = 0; n < 50; n++) {
                passed += instance.passes(charge) ? 1 : 0;
              }
              return passed;
            };
        counts.add(threads.submit(asking));
      }
      begin.countDown();
      int passed = 0;
      for (Future<Integer> count : counts) {
        passed += count.get();
      }
      // Of a leaky bucket one more passes every half second.
      assertThat(passed).isBetween(LIMIT, limit.most() == 1 ? LIMIT + 20 : LIMIT);
      assertThat(instances).allSatisfy(one -> assertThat(one.told()).isEmpty());
    } finally {
      threads.shutdownNow();
      instances.forEach(TestLimiter::close);
    }
  }

  @ParameterizedTest
  @MethodSource("slowWithoutQueue")
  void acquire_oneOfManyRefuses_noneTaken(RateLimit limit) {
    try (TestLimiter one = TestLimiter.reached(redis())) {
      List<Charge> charges = new ArrayList<>(slow().map(TestLimiter::charge).toList());
      charges.add(charge(limit, LIMIT));
      Charge[] all = charges.toArray(new Charge[0]);
      assertThat(one.passes(charges.get(5))).isTrue();
      Acquisition said = one.limiter().acquire(charges);
      assertThat(said).isInstanceOf(Refused.class);
      List<LimitState> states = ((Refused) said).states();
      assertThat(states.subList(0, 4)).allMatch(state -> state.remaining() == LIMIT);
      assertThat(states.get(4).remaining()).isEqualTo(1);
      assertThat(states).filteredOn(LimitState::isExceeded).containsExactly(states.get(5));
      for (Charge charge : charges.subList(0, 4)) {
        await().until(() -> one.look(charge).remaining() == LIMIT); // a cluster's are given back
      }
      one.limiter().refund(List.of(charges.get(5)));
      await().until(() -> one.passes(all));
      for (Charge charge : charges.subList(0, 4)) {
        assertThat(one.look(charge).remaining()).isEqualTo(LIMIT - 1);
      }
      assertThat(one.passes(all)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("slowWithoutQueue")
  void states_afterEachStep_tellWhatIsLeft(RateLimit limit) {
    try (TestLimiter one = TestLimiter.reached(redis())) {
      Charge charge = charge(limit);
      Charge three = new Charge(charge.rule(), charge.key(), 3);
      Charge all = new Charge(charge.rule(), charge.key(), LIMIT);
      assertThat(one.look(charge).remaining()).isEqualTo(LIMIT);
      assertThat(one.look(charge).resetNanos()).isZero();
      LimitState taken = ((Granted) one.limiter().acquire(List.of(three))).states().get(0);
      assertThat(taken.remaining()).isEqualTo(LIMIT - 3);
      assertThat(taken.resetNanos()).isPositive();
      assertThat(taken.waitNanos()).isZero();
      assertThat(one.look(all).isExceeded()).isTrue();
      one.limiter().refund(List.of(three));
      assertThat(one.look(all).isExceeded()).isFalse();
      one.limiter().charge(List.of(charge));
      one.limiter().charge(List.of(all)); // down to none, and not below
      LimitState none = one.look(charge);
      assertThat(none.remaining()).isZero();
      assertThat(none.isExceeded()).isTrue();
      assertThat(none.waitNanos()).isEqualTo(none.resetNanos());
      one.limiter().refund(List.of(charge));
      assertThat(one.look(charge).remaining()).isEqualTo(1);
      one.limiter().refund(List.of(all));
      assertThat(one.look(charge).remaining()).isEqualTo(LIMIT); // and not more
    }
  }

  /** Who waits as long as he is told passes, and nobody does before. */
  @Test
  void acquire_afterTheWait_passesAndNotBefore() {
    try (TestLimiter one = TestLimiter.reached(redis())) {
      List<Charge> charge = List.of(charge(RateLimit.tokenBucket(1, Duration.ofMillis(300))));
      AtomicLong taken = new AtomicLong(Long.MIN_VALUE / 2);
      for (int round = 0; round < 5; round++) {
        AtomicLong passesFrom = new AtomicLong(Long.MAX_VALUE);
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  long before = System.nanoTime();
                  Acquisition said = one.limiter().acquire(charge);
                  long after = System.nanoTime();
                  if (said instanceof Refused refused) {
                    assertThat(before).isLessThan(passesFrom.get());
                    assertThat(refused.waitNanos()).isBetween(1L, 300_000_000L);
                    passesFrom.accumulateAndGet(after + refused.waitNanos(), Math::min);
                    return false;
                  }
                  assertThat(after - taken.getAndSet(before)).isGreaterThan(299_990_000L);
                  return true;
                });
      }
    }
  }

  @Test
  void queue_placesGivenUp_goToTheNext() {
    RateLimit limit =
        RateLimit.leakyBucket(1, Duration.ofSeconds(10)).queue(4).maxWait(Duration.ofMinutes(5));
    try (TestLimiter one = TestLimiter.reached(redis());
        TestLimiter other = TestLimiter.reached(redis())) {
      Charge charge = charge(limit);
      Charge beside = charge(RateLimit.fixedWindow(LIMIT, YEAR));
      List<Turn> turns = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        turns.add(((Granted) one.limiter().acquire(List.of(charge, beside))).turn());
      }
      assertThat(turns.get(0)).isNull();
      assertThat(turns.subList(1, 5)).allMatch(Objects::nonNull);
      for (int i = 1; i < 5; i++) {
        assertThat(turns.get(i).nanosUntil()).isBetween(seconds(10L * i - 3), seconds(10L * i));
      }
      assertThat(other.limiter().acquire(List.of(charge))).isInstanceOf(Refused.class);
      turns.get(2).cancel();
      turns.get(2).cancel();
      turns.get(4).cancel();
      await().until(() -> one.look(beside).remaining() == LIMIT - 3); // what was granted with them
      Turn taken = ((Granted) other.limiter().acquire(List.of(charge))).turn();
      assertThat(taken.nanosUntil()).isBetween(seconds(16), seconds(20));
      Turn last = ((Granted) other.limiter().acquire(List.of(charge))).turn();
      assertThat(last.nanosUntil()).isBetween(seconds(36), seconds(40));
      Acquisition full = other.limiter().acquire(List.of(charge));
      assertThat(full).isInstanceOf(Refused.class);
      assertThat(((Refused) full).waitNanos()).isBetween(seconds(6), seconds(10));
      taken.cancel();
      await().until(() -> one.limiter().peek(List.of(charge)) instanceof Granted);
    }
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** While a change is rolled out, instances differ in their numbers and count together. */
  @Test
  void rules_ofOtherNumbers_countTogether() {
    try (TestLimiter one = TestLimiter.reached(redis());
        TestLimiter other = TestLimiter.reached(redis())) {
      Charge few = charge(RateLimit.fixedWindow(10, YEAR));
      Charge many =
          new Charge(
              LimitRule.of("test", RateLimit.fixedWindow(30, YEAR)), few.key(), few.permits());
      for (int i = 0; i < 10; i++) {
        assertThat(one.passes(few)).isTrue();
      }
      assertThat(one.passes(few)).isFalse();
      assertThat(other.look(many).remaining()).isEqualTo(20);
      assertThat(other.passes(many)).isTrue();
      assertThat(one.look(few).remaining()).isZero();

      Charge slow = charge(RateLimit.tokenBucket(7, YEAR));
      Charge fast =
          new Charge(LimitRule.of("test", RateLimit.tokenBucket(70, YEAR)), slow.key(), 1);
      for (int i = 0; i < 7; i++) {
        assertThat(one.passes(slow)).isTrue();
      }
      assertThat(one.passes(slow)).isFalse();
      assertThat(other.look(fast).remaining()).isEqualTo(63);
      assertThat(other.passes(fast)).isTrue();
      assertThat(other.look(fast).remaining()).isEqualTo(62);
      assertThat(one.passes(slow)).isFalse();
      other.limiter().refund(List.of(new Charge(fast.rule(), fast.key(), 5)));
      assertThat(other.look(fast).remaining()).isEqualTo(67);
      await().until(() -> one.look(slow).remaining() == 4); // an hour of it is nothing
    }
  }

  /** An instance whose clock is wrong counts by that of Redis, and harms nobody. */
  @Test
  void calendar_clockOfAnInstanceWrong_countedTogether() {
    Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofDays(-4000));
    try (TestLimiter one = TestLimiter.reached(redis());
        TestLimiter astray = TestLimiter.reached(redis(), wrong)) {
      for (Calendar.Unit unit : Calendar.Unit.values()) {
        // Where no day ends while this runs.
        ZoneId zone =
            Clock.systemUTC().instant().atOffset(java.time.ZoneOffset.UTC).getHour() < 12
                ? ZoneId.of("Etc/GMT-6")
                : ZoneId.of("Etc/GMT+6");
        Charge charge = charge(RateLimit.fixedWindow(2, new Calendar(unit, zone)));
        astray.limiter().charge(List.of(charge));
        await().until(() -> one.look(charge).remaining() == 1);
        assertThat(astray.passes(charge)).isTrue();
        assertThat(one.passes(charge)).isFalse();
        assertThat(astray.passes(charge)).isFalse();
        assertThat(astray.look(charge).waitNanos())
            .isBetween(1L, Duration.ofDays(31).plusHours(1).toNanos());
      }
    }
  }

  @Test
  void acquire_interrupted_flagRestored() {
    try (TestLimiter one = TestLimiter.reached(redis())) {
      Charge charge = charge(RateLimit.fixedWindow(2, YEAR));
      Thread.currentThread().interrupt();
      Acquisition said = one.limiter().acquire(List.of(charge));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(said).isInstanceOfAny(Acquisition.Unavailable.class, Granted.class);
      if (said instanceof Acquisition.Unavailable) {
        await().until(() -> one.look(charge).remaining() == 2); // nothing was taken
      }
      assertThat(one.passes(charge)).isTrue();
      assertThat(one.told()).isEmpty();
    }
  }
}
