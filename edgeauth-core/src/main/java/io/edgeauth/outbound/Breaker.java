package io.edgeauth.outbound;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stops calls to a place that fails, and tries one after a while: Resilience4j's circuit breaker,
 * on a ticker, so that no jump of the wall clock opens it or keeps it open. The while is a second
 * at first, and a second longer each time that the one call fails.
 *
 * <p>Any number of threads may use it at once; it never blocks.
 */
public final class Breaker {

  /** A short trouble is not to last much longer for us than for those who have it. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private final CircuitBreaker breaker;
  private final Ticker ticker;
  private final Duration longest;
  private volatile Duration openFor = Duration.ZERO;
  private volatile long openedAt;

  private Breaker(BreakerSettings settings, Ticker ticker) {
    this.ticker = ticker;
    this.longest = settings.openFor();
    this.breaker =
        CircuitBreaker.of(
            "edgeauth",
            CircuitBreakerConfig.custom()
                .failureRateThreshold(settings.failureRate())
                .minimumNumberOfCalls(settings.minimumCalls())
                .slidingWindow(
                    (int) Math.max(1, settings.window().toSeconds()),
                    settings.minimumCalls(),
                    SlidingWindowType.TIME_BASED)
                .waitIntervalFunctionInOpenState(this::opens)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new TickerClock(ticker))
                .currentTimestampFunction(clock -> ticker.read(), TimeUnit.NANOSECONDS)
                .build());
  }

  /**
   * Makes a breaker that lets calls through.
   *
   * @param settings when it stops them
   * @param ticker measures its times
   * @param changed is told of each change: true when calls are stopped, false when they are made as
   *     usual again
   * @return the breaker
   */
  public static Breaker of(BreakerSettings settings, Ticker ticker, Consumer<Boolean> changed) {
    Breaker made = new Breaker(settings, ticker);
    made.breaker
        .getEventPublisher()
        .onStateTransition(event -> made.entered(event.getStateTransition().getToState(), changed));
    return made;
  }

  /**
   * Each time a second longer than the time before, up to the settings' own.
   *
   * @param times how often calls were stopped since one ended well
   * @return for how long they are now, in milliseconds
   */
  private long opens(int times) {
    Duration grown = STEP.multipliedBy(times);
    openFor = grown.compareTo(longest) < 0 ? grown : longest;
    return openFor.toMillis();
  }

  private void entered(State state, Consumer<Boolean> changed) {
    if (state == State.OPEN) {
      openedAt = ticker.read();
      changed.accept(true);
    } else if (state == State.CLOSED) {
      changed.accept(false);
    }
  }

  /**
   * Asks for leave to make one call. Whoever gets it says how the call ended, by {@link #succeeded}
   * or {@link #failed}, whatever happens.
   *
   * @return whether the call may be made
   */
  public boolean tryAcquire() {
    return breaker.tryAcquirePermission();
  }

  /**
   * A call that was let through has ended well.
   *
   * @param began when it began, as the ticker says
   */
  public void succeeded(long began) {
    breaker.onSuccess(ticker.read() - began, TimeUnit.NANOSECONDS);
  }

  /**
   * A call that was let through has failed.
   *
   * @param began when it began, as the ticker says
   */
  public void failed(long began) {
    breaker.onError(
        ticker.read() - began, TimeUnit.NANOSECONDS, new OutboundException("a call failed"));
  }

  /**
   * Whether calls are stopped.
   *
   * @return true until one is tried
   */
  public boolean isOpen() {
    return breaker.getState() == State.OPEN;
  }

  /** Lets one call through at once where calls are stopped, since there is hope. */
  void tryNow() {
    if (isOpen()) {
      breaker.transitionToHalfOpenState();
    }
  }

  /**
   * How long calls stay stopped.
   *
   * @return the time from now until one is tried; zero where they are not stopped
   */
  public Duration untilTrial() {
    if (!isOpen()) {
      return Duration.ZERO;
    }
    long passed = ticker.read() - openedAt;
    return Duration.ofNanos(Math.max(0, openFor.toNanos() - passed));
  }

  /**
   * The ticker as a clock that begins at the epoch, since a ticker may begin below zero or wrap.
   */
  private static final class TickerClock extends Clock {

    private final Ticker ticker;
    private final long origin;

    TickerClock(Ticker ticker) {
      this.ticker = ticker;
      this.origin = ticker.read();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(ticker.read() - origin);
    }
  }
}
