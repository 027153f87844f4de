package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.fixtures.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  private static final BreakerSettings SETTINGS =
      new BreakerSettings(50, 4, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private final FakeTicker ticker = new FakeTicker();
  private final List<Boolean> changes = new ArrayList<>();
  private final Breaker breaker = Breaker.of(SETTINGS, ticker, changes::add);

  private void call(boolean well) {
    assertThat(breaker.tryAcquire()).isTrue();
    if (well) {
      breaker.succeeded(ticker.read());
    } else {
      breaker.failed(ticker.read());
    }
  }

  private void stop() {
    for (int i = 0; i < 4; i++) {
      call(false);
    }
    assertThat(breaker.tryAcquire()).isFalse();
  }

  @Test
  void tryAcquire_fewerThanMinimumCalls_letsThrough() {
    call(false);
    call(false);
    call(false);

    assertThat(breaker.tryAcquire()).isTrue();
    assertThat(changes).isEmpty();
  }

  @Test
  void tryAcquire_failureRateReached_stops() {
    call(true);
    call(true);
    call(false);
    call(false);

    assertThat(breaker.tryAcquire()).isFalse();
    assertThat(changes).containsExactly(true);
    assertThat(breaker.untilTrial()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tryAcquire_failureRateNotReached_letsThrough() {
    call(true);
    call(true);
    call(true);
    call(false);

    assertThat(breaker.tryAcquire()).isTrue();
    assertThat(breaker.untilTrial()).isZero();
  }

  @Test
  void tryAcquire_failuresOlderThanTheWindow_forgotten() {
    call(false);
    call(false);
    call(false);
    ticker.advance(Duration.ofSeconds(31));
    call(false);

    assertThat(breaker.tryAcquire()).isTrue();
  }

  /** I08: one call and no more tries whether the place answers again. */
  @Test
  void tryAcquire_openForOver_oneTrial() {
    stop();
    ticker.advance(Duration.ofMillis(900));
    assertThat(breaker.tryAcquire()).isFalse();
    assertThat(breaker.untilTrial()).isEqualTo(Duration.ofMillis(100));
    ticker.advance(Duration.ofMillis(101));

    assertThat(breaker.tryAcquire()).isTrue();
    assertThat(breaker.tryAcquire()).isFalse();
    breaker.succeeded(ticker.read());
    assertThat(breaker.tryAcquire()).isTrue();
    assertThat(changes).containsExactly(true, false);
  }

  /** D06: a short trouble is over soon after it is over there; a long one costs few calls. */
  @Test
  void tryAcquire_trialsFail_eachStopASecondLonger() {
    stop();
    for (int seconds = 1; seconds <= 14; seconds++) {
      Duration wait = Duration.ofSeconds(Math.min(seconds, 10));
      assertThat(breaker.untilTrial()).isEqualTo(wait);
      ticker.advance(wait.minusMillis(1));
      assertThat(breaker.tryAcquire()).isFalse();
      ticker.advance(Duration.ofMillis(2));
      call(false);
    }
    ticker.advance(Duration.ofMillis(10_001));
    call(true);

    stop();
    assertThat(breaker.untilTrial()).as("as at first").isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tryAcquire_openForBelowASecond_noLonger() {
    BreakerSettings hasty =
        new BreakerSettings(50, 1, Duration.ofSeconds(30), Duration.ofMillis(50));
    Breaker other = Breaker.of(hasty, ticker, stopped -> {});
    assertThat(other.tryAcquire()).isTrue();
    other.failed(ticker.read());
    assertThat(other.untilTrial()).isEqualTo(Duration.ofMillis(50));
    ticker.advance(Duration.ofMillis(51));
    assertThat(other.tryAcquire()).isTrue();
  }

  /** A ticker may begin below zero, and wraps. */
  @Test
  void tryAcquire_tickerBelowZero_same() {
    long[] now = {Long.MIN_VALUE};
    Ticker low = () -> now[0];
    Breaker other = Breaker.of(SETTINGS, low, stopped -> {});
    for (int i = 0; i < 4; i++) {
      assertThat(other.tryAcquire()).isTrue();
      other.failed(low.read());
    }
    assertThat(other.tryAcquire()).isFalse();

    now[0] += Duration.ofMillis(1_001).toNanos();

    assertThat(other.tryAcquire()).isTrue();
  }

  @Test
  void tryAcquire_tickerThatWrapsMeanwhile_same() {
    call(false);
    call(false);
    ticker.advance(Duration.ofSeconds(6)); // over the greatest long
    call(false);
    call(false);

    assertThat(breaker.tryAcquire()).isFalse();
    ticker.advance(Duration.ofMillis(1_001));
    assertThat(breaker.tryAcquire()).isTrue();
  }

  /** D06: a look that began while calls were stopped may end after they are made again. */
  @Test
  void tryNow_notStopped_allLetThrough() {
    Breaker breaker =
        Breaker.of(
            new BreakerSettings(50, 2, Duration.ofSeconds(30), Duration.ofSeconds(10)),
            new FakeTicker(),
            stopped -> {});

    breaker.tryNow();

    assertThat(breaker.tryAcquire()).isTrue();
    assertThat(breaker.tryAcquire()).as("more than a trial").isTrue();
  }
}
