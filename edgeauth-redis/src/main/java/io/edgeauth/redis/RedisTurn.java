package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.ratelimit.Turn;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place in a queue that Redis keeps. To give it up is one command, which nobody waits for. */
final class RedisTurn implements Turn {

  private final Ticker ticker;
  private final long comesAt;
  private final Runnable undo;
  private final AtomicBoolean ended = new AtomicBoolean();

  RedisTurn(Ticker ticker, long waitNanos, Runnable undo) {
    this.ticker = ticker;
    this.comesAt = ticker.read() + waitNanos;
    this.undo = undo;
  }

  @Override
  public long nanosUntil() {
    return comesAt - ticker.read();
  }

  @Override
  public void cancel() {
    if (nanosUntil() > 0 && ended.compareAndSet(false, true)) {
      undo.run();
    }
  }
}
