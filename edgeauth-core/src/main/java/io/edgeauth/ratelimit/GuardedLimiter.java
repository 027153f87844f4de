package io.edgeauth.ratelimit;

import io.edgeauth.event.EventSink;
import io.edgeauth.event.RateLimiterEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Any limiter, with what holds while it cannot count: each limit says whether this instance counts
 * alone, whether nothing is limited, or whether requests are refused. The limiter is asked every
 * time, so that shared counting goes on with its next answer; how long it takes not to answer is
 * its own affair.
 *
 * <p>Many threads use it at once. A limiter that throws, or answers nothing, is one that cannot
 * count.
 */
public final class GuardedLimiter {

  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * For so long it must not have failed before it counts again. A store that is full answers who
   * looks and fails who takes, and would else be told of twice for each request.
   */
  private static final long QUIET_MILLIS = 1_000;

  private final RateLimiter limiter;
  private final @Nullable RateLimiter alone;
  private final StoreFailure byDefault;
  private final EventSink events;
  private final Clock clock;

  /**
   * How often it has changed between counting and not; even while it counts. So an answer that was
   * under way while it changed is known to be of before.
   */
  private final AtomicInteger changes = new AtomicInteger();

  private volatile long failedAtMillis;

  private GuardedLimiter(
      RateLimiter limiter,
      @Nullable RateLimiter alone,
      StoreFailure byDefault,
      EventSink events,
      Clock clock) {
    this.limiter = limiter;
    this.alone = alone;
    this.byDefault = byDefault;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Guards a limiter. Who made the two closes them.
   *
   * @param limiter counts
   * @param alone counts in its place in this process; null where the limiter is in this process
   *     itself: then a limit that says {@code local} refuses
   * @param byDefault what holds for limits that say nothing
   * @param events who is told when it cannot count, and when it can again
   * @param clock wall time, for the events
   * @return the guard
   */
  public static GuardedLimiter of(
      RateLimiter limiter,
      @Nullable RateLimiter alone,
      StoreFailure byDefault,
      EventSink events,
      Clock clock) {
    return new GuardedLimiter(limiter, alone, byDefault, events, clock);
  }

  /**
   * Takes the permits of all charges, or of none.
   *
   * @param charges as for {@link RateLimiter#acquire}
   * @return what was granted or refused; unavailable only where a limit says that requests are
   *     refused then. States of limits that nobody counts now are left out
   */
  public Acquisition acquire(List<Charge> charges) {
    int seen = changes.get();
    @Nullable Acquisition asked;
    try {
      asked = limiter.acquire(charges);
    } catch (RuntimeException e) {
      asked = null;
      failed(seen, e);
    }
    return asked != null && isCounted(seen, asked) ? asked : instead(seen, charges, asked, false);
  }

  /**
   * Says what {@link #acquire} would say, and takes nothing.
   *
   * @param charges as for {@link RateLimiter#peek}
   * @return the same answers; a granted one has no turn
   */
  public Acquisition peek(List<Charge> charges) {
    int seen = changes.get();
    @Nullable Acquisition asked;
    try {
      asked = limiter.peek(charges);
    } catch (RuntimeException e) {
      asked = null;
      failed(seen, e);
    }
    return asked != null && isCounted(seen, asked) ? asked : instead(seen, charges, asked, true);
  }

  /**
   * Takes permits for what has happened already, here alone where the limiter cannot count.
   *
   * @param charges as for {@link RateLimiter#charge}
   */
  public void charge(List<Charge> charges) {
    int seen = changes.get();
    try {
      limiter.charge(charges);
    } catch (RuntimeException e) {
      failed(seen, e);
    }
    // A limiter that is out of reach takes nothing and does not say so: what was seen of it last
    // tells whether this instance counts alone.
    if (alone != null && !isCounting(changes.get())) {
      List<Charge> here = of(charges, StoreFailure.LOCAL);
      if (!here.isEmpty()) {
        alone.charge(here);
      }
    }
  }

  private static boolean isCounting(int changes) {
    return (changes & 1) == 0;
  }

  private boolean isCounted(int seen, Acquisition asked) {
    boolean counted = !(asked instanceof Acquisition.Unavailable);
    told(seen, counted, counted ? "" : "it is out of reach");
    return counted;
  }

  private void failed(int seen, RuntimeException e) {
    // Without the message, which may quote what a client sent.
    told(seen, false, "it threw " + e.getClass().getName());
  }

  /**
   * @param seen the changes when it was asked
   */
  private void told(int seen, boolean now, String why) {
    if (!now) {
      failedAtMillis = clock.millis();
    }
    if (isCounting(seen) == now || (now && !isQuiet())) {
      return;
    }
    if (changes.compareAndSet(seen, seen + 1)) {
      events.publish(new RateLimiterEvent(clock.instant(), now, why));
    }
  }

  /** A clock that was set is no reason to wait for it. */
  private boolean isQuiet() {
    return Math.abs(clock.millis() - failedAtMillis) >= QUIET_MILLIS;
  }

  private Acquisition instead(
      int seen, List<Charge> charges, @Nullable Acquisition asked, boolean onlyLooking) {
    if (asked == null) {
      told(seen, false, "it answers nothing"); // no news after it threw
    }
    long retry =
        asked instanceof Acquisition.Unavailable unavailable
            ? unavailable.retryNanos()
            : RETRY_NANOS;
    List<Charge> here = of(charges, StoreFailure.LOCAL);
    if (!of(charges, StoreFailure.DENY).isEmpty() || (alone == null && !here.isEmpty())) {
      return new Acquisition.Unavailable(retry);
    }
    if (alone == null || here.isEmpty()) {
      return new Acquisition.Granted(List.of(), null);
    }
    return onlyLooking ? alone.peek(here) : alone.acquire(here);
  }

  private List<Charge> of(List<Charge> charges, StoreFailure wanted) {
    List<Charge> some = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      StoreFailure own = charge.rule().limit().onStoreFailure();
      if ((own == null ? byDefault : own) == wanted) {
        some.add(charge);
      }
    }
    return some;
  }
}
