package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.EventSink;
import io.edgeauth.event.RateLimiterEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRuntime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L09: what holds while what counts cannot. */
final class GuardedLimiterTest {

  private static final RateLimit FIVE = RateLimit.tokenBucket(5, Duration.ofMinutes(1));

  /** A limiter that counts, or fails in one of the ways in which limiters do. */
  private static final class Store implements RateLimiter {

    private enum Mode {
      COUNTS,
      AWAY,
      THROWS,
      NOTHING
    }

    private final RateLimiter counts;
    private Mode mode = Mode.COUNTS;
    private Runnable meanwhile = () -> {};

    Store(RateLimiter counts) {
      this.counts = counts;
    }

    private Acquisition or(Acquisition answer) {
      return switch (mode) {
        case COUNTS -> answer;
        case AWAY -> new Acquisition.Unavailable(3_000_000_000L);
        case THROWS -> throw new IllegalStateException("a bug that quotes a secret");
        case NOTHING -> null;
      };
    }

    @Override
    public Acquisition acquire(List<Charge> charges) {
      meanwhile.run();
      meanwhile = () -> {};
      return mode == Mode.COUNTS ? counts.acquire(charges) : or(null);
    }

    @Override
    public Acquisition peek(List<Charge> charges) {
      return mode == Mode.COUNTS ? counts.peek(charges) : or(null);
    }

    @Override
    public void charge(List<Charge> charges) {
      if (mode == Mode.COUNTS) {
        counts.charge(charges);
      } else if (mode == Mode.THROWS) {
        throw new IllegalStateException("a bug");
      }
    }

    @Override
    public void refund(List<Charge> charges) {}

    @Override
    public void close() {}
  }

  private final FakeTicker ticker = new FakeTicker();
  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final RecordedEvents events = new RecordedEvents();
  private final Store store = new Store(RateLimiter.local(1_000, clock, ticker));
  private final GuardedLimiter guarded = guarded(StoreFailure.LOCAL);

  private GuardedLimiter guarded(StoreFailure byDefault) {
    return GuardedLimiter.of(
        store,
        RateLimiter.local(1_000, clock, ticker),
        byDefault,
        EventSink.to(List.of(events)),
        clock);
  }

  private static Charge charge(String name, RateLimit limit) {
    return new Charge(LimitRule.of(name, limit), new LimitedKey(1, name.hashCode()), 1);
  }

  private static int granted(GuardedLimiter limiter, int times, Charge... charges) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += limiter.acquire(List.of(charges)) instanceof Acquisition.Granted ? 1 : 0;
    }
    return granted;
  }

  @Test
  @DisplayName("L09: away, it counts alone, never unlimited, and joins the shared count again")
  void local_away_countsAloneAndJoinsAgain() {
    Charge charge = charge("a", FIVE);
    assertThat(granted(guarded, 3, charge)).isEqualTo(3);
    for (Store.Mode mode : List.of(Store.Mode.AWAY, Store.Mode.THROWS, Store.Mode.NOTHING)) {
      store.mode = mode;
      assertThat(granted(guarded, 9, charge)).isEqualTo(mode == Store.Mode.AWAY ? 5 : 0);
    }
    store.mode = Store.Mode.COUNTS;
    assertThat(granted(guarded, 9, charge)).isEqualTo(2);
  }

  @Test
  void events_oncePerChange() {
    Charge charge = charge("a", FIVE);
    granted(guarded, 2, charge);
    store.mode = Store.Mode.THROWS;
    granted(guarded, 2, charge);
    store.mode = Store.Mode.AWAY;
    granted(guarded, 2, charge);
    store.mode = Store.Mode.COUNTS;
    clock.advance(Duration.ofSeconds(1));
    granted(guarded, 2, charge);
    List<RateLimiterEvent> told = events.of(RateLimiterEvent.class);
    assertThat(told).extracting(RateLimiterEvent::counting).containsExactly(false, true);
    assertThat(told.get(0).detail()).isEqualTo("it threw java.lang.IllegalStateException");
  }

  /** As a Redis that is full does: it still looks, and takes nothing. */
  @Test
  void events_looksAnsweredAndTakesNot_toldOnce() {
    Charge charge = charge("a", FIVE);
    for (int i = 0; i < 1_000; i++) {
      store.mode = Store.Mode.AWAY;
      guarded.acquire(List.of(charge));
      store.mode = Store.Mode.COUNTS;
      guarded.peek(List.of(charge));
      clock.advance(Duration.ofMillis(10));
    }
    assertThat(counting()).containsExactly(false);
    clock.advance(Duration.ofSeconds(1));
    guarded.peek(List.of(charge));
    assertThat(counting()).containsExactly(false, true);
  }

  /** An answer that was under way when another thread's was not given any more is no news. */
  @Test
  void events_answerOfBeforeTheFailure_isNoReturn() {
    Charge charge = charge("a", FIVE);
    store.meanwhile =
        () -> {
          store.mode = Store.Mode.AWAY;
          guarded.peek(List.of(charge));
          clock.advance(Duration.ofMinutes(1));
          store.mode = Store.Mode.COUNTS;
        };
    assertThat(guarded.acquire(List.of(charge))).isInstanceOf(Acquisition.Granted.class);
    assertThat(counting()).containsExactly(false);
    guarded.acquire(List.of(charge));
    assertThat(counting()).containsExactly(false, true);
  }

  private List<Boolean> counting() {
    return events.of(RateLimiterEvent.class).stream().map(RateLimiterEvent::counting).toList();
  }

  @Test
  void deny_away_unavailableForSoLong() {
    store.mode = Store.Mode.AWAY;
    Charge denied = charge("a", FIVE.onStoreFailure(StoreFailure.DENY));
    assertThat(guarded.acquire(List.of(denied)))
        .isEqualTo(new Acquisition.Unavailable(3_000_000_000L));
    assertThat(guarded.peek(List.of(denied))).isInstanceOf(Acquisition.Unavailable.class);
    assertThat(guarded(StoreFailure.DENY).acquire(List.of(charge("b", FIVE))))
        .isInstanceOf(Acquisition.Unavailable.class);
    store.mode = Store.Mode.COUNTS;
    assertThat(granted(guarded, 9, denied)).isEqualTo(5);
  }

  @Test
  void allow_away_nothingLimitedNothingTold() {
    store.mode = Store.Mode.AWAY;
    Charge allowed = charge("a", FIVE.onStoreFailure(StoreFailure.ALLOW));
    assertThat(granted(guarded, 100, allowed)).isEqualTo(100);
    Acquisition answer = guarded.acquire(List.of(allowed));
    assertThat(((Acquisition.Granted) answer).states()).isEmpty();
  }

  /** In one stage each limit does what it says itself; one that denies denies all. */
  @Test
  void mixed_away_eachAsItSays() {
    store.mode = Store.Mode.AWAY;
    Charge allowed = charge("a", FIVE.onStoreFailure(StoreFailure.ALLOW));
    Charge local = charge("b", FIVE);
    Charge denied = charge("c", FIVE.onStoreFailure(StoreFailure.DENY));
    assertThat(granted(guarded, 9, allowed, local)).isEqualTo(5);
    assertThat(guarded.acquire(List.of(allowed, local)))
        .isInstanceOfSatisfying(
            Acquisition.Refused.class,
            refused ->
                assertThat(refused.states()).extracting(s -> s.rule().name()).containsExactly("b"));
    assertThat(guarded.acquire(List.of(allowed, local, denied)))
        .isInstanceOf(Acquisition.Unavailable.class);
  }

  @Test
  void charge_away_countedHere() {
    Charge charge = charge("a", FIVE);
    for (Store.Mode mode : List.of(Store.Mode.AWAY, Store.Mode.THROWS)) {
      store.mode = mode;
      guarded.peek(List.of(charge));
      guarded.charge(List.of(charge));
    }
    assertThat(granted(guarded, 9, charge)).isEqualTo(3);
  }
}
