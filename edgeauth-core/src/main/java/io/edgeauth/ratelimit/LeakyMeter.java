package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * A leaky bucket as one number: when the next place is free, in units of which one interval has a
 * power of two. Who is too early is given a place in the future, and waits for it.
 */
final class LeakyMeter extends Meter {

  private final PermitUnits units;
  private final long interval;
  private final long longest;

  LeakyMeter(RateLimit limit) {
    this.units = PermitUnits.of(limit);
    this.interval = units.of(1);
    long wait = units.at(limit.maxWait().toNanos());
    this.longest = limit.queue() > wait / interval ? wait : limit.queue() * interval;
  }

  /** The place that a request was given, as a time in units; none. */
  static final long NONE = -1;

  /** The cell was given up. */
  static final long GONE = -2;

  /** Takes the next place, unless it is too far off. */
  long place(Cell cell, long nanos) {
    long now = units.at(nanos);
    while (true) {
      long free = cell.first();
      if (free == Cell.DEAD) {
        return GONE;
      }
      long place = Math.max(free, now);
      if (place - now > longest) {
        return NONE;
      }
      if (cell.first(free, place + interval)) {
        return place;
      }
    }
  }

  /** Gives the last place back; false where others have come behind it. */
  boolean giveBackLast(Cell cell, long place) {
    return cell.first(place + interval, place);
  }

  /** Nanoseconds until a place's time. */
  long until(long place, long nanos) {
    return units.nanos(place - units.at(nanos));
  }

  /** How it stands for one who waits for a place of it, or has none. */
  LimitState state(LimitRule rule, Cell cell, boolean exceeded, long nanos) {
    long ahead = Math.max(0, cell.first() - units.at(nanos));
    long wait = exceeded ? Math.max(1, units.nanos(ahead - longest)) : 0;
    return new LimitState(rule, ahead == 0 ? 1 : 0, units.nanos(ahead), wait);
  }

  @Override
  @Nullable LimitState take(LimitRule rule, Cell cell, long permits, long nanos, LimitTime time) {
    long place = place(cell, nanos);
    return place == GONE ? null : state(rule, cell, place == NONE, nanos);
  }

  @Override
  @Nullable LimitState look(LimitRule rule, Cell cell, long permits, long nanos, LimitTime time) {
    long free = cell.first();
    return free == Cell.DEAD ? null : state(rule, cell, free - units.at(nanos) > longest, nanos);
  }

  /** Takes one place that nobody waits for, unless the queue is full. */
  @Override
  boolean drain(Cell cell, long permits, long nanos, LimitTime time) {
    return place(cell, nanos) != GONE;
  }

  @Override
  void giveBack(Cell cell, long permits, long nanos, LimitTime time) {
    long now = units.at(nanos);
    while (true) {
      long free = cell.first();
      if (free <= now || cell.first(free, Math.max(now, free - interval))) {
        return;
      }
    }
  }

  @Override
  boolean countsAs(Meter other) {
    return other instanceof LeakyMeter leaky && units.isSameAs(leaky.units);
  }

  /** The next place is free when it was: nobody comes before those who wait. */
  @Override
  long converted(long first, Meter before, long nanos) {
    return at(nanos + ((LeakyMeter) before).until(first, nanos));
  }

  /** The place whose turn comes at a time. */
  long at(long nanos) {
    return units.at(nanos);
  }

  @Override
  int use(Cell cell, long nanos, LimitTime time) {
    long ahead = cell.first() - units.at(nanos);
    return ahead <= 0 ? 0 : ahead >= longest ? NOTHING_LEFT : share(ahead, longest);
  }
}
