package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.RateLimiterEvent;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** L09, D09: whole gateways under load while their Redis is in trouble. */
@Timeout(90)
final class ConfiguredOutageTest {

  private static final int PERMITS = 300;
  private static final int THREADS = 2;
  private static final int MORE = 100;

  /** So that those who ask leave the machine to who answers. */
  private static final long PACE_NANOS = 200_000;

  private static final Duration TIMEOUT = Duration.ofMillis(400);

  /** What a machine with other work adds. */
  private static final Duration NOISE = Duration.ofMillis(350);

  /** L09. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private static final String CONFIGURATION =
      """
      edgeauth:
        redis: {uri: "%1$s", key-prefix: "outage:", timeout: 400ms}
        limiter: {store: redis, on-store-failure: %2$s}
        rate-limits:
          probe: {key: ip, permits: 1000000, per: 1s, on-store-failure: deny}
          fixed: {key: ip, algorithm: fixed-window, permits: %3$d, per: 366d}
          sliding: {key: ip, algorithm: sliding-window, permits: 2000, per: 366d}
        routes:
          - {path: /probe, access: public, rate-limits: probe}
          - {path: /one, access: public, rate-limits: fixed}
          - {path: /two, access: public, rate-limits: [fixed, sliding]}
      """;

  @TempDir private Path directory;

  private final AtomicBoolean going = new AtomicBoolean(true);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<CompletableFuture<Void>> work = new ArrayList<>();
  private TestRedis redis;
  private TestRedis.Admin looping;

  @AfterEach
  void end() {
    going.set(false);
    threads.shutdown();
    if (looping != null) {
      looping.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  /** One gateway and what became of the requests that it is asked all the time. */
  private final class Gateway implements AutoCloseable {

    private final LimitingInstance instance;
    private final String path;
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger denied = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();

    Gateway(String onStoreFailure, int permits, String path) {
      this.path = path;
      instance =
          LimitingInstance.reached(CONFIGURATION.formatted(redis.uri(), onStoreFailure, permits));
    }

    void load() {
      for (int i = 0; i < THREADS; i++) {
        work.add(CompletableFuture.runAsync(this::ask, threads));
      }
    }

    private void ask() {
      while (going.get()) {
        long began = System.nanoTime();
        int status = instance.status(TestRequest.get(path));
        long took = System.nanoTime() - began;
        slowest.accumulateAndGet(took, Math::max);
        // Nearly all of it: what a crowded machine adds is no wait for Redis.
        if (took > TIMEOUT.toNanos() / 10 * 9) {
          slow.incrementAndGet();
        }
        switch (status) {
          case 200 -> passed.incrementAndGet();
          case 429 -> refused.incrementAndGet();
          case 503 -> denied.incrementAndGet();
          default -> throw new AssertionError("answered " + status);
        }
        LockSupport.parkNanos(PACE_NANOS);
      }
    }

    /** Until some more have got that answer. */
    void awaitMore(AtomicInteger answer) {
      int goal = answer.get() + MORE;
      await().atMost(Duration.ofSeconds(20)).until(() -> answer.get() >= goal);
    }

    List<Boolean> told() {
      return instance.limiterTold().stream().map(RateLimiterEvent::counting).toList();
    }

    @Override
    public void close() {
      instance.close();
    }
  }

  private void endOfLoad() throws Exception {
    going.set(false);
    for (CompletableFuture<Void> one : work) {
      one.get(); // what failed in it is thrown
    }
  }

  private void script(String name) {
    try (TestRedis.Admin admin = redis.admin()) {
      if (name.equals("FLUSHALL")) {
        admin.commands().flushall();
      } else {
        admin.commands().scriptFlush();
      }
    }
  }

  /** Somebody's script does not end, until it is killed. */
  private void loop() {
    TestRedis.Admin admin = redis.admin();
    looping = admin;
    admin.commands().configSet("lua-time-limit", "50");
    var unused = admin.connection().async().eval("while true do end", ScriptOutputType.STATUS);
    await().until(this::isBusy);
  }

  private boolean isBusy() {
    try (TestRedis.Admin other = redis.admin()) {
      other.commands().get("a");
      return false;
    } catch (RedisBusyException e) {
      return true;
    }
  }

  private static int sum(List<Gateway> all) {
    return all.stream().mapToInt(gateway -> gateway.passed.get()).sum();
  }

  /** What each does while nobody counts for it; the two that count alone have 300 each, once. */
  private static void assertAway(Gateway a, Gateway b, Gateway allows, Gateway denies) {
    a.awaitMore(a.refused);
    b.awaitMore(b.refused);
    allows.awaitMore(allows.passed);
    denies.awaitMore(denies.denied);
    Decision.Reject rejected =
        (Decision.Reject) denies.instance.decide(TestRequest.get(denies.path));
    assertThat(rejected.problem().status()).isEqualTo(503);
    assertThat(LimitedEdge.value(rejected, "Retry-After")).isEqualTo("1");
    assertThat(denies.instance.lastReason()).isEqualTo("limiter-unavailable");
  }

  /** And when it is back: all are refused again, and nobody gains anything more. */
  private static void assertCountedTogether(List<Gateway> all) {
    for (Gateway gateway : all) {
      gateway.instance.awaitReached(RECOVERY);
    }
    // Told where a second has passed without a failure; once it had not been reached at start.
    all.forEach(gateway -> await().atMost(RECOVERY).until(() -> gateway.told().size() % 2 == 0));
    all.forEach(gateway -> gateway.awaitMore(gateway.refused));
    int before = sum(all);
    all.forEach(gateway -> gateway.awaitMore(gateway.refused));
    assertThat(sum(all)).isEqualTo(before);
  }

  @Test
  @DisplayName(
      "L09, D09: stopped, blocked by a script, killed: no unlimited window, its timeout once, told, and back")
  void load_redisInTrouble_eachDoesWhatItSays() throws Exception {
    redis = TestRedis.start();
    try (Gateway a = new Gateway("local", PERMITS, "/one");
        Gateway b = new Gateway("local", PERMITS, "/one");
        Gateway allows = new Gateway("allow", PERMITS, "/one");
        Gateway denies = new Gateway("deny", PERMITS, "/one")) {
      List<Gateway> all = List.of(a, b, allows, denies);
      all.forEach(Gateway::load);

      all.forEach(gateway -> gateway.awaitMore(gateway.refused));
      script("SCRIPT FLUSH");
      assertCountedTogether(all);
      assertThat(sum(all)).isEqualTo(PERMITS);
      script("FLUSHALL");
      assertCountedTogether(all);
      assertThat(sum(all)).as("once more, and not more").isEqualTo(2 * PERMITS);
      int[] toldBefore = all.stream().mapToInt(gateway -> gateway.told().size()).toArray();
      assertThat(all).allSatisfy(gateway -> assertThat(gateway.slow).hasValue(0));

      int counted = a.passed.get() + b.passed.get();
      int deniesPassed = denies.passed.get();
      redis.pause();
      assertAway(a, b, allows, denies);
      redis.goOn();
      assertCountedTogether(all);
      assertThat(a.passed.get() + b.passed.get()).isEqualTo(counted + 2 * PERMITS);
      assertThat(all)
          .allSatisfy(gateway -> assertThat(gateway.slow).hasValueLessThanOrEqualTo(THREADS));

      loop();
      assertAway(a, b, allows, denies);
      try (TestRedis.Admin admin = redis.admin()) {
        admin.commands().scriptKill();
      }
      assertCountedTogether(all);
      assertThat(a.passed.get() + b.passed.get())
          .as("what it counts alone it has had")
          .isEqualTo(counted + 2 * PERMITS);
      assertThat(denies.passed).hasValue(deniesPassed);

      redis.kill();
      assertAway(a, b, allows, denies);
      assertThat(a.passed.get() + b.passed.get()).isEqualTo(counted + 2 * PERMITS);
      redis.startAgain();
      assertCountedTogether(all);
      // What it has lost is granted once more, to whoever asks first.
      assertThat(a.passed.get() + b.passed.get() + denies.passed.get())
          .isBetween(counted + 2 * PERMITS + deniesPassed, counted + 3 * PERMITS + deniesPassed);

      endOfLoad();
      for (int i = 0; i < all.size(); i++) {
        Gateway gateway = all.get(i);
        assertThat(Duration.ofNanos(gateway.slowest.get())).isLessThan(TIMEOUT.plus(NOISE));
        assertThat(gateway.told().subList(toldBefore[i], gateway.told().size()))
            .containsExactly(false, true, false, true, false, true);
      }
      assertThat(allows.denied).hasValue(0);
      assertThat(a.denied).hasValue(0);
    }
  }

  @Test
  @DisplayName("L05, L11: killed in the midst of scripts, back with its file: no permit twice")
  void load_redisKilledAndBackWithItsFile_noPermitTwice() throws Exception {
    redis =
        TestRedis.start(
            "--dir", directory.toString(), "--appendonly", "yes", "--appendfsync", "always");
    int permits = 1_500;
    int kills = 3;
    try (Gateway a = new Gateway("deny", permits, "/two");
        Gateway b = new Gateway("deny", permits, "/two");
        Gateway c = new Gateway("deny", permits, "/two")) {
      List<Gateway> all = List.of(a, b, c);
      all.forEach(Gateway::load);
      for (int i = 1; i <= kills; i++) {
        int goal = 300 * i;
        await().pollInterval(Duration.ofMillis(5)).until(() -> sum(all) >= goal);
        redis.kill();
        redis.startAgain();
        for (Gateway gateway : all) {
          gateway.instance.awaitReached(RECOVERY);
        }
      }
      assertCountedTogether(all);
      endOfLoad();
      int lost = permits - sum(all);
      assertThat(lost).isBetween(0, kills * all.size() * THREADS);
      // Both limits of a stage, or neither: also where it was killed between the two.
      assertThat(LimitedEdge.value(a.instance.decide(TestRequest.get("/two")), "RateLimit"))
          .contains("\"fixed\";r=0;", "\"sliding\";r=500;");
      try (TestRedis.Admin admin = redis.admin()) {
        assertThat(admin.keys("outage:*"))
            .hasSizeGreaterThanOrEqualTo(2)
            .allSatisfy(key -> assertThat(admin.commands().pttl(key)).isNotEqualTo(-1));
      }
    }
  }
}
