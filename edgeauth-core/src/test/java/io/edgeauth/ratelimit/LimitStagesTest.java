package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several limits of one request: all of them or none, also where queues are among them. */
final class LimitStagesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final LimitedKey OTHER = new LimitedKey(3, 4);

  private final LimitTrial trial = new LimitTrial("2026-06-15T12:00:00Z");

  @Test
  void acquire_secondQueueFull_placeOfTheFirstIsFree() throws Exception {
    LimitRule wide = LimitRule.of("wide", RateLimit.leakyBucket(10, HOUR).queue(0));
    LimitRule full = LimitRule.of("full", RateLimit.leakyBucket(10, HOUR).queue(0));
    List<Charge> both = List.of(new Charge(wide, LimitTrial.KEY, 1), new Charge(full, OTHER, 1));
    // Both are peeked at first: only a race reaches the undoing of a place.
    for (int round = 0; round < 2_000; round++) {
      List<Acquisition> answers =
          together(
              () -> trial.limiter.acquire(both),
              () -> trial.limiter.acquire(List.of(new Charge(full, OTHER, 1))));
      boolean bothTaken = answers.get(0) instanceof Granted;
      assertThat(trial.passes(wide)).describedAs("round %s", round).isEqualTo(!bothTaken);
      trial.pass(HOUR);
    }
  }

  /** Who is refused is told by which limit and for how long, also where another was faster. */
  @Test
  void acquire_manyThreads_exactAndEveryRefusalHasItsLimit() throws Exception {
    LimitRule wide = LimitRule.of("wide", RateLimit.tokenBucket(1000, HOUR).burst(700));
    LimitRule narrow = LimitRule.of("narrow", RateLimit.slidingWindow(500, HOUR));
    List<Charge> both = List.of(new Charge(wide, LimitTrial.KEY, 1), new Charge(narrow, OTHER, 1));
    ConcurrentLinkedQueue<Refused> baseless = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      counts.add(
          threads.submit(
              () -> {
                int passed = 0;
                for (int n = 0; n < 500; n++) {
                  Acquisition answer = trial.limiter.acquire(both);
                  passed += answer instanceof Granted ? 1 : 0;
                  if (answer instanceof Refused refused && refused.waitNanos() <= 0) {
                    baseless.add(refused);
                  }
                }
                return passed;
              }));
    }
    int passed = 0;
    for (Future<Integer> count : counts) {
      passed += count.get();
    }
    threads.shutdown();
    assertThat(passed).isEqualTo(500);
    assertThat(baseless).isEmpty();
    assertThat(trial.exhaust(wide)).isEqualTo(200);
  }

  private interface Asked {
    Acquisition ask();
  }

  private static List<Acquisition> together(Asked first, Asked second) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    List<Acquisition> answers = new ArrayList<>();
    Thread other =
        new Thread(
            () -> {
              begin.countDown();
              answers.add(second.ask());
            });
    other.start();
    begin.await();
    Acquisition answer = first.ask();
    other.join();
    answers.add(0, answer);
    return answers;
  }
}
