package io.edgeauth;

import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place in a queue that keeps its generation open: what the request goes on to is there when its
 * turn comes. It ends once, by whoever comes first: the one that waits, its cancelling, or the
 * timer that catches what nobody ends.
 */
final class HeldPlace implements Decision.Reservation {

  private enum Phase {
    WAITS,
    GOES_ON,
    ENDED
  }

  private final Generations generations;
  private final Generation generation;
  private final Decision.Delay inner;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITS);
  private volatile @Nullable Future<?> end;

  HeldPlace(Generations generations, Generation generation, Decision.Delay inner) {
    this.generations = generations;
    this.generation = generation;
    this.inner = inner;
  }

  /** Hands over what ends the place when nobody else does. */
  void endsBy(Future<?> timer) {
    end = timer;
    if (phase.get() == Phase.ENDED) {
      timer.cancel(false);
    }
  }

  Decision.Delay delay() {
    return new Decision.Delay(this, inner.atMost(), this::goOn, inner.otherwise());
  }

  private Decision goOn() {
    if (generations.isClosed()) {
      cancel();
      return generations.refusedAsClosed();
    }
    if (!phase.compareAndSet(Phase.WAITS, Phase.GOES_ON)) {
      return inner.otherwise();
    }
    Decision next = null;
    try {
      next = inner.then().get();
    } finally {
      phase.set(Phase.ENDED);
      endTimer();
      if (!(next instanceof Decision.Delay)) {
        generation.leave();
      }
    }
    return next instanceof Decision.Delay delay ? generations.held(generation, delay) : next;
  }

  @Override
  public Duration untilTurn() {
    return inner.reservation().untilTurn();
  }

  @Override
  public void cancel() {
    if (phase.compareAndSet(Phase.WAITS, Phase.ENDED)) {
      endTimer();
      try {
        inner.reservation().cancel();
      } finally {
        generation.leave();
      }
    }
  }

  private void endTimer() {
    Future<?> timer = end;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
