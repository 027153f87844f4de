package io.edgeauth.authn.bound;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The proofs that were used and have not ended. None of them is ever forgotten for a new one: where
 * there is no room, the new one is told to come again, since a cache that forgets lets a proof pass
 * twice. One key gets at most an eighth of the room, so that no client can take it all.
 *
 * <p>Proofs stand together by when they were made, as they say it themselves, in slices of {@value
 * #SLICE_SECONDS} seconds: the same proof is always looked for in the same slice, also after a
 * change of the configuration. A slice of which no authenticator takes a proof any more goes whole,
 * and does not come back when the clock falls back or proofs are to live longer: what would stand
 * in it is taken for used.
 *
 * <p>Any number of threads may use it at once; of those that bring one proof together, one is
 * first.
 */
final class SeenProofs {

  /** What is known of a proof. */
  enum Seen {
    FIRST,
    BEFORE,
    NO_ROOM
  }

  /** Some 70 MB if it is ever full. */
  static final int CAPACITY = 1_000_000;

  static final int SLICE_SECONDS = 16;

  private static final int COUNTERS = 1 << 10;

  private static final class Slice {
    private final Set<ProofMark> marks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicIntegerArray byKey = new AtomicIntegerArray(COUNTERS);
  }

  private final int capacity;
  private final int share;
  private final Clock clock;
  private final int salt = new SecureRandom().nextInt();
  private final ConcurrentNavigableMap<Long, Slice> slices = new ConcurrentSkipListMap<>();
  private final AtomicLong gone = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong keptSeconds = new AtomicLong();

  SeenProofs(int capacity, Clock clock) {
    this.capacity = capacity;
    this.share = Math.max(1, capacity / 8);
    this.clock = clock;
  }

  /** Keeps every proof for as long as one authenticator takes it, from when it was made. */
  void keepAtLeast(long seconds) {
    keptSeconds.accumulateAndGet(seconds, Math::max);
  }

  /**
   * Remembers a proof.
   *
   * @param key some bits of the key that signed it
   * @param made when it was made, in seconds since the epoch
   */
  Seen remember(ProofMark mark, int key, long made) {
    forgetEnded();
    long index = Math.floorDiv(made, (long) SLICE_SECONDS);
    if (index <= gone.get()) {
      return Seen.BEFORE;
    }
    Slice slice = slices.computeIfAbsent(index, unused -> new Slice());
    if (slice.marks.contains(mark)) {
      return Seen.BEFORE;
    }
    int counter = ((key ^ salt) * 0x9E3779B9) >>> 22;
    slice.size.incrementAndGet();
    slice.byKey.incrementAndGet(counter);
    Seen seen = hasRoom(counter) ? added(slice, mark) : Seen.NO_ROOM;
    if (seen != Seen.FIRST) {
      slice.size.decrementAndGet();
      slice.byKey.decrementAndGet(counter);
    }
    return seen == Seen.FIRST && index <= gone.get() ? Seen.BEFORE : seen;
  }

  private static Seen added(Slice slice, ProofMark mark) {
    return slice.marks.add(mark) ? Seen.FIRST : Seen.BEFORE;
  }

  private boolean hasRoom(int counter) {
    int all = 0;
    int ofKey = 0;
    for (Slice slice : slices.values()) {
      all += slice.size.get();
      ofKey += slice.byKey.get(counter);
    }
    return all <= capacity && ofKey <= share;
  }

  /** Lets go of the slices that have ended. */
  void forgetEnded() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    // The last whole slice before the oldest second of which a proof is taken.
    long ended = Math.floorDiv(now - keptSeconds.get(), (long) SLICE_SECONDS) - 1;
    while (!slices.isEmpty()) {
      Long first = firstIndex();
      if (first == null || first > ended) {
        return;
      }
      gone.accumulateAndGet(first, Math::max);
      slices.remove(first);
    }
  }

  private @Nullable Long firstIndex() {
    Map.Entry<Long, Slice> first = slices.firstEntry();
    return first == null ? null : first.getKey();
  }

  /** How many proofs are held. */
  int size() {
    return slices.values().stream().mapToInt(slice -> slice.size.get()).sum();
  }
}
