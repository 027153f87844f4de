package io.edgeauth.redis;

import static io.edgeauth.redis.TestLimiter.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits in one Redis: the contract, and what can be seen in it. */
final class LimitStandaloneTest extends LimitingContract {

  private static TestRedis redis;

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(1));
  }

  /** All limits of a stage in one command, whatever becomes of them. */
  @Test
  void stage_always_oneCommand() {
    List<Charge> charges = slow().map(TestLimiter::charge).toList();
    try (TestLimiter one = TestLimiter.reached(redis());
        TestRedis.Admin admin = redis.admin()) {
      one.limiter().acquire(charges);
      admin.commands().configResetstat();
      for (int i = 0; i < 100; i++) {
        one.limiter().acquire(charges);
      }
      assertThat(admin.calls("evalsha")).isEqualTo(100);
      one.limiter().peek(charges);
      one.limiter().charge(charges);
      one.limiter().refund(charges);
      one.limiter().peek(charges);
      assertThat(admin.calls("evalsha")).isEqualTo(104);
      assertThat(admin.calls("eval") + admin.calls("script")).isZero();
    }
  }

  @Test
  void turn_cancelled_oneCommand() {
    Charge charge = charge(RateLimit.leakyBucket(1, Duration.ofSeconds(1)));
    Charge beside = charge(RateLimit.fixedWindow(9, YEAR));
    try (TestLimiter one = TestLimiter.reached(redis());
        TestRedis.Admin admin = redis.admin()) {
      assertThat(one.passes(charge)).isTrue();
      Turn turn = ((Granted) one.limiter().acquire(List.of(charge, beside))).turn();
      admin.commands().configResetstat();
      turn.cancel();
      await().until(() -> admin.calls("evalsha") == 1);
      assertThat(one.look(beside).remaining()).isEqualTo(9);
    }
  }

  /** L10: what a client sent has become a digest, and each key has a slot of its own. */
  @Test
  void keys_inRedis_digestsBehindThePrefix() {
    RedisStore store = redis().withKeyPrefix("seen:");
    try (TestLimiter one = TestLimiter.reached(store);
        TestRedis.Admin admin = redis.admin()) {
      List<Charge> charges = slow().map(TestLimiter::charge).toList();
      assertThat(one.limiter().acquire(charges)).isInstanceOf(Granted.class);
      assertThat(admin.keys("seen:*"))
          .hasSize(5)
          .allMatch(key -> key.matches("seen:limit:[0-9a-f]{32}|seen:limit:\\{[0-9a-f]{32}\\}"));
      Charge known =
          new Charge(
              LimitRule.of("test", RateLimit.fixedWindow(9, YEAR)),
              new LimitedKey(0x0123456789abcdefL, 0xfedcba9876543210L),
              1);
      assertThat(one.passes(known)).isTrue();
      assertThat(admin.commands().exists("seen:limit:0123456789abcdeffedcba9876543210")).isOne();
    }
  }

  /** L11: whatever is done in whatever order, nothing stays for ever. */
  @Test
  void keys_afterTenThousandOperations_allExpire() {
    RedisStore store = redis().withKeyPrefix("mortal:");
    SplittableRandom random = new SplittableRandom(11);
    List<RateLimit> limits = new ArrayList<>(slow().toList());
    limits.add(RateLimit.tokenBucket(1, YEAR).burst(19));
    limits.add(RateLimit.tokenBucket(RateLimit.MAX_PERMITS, Duration.ofSeconds(1)));
    limits.add(
        RateLimit.leakyBucket(1000, Duration.ofSeconds(1))
            .queue(100_000)
            .maxWait(Duration.ofMinutes(5)));
    List<Charge> charges =
        random
            .ints(60, 0, limits.size())
            .mapToObj(i -> charge(limits.get(i), random.nextLong(1, limits.get(i).most() + 1)))
            .toList();
    List<Turn> turns = new ArrayList<>();
    try (TestLimiter one = TestLimiter.reached(store);
        TestRedis.Admin admin = redis.admin()) {
      for (int i = 0; i < 10_000; i++) {
        List<Charge> some =
            List.of(charges.get(random.nextInt(30)), charges.get(30 + random.nextInt(30)));
        switch (random.nextInt(5)) {
          case 0 -> one.limiter().charge(some);
          case 1 -> one.limiter().refund(some);
          case 2 -> {
            if (!turns.isEmpty()) {
              turns.remove(random.nextInt(turns.size())).cancel();
            }
          }
          default -> {
            if (one.limiter().acquire(some) instanceof Granted granted && granted.turn() != null) {
              turns.add(granted.turn());
            }
          }
        }
      }
      Charge queued =
          charge(RateLimit.leakyBucket(1, Duration.ofSeconds(10)).maxWait(Duration.ofMinutes(1)));
      for (int i = 0; i < 3; i++) {
        turns.add(((Granted) one.limiter().acquire(List.of(queued))).turn());
      }
      turns.get(turns.size() - 2).cancel(); // which leaves a place behind
      assertThat(one.limiter().peek(charges)).isNotInstanceOf(Acquisition.Unavailable.class);
      List<String> keys = admin.keys("mortal:*");
      assertThat(keys).hasSizeGreaterThan(40).anyMatch(key -> key.endsWith("}:p"));
      for (String key : keys) {
        long ttl = admin.commands().pttl(key);
        assertThat(ttl).as(key).isNotEqualTo(-1);
      }
      assertThat(one.told()).isEmpty();
    }
  }

  @Test
  void script_flushed_nextCallCounts() {
    Charge charge = charge(RateLimit.fixedWindow(9, YEAR));
    try (TestLimiter one = TestLimiter.reached(redis());
        TestRedis.Admin admin = redis.admin()) {
      assertThat(one.passes(charge)).isTrue();
      admin.commands().scriptFlush();
      assertThat(one.passes(charge)).isTrue();
      admin.commands().scriptFlush();
      one.limiter().charge(List.of(charge));
      admin.commands().scriptFlush();
      one.limiter().refund(List.of(charge));
      assertThat(one.look(charge).remaining()).isEqualTo(7);
      admin.commands().flushall();
      assertThat(one.look(charge).remaining()).isEqualTo(9);
      assertThat(one.told()).isEmpty();
    }
  }

  /** What stands in a key of ours and is none of our numbers counts as nothing. */
  @Test
  void keys_writtenByOthers_countAnew() {
    RedisStore store = redis().withKeyPrefix("strange:");
    List<Charge> charges = slow().map(TestLimiter::charge).toList();
    try (TestLimiter one = TestLimiter.reached(store);
        TestRedis.Admin admin = redis.admin()) {
      for (String garbage : List.of("", "100", "x".repeat(3 << 20))) {
        assertThat(one.limiter().acquire(charges)).isInstanceOf(Granted.class);
        admin.keys("strange:*").forEach(key -> admin.commands().set(key, garbage));
        assertThat(one.limiter().acquire(charges)).isInstanceOf(Granted.class);
        assertThat(admin.keys("strange:*")).allMatch(key -> admin.commands().pttl(key) > 0);
      }
    }
  }

  /** What docs/redis.md says of it. */
  @Test
  void memory_perKey_asDocumented() {
    RedisStore store = redis().withKeyPrefix("edgeauth:");
    try (TestLimiter one = TestLimiter.reached(store);
        TestRedis.Admin admin = redis.admin()) {
      admin.commands().flushall();
      assertThat(one.limiter().acquire(slow().map(TestLimiter::charge).toList()))
          .isInstanceOf(Granted.class);
      List<Long> sizes =
          admin.keys("*").stream()
              .map(key -> admin.commands().memoryUsage(key))
              .collect(Collectors.toList());
      assertThat(sizes).hasSize(5).allMatch(size -> size <= 200);
    }
  }
}
