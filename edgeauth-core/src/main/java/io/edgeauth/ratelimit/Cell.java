package io.edgeauth.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What is known of one key: two numbers, of which the limit's {@link Meter} knows what they mean.
 * Zeros stand for a key that has taken nothing. Any number of threads may change it at once,
 * without a lock.
 */
final class Cell {

  /** In place of both numbers once the cell was given up: whoever finds it looks for another. */
  static final long DEAD = Long.MIN_VALUE;

  private static final VarHandle FIRST = handle("first");
  private static final VarHandle SECOND = handle("second");

  private final long high;
  private final long low;
  private Meter meter;
  private volatile long first;
  private volatile long second;

  Cell(LimitedKey key, Meter meter) {
    this(key, meter, 0);
  }

  private Cell(LimitedKey key, Meter meter, long first) {
    this.high = key.high();
    this.low = key.low();
    this.meter = meter;
    FIRST.set(this, first);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Cell.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  boolean isOf(LimitedKey key) {
    return high == key.high() && low == key.low();
  }

  /** Whose numbers these are. After a change of the configuration it may be an older one. */
  Meter meter() {
    return meter;
  }

  /** Lets an older configuration go. Which of two threads is seen last makes no difference. */
  void meter(Meter newest) {
    if (meter != newest) {
      meter = newest;
    }
  }

  long first() {
    return first;
  }

  boolean first(long expected, long next) {
    return FIRST.compareAndSet(this, expected, next);
  }

  long second() {
    return second;
  }

  boolean second(long expected, long next) {
    return SECOND.compareAndSet(this, expected, next);
  }

  /** Gives this one up for another that goes on with what was counted here, by other units. */
  Cell goOn(LimitedKey key, Meter newest, long nanos) {
    long last = (long) FIRST.getAndSet(this, DEAD);
    second = DEAD;
    return new Cell(key, newest, newest.converted(last, meter, nanos));
  }

  boolean isGivenUp() {
    return first == DEAD;
  }

  /**
   * Gives this one up for another key, unless it has changed since it was judged: who has used his
   * last permit meanwhile stays.
   */
  boolean giveUp(long judgedFirst, long judgedSecond) {
    if (!FIRST.compareAndSet(this, judgedFirst, DEAD)) {
      return false;
    }
    if (SECOND.compareAndSet(this, judgedSecond, DEAD)) {
      return true;
    }
    first = judgedFirst;
    return false;
  }
}
