package io.edgeauth.ratelimit;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Places in the midst of queues whose owners have gone; the next who asks is given the first. Each
 * was granted once, so there are never more than queues allow; those whose time has come are
 * dropped. Any number of threads may use it at once.
 */
final class FreedPlaces {

  private static final int SWEEP_ABOVE = 1024;

  /** By key, the places by the time at which their turn comes. Changed under the map's locks. */
  private final Map<LimitedKey, NavigableMap<Long, Long>> places = new ConcurrentHashMap<>();

  /** Keeps a place whose turn comes at a time, in nanoseconds. */
  void add(LimitedKey key, long place, long turn, long nanos) {
    if (places.size() > SWEEP_ABOVE) {
      places
          .keySet()
          .forEach(other -> places.computeIfPresent(other, (k, all) -> left(all, nanos)));
    }
    places.compute(
        key,
        (same, known) -> {
          NavigableMap<Long, Long> all = known == null ? new TreeMap<>() : known;
          all.put(turn, place);
          return left(all, nanos);
        });
  }

  /** Takes the first place that is still to come, or answers what stands for none. */
  long take(LimitedKey key, long nanos) {
    if (places.isEmpty() || !places.containsKey(key)) {
      return LeakyMeter.NONE;
    }
    long[] taken = {LeakyMeter.NONE};
    places.computeIfPresent(
        key,
        (same, all) -> {
          if (left(all, nanos) != null) {
            taken[0] = all.pollFirstEntry().getValue();
          }
          return left(all, nanos);
        });
    return taken[0];
  }

  boolean hasOne(LimitedKey key, long nanos) {
    return !places.isEmpty()
        && places.computeIfPresent(key, (same, all) -> left(all, nanos)) != null;
  }

  private static @Nullable NavigableMap<Long, Long> left(NavigableMap<Long, Long> all, long nanos) {
    all.headMap(nanos, true).clear();
    return all.isEmpty() ? null : all;
  }
}
