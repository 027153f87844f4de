package io.edgeauth.ratelimit;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all keys, at most as many as it was made for. A key has its place in one of many
 * small sets; which, nobody outside can know. Where a set is full, a newcomer takes the place of
 * the key that has used the least of what it may, first of one that has all of it again. A key that
 * has nothing left stays: whoever made up thousands of keys would win nothing. Newcomers to sets in
 * which nobody has anything left count together, in some hundred groups.
 *
 * <p>A part of each key's hash, the tag, stands apart from its cell: those of a set are one line of
 * the processor's cache, where sixteen cells would be sixteen.
 *
 * <p>Any number of threads may use it at once. Looking up takes no lock; a new key locks its set.
 */
final class KeyTable {

  private static final int WAYS = 16;
  private static final int LOCKS = 256;

  private final AtomicReferenceArray<@Nullable Cell> cells;

  /** Written after its cell. Zero where there is none: a set is filled from its begin. */
  private final AtomicIntegerArray tags;

  private final int sets;
  private final long seed = new SecureRandom().nextLong() | 1;
  private final Object[] locks = new Object[LOCKS];

  /** Those who count together. */
  private record Group(String name, RateLimit limit, int part) {}

  private final Map<Group, Cell> crowded = new ConcurrentHashMap<>();

  KeyTable(int maxKeys) {
    sets = Math.max(1, maxKeys / WAYS);
    cells = new AtomicReferenceArray<>(sets * WAYS);
    tags = new AtomicIntegerArray(sets * WAYS);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  private long hash(LimitedKey key) {
    long mixed = (key.low() ^ seed) * seed;
    mixed = (mixed ^ (mixed >>> 32)) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  /** The first place of the set, by the upper half of the hash. */
  private int begin(long hash) {
    return (int) (((hash >>> 32) * sets) >>> 32) * WAYS;
  }

  /** By the lower half. */
  private static int tag(long hash) {
    return (int) hash | 1;
  }

  /** The cell of a key, or null where it has none: it has taken nothing then. */
  @Nullable Cell find(LimitRule rule, LimitedKey key, long nanos, LimitTime time) {
    long hash = hash(key);
    int begin = begin(hash);
    Cell known = find(begin, tag(hash), key);
    if (known != null) {
      return counting(begin, known, rule, key, nanos);
    }
    return crowded.isEmpty() || leastUsed(begin, nanos, time) >= 0
        ? null
        : crowded.get(group(begin, rule));
  }

  private @Nullable Cell find(int begin, int tag, LimitedKey key) {
    for (int i = begin; i < begin + WAYS; i++) {
      int other = tags.getAcquire(i);
      if (other == tag) {
        Cell cell = cells.getAcquire(i);
        if (cell != null && cell.isOf(key) && !cell.isGivenUp()) {
          return cell;
        }
      } else if (other == 0) {
        return null;
      }
    }
    return null;
  }

  /** The cell of a key, which may be a new one. */
  Cell cell(LimitRule rule, LimitedKey key, long nanos, LimitTime time) {
    long hash = hash(key);
    int begin = begin(hash);
    Cell known = find(begin, tag(hash), key);
    if (known != null) {
      return counting(begin, known, rule, key, nanos);
    }
    synchronized (lock(begin)) {
      known = find(begin, tag(hash), key);
      return known == null
          ? placed(begin, tag(hash), rule, key, nanos, time)
          : counting(begin, known, rule, key, nanos);
    }
  }

  /** The cell, or after a change of the configuration another that counts by the new units. */
  private Cell counting(int begin, Cell known, LimitRule rule, LimitedKey key, long nanos) {
    Meter meter = rule.meter();
    if (known.meter() == meter) {
      return known;
    }
    if (known.meter().countsAs(meter)) {
      known.meter(meter);
      return known;
    }
    synchronized (lock(begin)) {
      for (int i = begin; i < begin + WAYS; i++) {
        if (cells.getAcquire(i) == known) {
          Cell next = known.goOn(key, meter, nanos);
          cells.set(i, next);
          return next;
        }
      }
    }
    return known; // another thread was faster: it is given up, and the caller looks again
  }

  private Object lock(int begin) {
    return locks[begin / WAYS & LOCKS - 1];
  }

  private Cell placed(
      int begin, int tag, LimitRule rule, LimitedKey key, long nanos, LimitTime time) {
    while (true) {
      int least = leastUsed(begin, nanos, time);
      if (least < 0) {
        return crowded.computeIfAbsent(group(begin, rule), group -> new Cell(key, rule.meter()));
      }
      Cell before = cells.getAcquire(least);
      if (before == null || isGone(before, nanos, time)) {
        Cell placed = new Cell(key, rule.meter());
        cells.set(least, placed);
        tags.set(least, tag);
        return placed;
      }
    }
  }

  /** False where it was used meanwhile. */
  private static boolean isGone(Cell cell, long nanos, LimitTime time) {
    long first = cell.first();
    long second = cell.second();
    return cell.meter().use(cell, nanos, time) < Meter.NOTHING_LEFT && cell.giveUp(first, second);
  }

  /** The place of a set that is free, or of the least value; -1 where nobody has anything left. */
  private int leastUsed(int begin, long nanos, LimitTime time) {
    if (tags.getAcquire(begin + WAYS - 1) == 0) {
      int free = begin;
      while (free < begin + WAYS - 1 && tags.getAcquire(free) != 0) {
        free++; // the last one may be taken meanwhile: who only looks holds no lock
      }
      return free;
    }
    int least = -1;
    int leastUse = Meter.NOTHING_LEFT;
    for (int i = begin; i < begin + WAYS && leastUse > 0; i++) {
      Cell other = cells.getAcquire(i);
      int use = other == null ? 0 : other.meter().use(other, nanos, time);
      if (use < leastUse) {
        least = i;
        leastUse = use;
      }
    }
    return least;
  }

  private static Group group(int begin, LimitRule rule) {
    return new Group(rule.name(), rule.limit(), begin / WAYS & LOCKS - 1);
  }
}
