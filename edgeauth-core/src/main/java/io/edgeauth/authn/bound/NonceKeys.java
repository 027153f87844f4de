package io.edgeauth.authn.bound;

import io.edgeauth.runtime.EdgeRuntime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The keys that nonces are made with: another for each period of {@value #PERIOD_SECONDS} seconds,
 * random, never written down. Where instances share a store, they agree there on one for each
 * period, ahead of time and away from requests; one that has not learned it yet makes nonces with
 * its own, which the others send back to their clients for a new one.
 *
 * <p>Any number of threads may use it at once; never blocks.
 */
final class NonceKeys implements AutoCloseable {

  static final int PERIOD_SECONDS = 300;

  private static final int KEY_BYTES = 32;
  private static final long LOOK_SECONDS = 1;
  private static final Duration KEPT = Duration.ofSeconds(4L * PERIOD_SECONDS);

  private final SecureRandom random = new SecureRandom();
  private final ConcurrentMap<Long, byte[]> own = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, byte[]> agreed = new ConcurrentHashMap<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final Clock clock;
  private final @Nullable SharedProofs store;
  private final @Nullable Future<?> looks;

  private NonceKeys(@Nullable SharedProofs store, EdgeRuntime runtime) {
    this.store = store;
    this.clock = runtime.clock();
    this.looks =
        store == null || !runtime.isPrefetching()
            ? null
            : runtime
                .timer()
                .scheduleWithFixedDelay(() -> submit(runtime), 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  static NonceKeys open(@Nullable SharedProofs store, EdgeRuntime runtime) {
    return new NonceKeys(store, runtime);
  }

  /** The period of an instant. */
  static long period(long seconds) {
    return Math.floorDiv(seconds, (long) PERIOD_SECONDS);
  }

  /** What nonces of a period are made with. */
  byte[] forMaking(long period) {
    byte[] all = agreed.get(period);
    if (all != null) {
      return all;
    }
    forgetBefore(period - 2);
    return own.computeIfAbsent(period, unused -> fresh());
  }

  /** What nonces of a period may have been made with. */
  List<byte[]> forJudging(long period) {
    List<byte[]> keys = new ArrayList<>(2);
    byte[] all = agreed.get(period);
    if (all != null) {
      keys.add(all);
    }
    byte[] mine = own.get(period);
    if (mine != null) {
      keys.add(mine);
    }
    return keys;
  }

  private long now() {
    return period(Math.floorDiv(clock.millis(), 1000L));
  }

  private byte[] fresh() {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  private void forgetBefore(long period) {
    own.keySet().removeIf(known -> known < period);
    agreed.keySet().removeIf(known -> known < period);
  }

  private void submit(EdgeRuntime runtime) {
    if (agreed.containsKey(now() + 1) || !asking.compareAndSet(false, true)) {
      return; // the next key is known, or is being asked for
    }
    try {
      runtime.workers().execute(this::agreeAndEnd);
    } catch (RejectedExecutionException e) {
      asking.set(false); // all workers are busy, or the runtime has ended
    }
  }

  private void agreeAndEnd() {
    try {
      agree();
    } finally {
      asking.set(false);
    }
  }

  /** Asks the store for the keys that are needed now and next. Blocks. */
  void agree() {
    if (store == null) {
      return;
    }
    long now = now();
    forgetBefore(now - 2);
    for (long period = now - 1; period <= now + 1; period++) {
      if (!agreed.containsKey(period)) {
        byte[] key = store.agree("nonce:" + period, fresh(), KEPT);
        if (key == null) {
          return; // out of reach; the next look finds out
        }
        if (key.length == KEY_BYTES) {
          agreed.put(period, key);
        }
      }
    }
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.cancel(false);
    }
  }
}
