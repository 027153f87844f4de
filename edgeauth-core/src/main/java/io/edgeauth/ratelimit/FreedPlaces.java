package io.edgeauth.ratelimit;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places in the midst of queues whose owners have gone, by the time of their turn; the next who
 * asks is given the first. Each was granted once, so there are never more than queues allow; those
 * whose time has come are dropped. Any number of threads may use it at once.
 */
final class FreedPlaces {

  static final long NONE = -1;

  private static final int SWEEP_ABOVE = 1024;

  /** More keys are not remembered: their places stay empty, and nobody passes who should not. */
  private static final int MOST = 100_000;

  /** Changed under the map's locks. */
  private final Map<LimitedKey, NavigableSet<Long>> turns = new ConcurrentHashMap<>();

  /** Twice as many keys as the last sweep left, so that sweeping costs each of them little. */
  private final AtomicInteger sweepAbove = new AtomicInteger(SWEEP_ABOVE);

  /** Keeps a place whose turn comes at a time. */
  void add(LimitedKey key, long turn, long nanos) {
    int above = sweepAbove.get();
    if (turns.size() > above && sweepAbove.compareAndSet(above, Integer.MAX_VALUE)) {
      turns.keySet().forEach(other -> turns.computeIfPresent(other, (k, all) -> left(all, nanos)));
      sweepAbove.set(Math.max(SWEEP_ABOVE, 2 * turns.size()));
    }
    if (turns.size() >= MOST) {
      return;
    }
    turns.compute(
        key,
        (same, known) -> {
          NavigableSet<Long> all = known == null ? new TreeSet<>() : known;
          all.add(turn);
          return left(all, nanos);
        });
  }

  boolean has(LimitedKey key, long nanos) {
    if (turns.isEmpty() || !turns.containsKey(key)) {
      return false;
    }
    return turns.computeIfPresent(key, (same, all) -> left(all, nanos)) != null;
  }

  /** Takes the first turn that is still to come, or {@link #NONE}. */
  long take(LimitedKey key, long nanos) {
    if (turns.isEmpty() || !turns.containsKey(key)) {
      return NONE;
    }
    long[] taken = {NONE};
    turns.computeIfPresent(
        key,
        (same, all) -> {
          if (left(all, nanos) != null) {
            taken[0] = all.pollFirst();
          }
          return left(all, nanos);
        });
    return taken[0];
  }

  private static @Nullable NavigableSet<Long> left(NavigableSet<Long> all, long nanos) {
    all.headSet(nanos, true).clear();
    return all.isEmpty() ? null : all;
  }
}
