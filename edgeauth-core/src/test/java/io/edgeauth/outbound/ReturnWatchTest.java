package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.FakeTicker;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D06. */
final class ReturnWatchTest {

  private static final BreakerSettings SETTINGS =
      new BreakerSettings(50, 1, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicBoolean there = new AtomicBoolean();
  private final AtomicInteger looks = new AtomicInteger();
  private final FakeTicker ticker = new FakeTicker();
  private final Breaker breaker = Breaker.of(SETTINGS, ticker, stopped -> {});
  private final ReturnWatch watch = new ReturnWatch(this::look, timer, Runnable::run);

  private boolean look() {
    looks.incrementAndGet();
    return there.get();
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private void stopCalls() {
    assertThat(breaker.tryAcquire()).isTrue();
    breaker.failed(ticker.read());
    assertThat(breaker.isOpen()).isTrue();
    watch.begin(breaker);
    await().until(() -> looks.get() > 0);
  }

  @Test
  void begin_placeBack_oneCallAtOnce() {
    stopCalls();
    there.set(true);

    await().atMost(Duration.ofSeconds(5)).until(breaker::tryAcquire);
    assertThat(breaker.tryAcquire()).as("one").isFalse();

    breaker.failed(ticker.read());
    assertThat(breaker.isOpen()).as("stopped again for the whole time").isTrue();
  }

  @Test
  void begin_placeAlwaysThere_stoppedForTheWholeTime() {
    there.set(true);
    stopCalls();
    await().until(() -> looks.get() > 2);

    assertThat(breaker.tryAcquire()).isFalse();
    ticker.advance(Duration.ofMillis(1_001));
    assertThat(breaker.tryAcquire()).isTrue();
  }

  /** Else each stop of a long trouble would add a watch. */
  @Test
  void begin_again_oneWatch() throws Exception {
    stopCalls();
    for (int i = 0; i < 50; i++) {
      watch.begin(breaker);
    }
    timer.submit(() -> {}).get();
    int before = looks.get();

    timer.schedule(() -> {}, 2500, TimeUnit.MILLISECONDS).get();

    assertThat(looks.get()).isBetween(before + 1, before + 4);
  }

  @Test
  void begin_callsMadeAgain_looksNoMore() throws Exception {
    stopCalls();
    ticker.advance(Duration.ofMillis(1_001));
    assertThat(breaker.tryAcquire()).isTrue();
    breaker.succeeded(ticker.read());
    await().until(() -> !breaker.isOpen());
    int before = looks.get();

    timer.schedule(() -> {}, 2500, TimeUnit.MILLISECONDS).get();

    assertThat(looks.get()).isLessThanOrEqualTo(before + 1);
  }
}
