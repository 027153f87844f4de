package io.edgeauth.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * A token bucket as one number: the time at which it will be full, as in the generic cell rate
 * algorithm (ITU-T I.371). Time counts in units of which one permit has a power of two and a
 * nanosecond at most one: what a permit takes is exact, and a permit is there early by less than
 * two nanoseconds, never late.
 */
final class BucketMeter extends Meter {

  private final PermitUnits units;
  private final long most;

  BucketMeter(RateLimit limit) {
    this.units = PermitUnits.of(limit);
    this.most = units.of(limit.most());
  }

  @Override
  @Nullable LimitState take(LimitRule rule, Cell cell, long permits, long nanos, LimitTime time) {
    long now = units.at(nanos);
    while (true) {
      long full = cell.first();
      if (full == Cell.DEAD) {
        return null;
      }
      long next = Math.max(full, now) + units.of(permits);
      if (next - now > most) {
        return state(rule, Math.max(full, now) - now, next - now - most);
      }
      if (cell.first(full, next)) {
        return state(rule, next - now, 0);
      }
    }
  }

  @Override
  @Nullable LimitState look(LimitRule rule, Cell cell, long permits, long nanos, LimitTime time) {
    long full = cell.first();
    if (full == Cell.DEAD) {
      return null;
    }
    long now = units.at(nanos);
    long taken = Math.max(full, now) - now;
    return state(rule, taken, Math.max(0, taken + units.of(permits) - most));
  }

  private LimitState state(LimitRule rule, long taken, long missing) {
    long remaining = Math.max(0, units.permitsIn(most - taken));
    long reset = remaining > 0 ? taken : taken + units.of(1) - most;
    return new LimitState(rule, remaining, units.nanos(reset), units.nanos(missing));
  }

  @Override
  boolean drain(Cell cell, long permits, long nanos, LimitTime time) {
    long now = units.at(nanos);
    while (true) {
      long full = cell.first();
      if (full == Cell.DEAD) {
        return false;
      }
      long next = Math.min(Math.max(full, now) + units.of(permits), now + most);
      if (next <= full || cell.first(full, next)) {
        return true;
      }
    }
  }

  @Override
  void giveBack(Cell cell, long permits, long nanos, LimitTime time) {
    long now = units.at(nanos);
    while (true) {
      long full = cell.first();
      if (full <= now || cell.first(full, Math.max(now, full - units.of(permits)))) {
        return;
      }
    }
  }

  @Override
  boolean countsAs(Meter other) {
    return other instanceof BucketMeter bucket && units.isSameAs(bucket.units);
  }

  /** As many permits are taken as were, and come back at the new rate. */
  @Override
  long converted(long first, Meter before, long nanos) {
    BucketMeter old = (BucketMeter) before;
    long taken = Math.min(old.most, Math.max(0, first - old.units.at(nanos)));
    return old.units.permitsIn(taken) >= units.permitsIn(most)
        ? units.at(nanos) + most
        : units.at(nanos) + Math.min(most, units.converted(taken, old.units));
  }

  @Override
  int use(Cell cell, long nanos, LimitTime time) {
    long taken = Math.max(0, cell.first() - units.at(nanos));
    return units.permitsIn(most - taken) <= 0 ? NOTHING_LEFT : share(taken, most);
  }
}
