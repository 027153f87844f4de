package io.edgeauth.pipeline;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.ratelimit.Turn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A request that waits for its turn. It ends in one way alone, whoever asks at the same time: it
 * goes on, it gives its place up, or it comes too late.
 */
final class Waiting implements Decision.Reservation {

  /** How much later than its turn a request may go on: threads are busy, and machines pause. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private enum Phase {
    WAITS,
    ENDED
  }

  private final Turn turn;
  private final Ticker ticker;
  private final long began;
  private final Duration wait;
  private final Rejection refusal;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITS);
  private Runnable whenGivenUp = () -> {};

  Waiting(Turn turn, List<String> limits, Ticker ticker) {
    this.turn = turn;
    this.ticker = ticker;
    this.began = ticker.read();
    this.wait = Duration.ofNanos(Math.max(0, turn.nanosUntil()));
    this.refusal = Rejection.exceeded(limits, wait);
  }

  /** Why the request ends, if it does not wait. */
  Rejection refusal() {
    return refusal;
  }

  /**
   * Begins the wait.
   *
   * @param otherwise the answer to one who does not wait
   * @param then goes on behind the stage that the turn belongs to
   * @param givenUp tells that the request does not go on
   */
  Decision.Delay begin(Decision.Reject otherwise, Supplier<Decision> then, Runnable givenUp) {
    whenGivenUp = givenUp;
    return delay(otherwise, then);
  }

  private Decision.Delay delay(Decision.Reject otherwise, Supplier<Decision> then) {
    return new Decision.Delay(this, wait.plus(LATE), () -> goOn(otherwise, then), otherwise);
  }

  private Decision goOn(Decision.Reject otherwise, Supplier<Decision> then) {
    if (turn.nanosUntil() > 0 && phase.get() == Phase.WAITS) {
      return delay(otherwise, then); // an early timer does not jump the queue
    }
    if (ticker.read() - began > wait.plus(LATE).toNanos()) {
      cancel();
    }
    return phase.compareAndSet(Phase.WAITS, Phase.ENDED) ? then.get() : otherwise;
  }

  @Override
  public Duration untilTurn() {
    return Duration.ofNanos(Math.max(0, turn.nanosUntil()));
  }

  @Override
  public void cancel() {
    if (phase.compareAndSet(Phase.WAITS, Phase.ENDED)) {
      turn.cancel();
      whenGivenUp.run();
    }
  }
}
