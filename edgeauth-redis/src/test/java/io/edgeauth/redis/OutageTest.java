package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.redis.TestInstance.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D06, D09: Redis is killed, paused and started again. */
@Timeout(90)
final class OutageTest {

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /** What a machine with other work adds. */
  private static final Duration NOISE = Duration.ofMillis(750);

  /** D06. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private final TestRedis redis = TestRedis.start();
  private final RedisStore store = RedisStore.at(redis.uri()).withTimeout(TIMEOUT);
  private final Authority authority = new Authority();
  private final TestInstance a = TestInstance.reached(store, authority);
  private final TestInstance b = TestInstance.reached(store, authority);

  @AfterEach
  void end() {
    a.close();
    b.close();
    redis.close();
  }

  private static Duration time(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void active(int tokens) {
    for (int i = 0; i < tokens; i++) {
      authority.active("t" + i, "s" + i);
    }
  }

  private static List<Boolean> reachable(TestInstance instance) {
    return instance.told().stream().map(SharedStoreEvent::reachable).toList();
  }

  @Test
  void redis_neverThere_answersAtOnceAndOneEvent() {
    redis.kill();
    active(100);
    try (TestInstance c = new TestInstance(store, authority)) {
      await().atMost(RECOVERY).until(() -> reachable(c).equals(List.of(false)));
      Duration all =
          time(
              () -> {
                for (int i = 0; i < 100; i++) {
                  assertThat(c.request("t" + i)).isEqualTo("s" + i);
                }
              });
      assertThat(all).isLessThan(TIMEOUT.plus(NOISE));
      redis.startAgain();
      c.awaitReached();
      assertThat(reachable(c)).containsExactly(false, true);
      assertThat(c.told().get(0).detail()).contains("refused").doesNotContain("\n");
    }
  }

  /** The first request waits for the timeout, once; those after it do not. */
  @Test
  void redis_paused_costsItsTimeoutOnce() {
    active(200);
    redis.pause();
    Duration first = time(() -> assertThat(a.request("t0")).isEqualTo("s0"));
    assertThat(first).isLessThan(TIMEOUT.plus(NOISE));
    Duration rest =
        time(
            () -> {
              for (int i = 1; i < 200; i++) {
                assertThat(a.request("t" + i)).isEqualTo("s" + i);
              }
            });
    assertThat(rest).isLessThan(TIMEOUT.plus(NOISE));
    await().atMost(RECOVERY).until(() -> reachable(a).equals(List.of(false)));
    redis.goOn();
    await().atMost(RECOVERY).until(() -> reachable(a).equals(List.of(false, true)));
    a.awaitReached();
  }

  /** Nothing that was sent before the pause comes to life after it. */
  @Test
  void redis_pausedLong_connectionsRenewedAndMessagesHeard() {
    active(1);
    a.request("t0");
    b.request("t0");
    redis.pause();
    await().atMost(RECOVERY).until(() -> reachable(a).contains(false));
    await()
        .pollDelay(Duration.ofSeconds(2)) // until the connections are given up
        .atMost(RECOVERY)
        .until(() -> reachable(b).contains(false));
    redis.goOn();
    await()
        .atMost(RECOVERY)
        .until(() -> reachable(a).contains(true) && reachable(b).contains(true));
    authority.revoke("t0");
    b.invalidate("t0");
    await().atMost(RECOVERY).until(() -> a.request("t0") == null);
  }

  /** An invalidation that nobody could hear: whoever comes back forgets what it knows itself. */
  @Test
  void redis_restarted_localAnswersForgotten() {
    active(1);
    a.request("t0");
    assertThat(authority.calls).hasValue(1);
    redis.kill();
    authority.revoke("t0");
    b.invalidate("t0"); // ends at once, and a knows nothing of it
    assertThat(a.request("t0")).isEqualTo("s0");
    redis.startAgain();
    await().atMost(RECOVERY).until(() -> a.request("t0") == null);
    assertThat(b.request("t0")).isNull();
  }

  @Test
  void invalidate_redisPaused_endsWithinItsTimeout() {
    active(1);
    a.request("t0");
    redis.pause();
    authority.revoke("t0");
    assertThat(time(() -> a.invalidate("t0"))).isLessThan(TIMEOUT.plus(NOISE));
    assertThat(a.request("t0")).isNull();
    redis.goOn();
  }

  /** No wrong answer, and none that took longer than one timeout, whatever happens to Redis. */
  @Test
  void load_redisKilledPausedRestarted_everyAnswerRight() throws Exception {
    int tokens = 400;
    active(tokens);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicLong slow = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<Void>> load = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      TestInstance instance = thread % 2 == 0 ? a : b;
      int from = thread * 37;
      load.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = from; going.get(); i++) {
                  String number = i % 5 == 0 ? "unknown" + i : String.valueOf(i % tokens);
                  long began = System.nanoTime();
                  String subject = instance.request("t" + number);
                  slow.accumulateAndGet(System.nanoTime() - began, Math::max);
                  if (!(i % 5 == 0 ? subject == null : ("s" + number).equals(subject))) {
                    wrong.incrementAndGet();
                  }
                  done.incrementAndGet();
                  if (i % 50 == 0) {
                    instance.invalidate("t" + number);
                  }
                }
              },
              threads));
    }
    try {
      awaitDone(done, 500);
      redis.kill();
      awaitDone(done, 500);
      redis.startAgain();
      a.awaitReached();
      redis.pause();
      awaitDone(done, 500);
      await().atMost(RECOVERY).until(() -> a.told().size() >= 3);
      redis.goOn();
      a.awaitReached();
      try (TestRedis.Admin admin = redis.admin()) {
        admin.commands().flushall();
      }
      awaitDone(done, 500);
    } finally {
      redis.goOn();
      going.set(false);
      threads.shutdown();
    }
    for (CompletableFuture<Void> one : load) {
      one.get(); // what failed in it is thrown
    }
    assertThat(wrong).hasValue(0);
    assertThat(Duration.ofNanos(slow.get())).isLessThan(TIMEOUT.plus(Duration.ofSeconds(1)));
    assertThat(reachable(a)).contains(false, true);
  }

  private static void awaitDone(AtomicInteger done, int more) {
    int goal = done.get() + more;
    await().atMost(Duration.ofSeconds(20)).until(() -> done.get() >= goal);
  }

  /** Redis answers and will not: that costs nothing, and is told once. */
  @Test
  void redis_refusesWrites_toldOnceAndReadsGoOn() {
    active(50);
    a.request("t0");
    try (TestRedis.Admin admin = redis.admin()) {
      await().atMost(RECOVERY).until(() -> admin.keys("edgeauth:answer:*").size() == 3);
      admin.commands().configSet("maxmemory", "1");
      for (int i = 1; i < 50; i++) {
        assertThat(a.request("t" + i)).isEqualTo("s" + i);
      }
      assertThat(b.request("t0")).isEqualTo("s0");
      assertThat(authority.calls).hasValue(50);
      await().atMost(RECOVERY).until(() -> reachable(a).equals(List.of(false)));
      assertThat(a.told().get(0).detail()).contains("OOM");
      admin.commands().configSet("maxmemory", "0");
      a.awaitReached();
      await().atMost(RECOVERY).until(() -> reachable(a).equals(List.of(false, true)));
    }
  }

  /** Redis lets nobody in: told, without the password, and requests go on. */
  @Test
  void redis_wrongPassword_toldAndAnswersGoOn() {
    active(1);
    try (TestRedis guarded = TestRedis.start("--requirepass", "right-password")) {
      String wrong = "redis://:wrong-password@127.0.0.1:" + guarded.port();
      try (TestInstance c = new TestInstance(RedisStore.at(wrong), authority)) {
        await().atMost(RECOVERY).until(() -> reachable(c).equals(List.of(false)));
        assertThat(c.request("t0")).isEqualTo("s0");
        assertThat(c.told().toString()).doesNotContain("wrong-password");
      }
      String right = "redis://:right-password@127.0.0.1:" + guarded.port();
      try (TestInstance c = TestInstance.reached(RedisStore.at(right), authority)) {
        assertThat(c.told()).isEmpty();
      }
    }
  }
}
