package io.edgeauth.ratelimit;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Places in the midst of queues whose owners have gone, by the time of their turn; the next who
 * asks is given the first. Each was granted once, so there are never more than queues allow; those
 * whose time has come are dropped. Any number of threads may use it at once.
 */
final class FreedPlaces {

  /** A place, whose turn comes at a time; in the units of a meter. */
  record Left(long turn, long place, LeakyMeter units) {

    long placeBy(LeakyMeter meter) {
      return units.countsAs(meter) ? place : meter.at(turn);
    }
  }

  private static final int SWEEP_ABOVE = 1024;

  /** More keys are not remembered: their places stay empty, and nobody passes who should not. */
  private static final int MOST = 100_000;

  /** Changed under the map's locks. */
  private final Map<LimitedKey, NavigableMap<Long, Left>> turns = new ConcurrentHashMap<>();

  /** Twice as many keys as the last sweep left, so that sweeping costs each of them little. */
  private final AtomicInteger sweepAbove = new AtomicInteger(SWEEP_ABOVE);

  /** Keeps a place. */
  void add(LimitedKey key, Left place, long nanos) {
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
          NavigableMap<Long, Left> all = known == null ? new TreeMap<>() : known;
          all.put(place.turn, place);
          return left(all, nanos);
        });
  }

  boolean has(LimitedKey key, long nanos) {
    if (turns.isEmpty() || !turns.containsKey(key)) {
      return false;
    }
    return turns.computeIfPresent(key, (same, all) -> left(all, nanos)) != null;
  }

  /** Takes the first whose turn is still to come, or null. */
  @Nullable Left take(LimitedKey key, long nanos) {
    if (turns.isEmpty() || !turns.containsKey(key)) {
      return null;
    }
    AtomicReference<@Nullable Left> taken = new AtomicReference<>();
    turns.computeIfPresent(
        key,
        (same, all) -> {
          if (left(all, nanos) != null) {
            taken.set(all.pollFirstEntry().getValue());
          }
          return left(all, nanos);
        });
    return taken.get();
  }

  private static @Nullable NavigableMap<Long, Left> left(NavigableMap<Long, Left> all, long nanos) {
    all.headMap(nanos, true).clear();
    return all.isEmpty() ? null : all;
  }
}
