package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Refused;
import io.edgeauth.ratelimit.LimitPeriod.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * L06, L07, L08: what the limiter says and does at any time, against the slow models, by random
 * steps of time, costs, refunds and charges. The ticker wraps in the first seconds; time stands on
 * edges, and a nanosecond before, far more often than by chance.
 */
final class LimitModelTest {

  private static final int STEPS = 40_000;
  private static final int STEPS_OF_ONE = 500;
  private static final long LONGEST = Duration.ofDays(30 * 365).toNanos();
  private static final LimitedKey KEY = new LimitedKey(1, 2);

  private final SplittableRandom random = new SplittableRandom(20261123);
  private FakeTicker ticker;
  private FakeClock clock;
  private RateLimiter limiter;
  private LimitRule rule;
  private LimitModel model;
  private long grain;
  private long told;

  static Stream<RateLimit> limits() {
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);
    Duration year = Duration.ofDays(366);
    return Stream.of(
        RateLimit.tokenBucket(10, second),
        RateLimit.tokenBucket(1000, minute).burst(2000),
        RateLimit.tokenBucket(7, Duration.ofSeconds(3)).burst(1),
        RateLimit.tokenBucket(3, Duration.ofMillis(1)).burst(1_000_000),
        RateLimit.tokenBucket(1, year),
        RateLimit.tokenBucket(RateLimit.MAX_PERMITS, second),
        RateLimit.tokenBucket(RateLimit.MAX_PERMITS, year).burst(RateLimit.MAX_PERMITS),
        RateLimit.fixedWindow(1, second),
        RateLimit.fixedWindow(100, minute),
        RateLimit.fixedWindow(RateLimit.MAX_PERMITS, year),
        RateLimit.fixedWindow(20, calendar(Calendar.Unit.DAY, "Europe/Berlin")),
        RateLimit.fixedWindow(20, calendar(Calendar.Unit.DAY, "Africa/Cairo")),
        RateLimit.fixedWindow(20, calendar(Calendar.Unit.WEEK, "America/New_York")),
        RateLimit.fixedWindow(20, calendar(Calendar.Unit.MONTH, "Asia/Kolkata")),
        RateLimit.slidingWindow(1, second),
        RateLimit.slidingWindow(10, second),
        RateLimit.slidingWindow(97, Duration.ofSeconds(61)),
        RateLimit.slidingWindow(RateLimit.MAX_PERMITS, year));
  }

  private static LimitPeriod calendar(Calendar.Unit unit, String zone) {
    return new Calendar(unit, ZoneId.of(zone));
  }

  @ParameterizedTest
  @MethodSource("limits")
  @DisplayName("L06, L07, L08: the limiter does what the model says")
  void limiter_randomSteps_asTheModel(RateLimit limit) {
    rule = LimitRule.of("one", limit);
    begin(limit);
    for (int step = 1; step <= STEPS; step++) {
      if (step % STEPS_OF_ONE == 0 || sinceBegin() > LONGEST) {
        begin(limit);
      }
      advance(limit);
      act(cost(limit));
    }
  }

  private void begin(RateLimit limit) {
    ticker = new FakeTicker();
    clock =
        new FakeClock(
            Instant.ofEpochMilli(random.nextLong(1_700_000_000_000L, 1_900_000_000_000L)));
    limiter = RateLimiter.local(1000, clock, ticker);
    model = LimitModel.of(limit);
    grain = limit.period() instanceof Calendar ? 1_000_000 : 1;
    told = 0;
  }

  private long sinceBegin() {
    return ticker.read() - new FakeTicker().read();
  }

  private long now() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
  }

  private void advance(RateLimit limit) {
    long period =
        limit.period() instanceof LimitPeriod.Lasting lasting
            ? lasting.length().toNanos()
            : Duration.ofDays(1).toNanos();
    long each = Math.max(2, period / limit.permits());
    long nanos =
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> 0;
          case 3 -> grain;
          case 4, 5 -> random.nextLong(2 * each);
          case 6 -> random.nextLong(period);
          case 7 -> random.nextLong(3 * period);
          case 8, 9 -> told;
          default -> Math.max(0, told - grain);
        };
    Duration by = Duration.ofNanos(nanos / grain * grain);
    ticker.advance(by);
    clock.advance(by);
  }

  private long cost(RateLimit limit) {
    return switch (random.nextInt(6)) {
      case 0 -> limit.most();
      case 1 -> 1 + random.nextLong(limit.most());
      case 2 -> 1 + random.nextLong(Math.max(1, limit.most() / 10));
      default -> 1;
    };
  }

  private void act(long cost) {
    List<Charge> charges = List.of(new Charge(rule, KEY, cost));
    switch (random.nextInt(10)) {
      case 0 -> {
        limiter.refund(charges);
        model.refund(cost, now());
      }
      case 1 -> {
        limiter.charge(charges);
        model.drain(cost, now());
      }
      case 2, 3 -> judge(limiter.peek(charges), cost, false);
      default -> judge(limiter.acquire(charges), cost, true);
    }
  }

  private void judge(Acquisition acquisition, long cost, boolean taken) {
    long now = now();
    boolean granted = acquisition instanceof Granted;
    if (model.passes(cost, now + model.slack()) == model.passes(cost, now - model.slack())) {
      assertThat(granted).describedAs("cost %s", cost).isEqualTo(model.passes(cost, now));
    }
    LimitState state =
        granted ? ((Granted) acquisition).states().get(0) : ((Refused) acquisition).states().get(0);
    if (granted && taken) {
      model.take(cost, now);
    }
    assertThat(state.isExceeded()).isEqualTo(!granted);
    assertThat(state.remaining())
        .describedAs("remaining")
        .isBetween(model.remaining(now - model.slack()), model.remaining(now + model.slack()));
    judgeReset(state, now);
    if (!granted) {
      judgeWait(state, cost, now);
      told = state.waitNanos();
    } else {
      told = state.resetNanos();
    }
  }

  /** Who waits so long passes, and nobody before. */
  private void judgeWait(LimitState state, long cost, long now) {
    long then = now + state.waitNanos();
    assertThat(model.passes(cost, then + model.slack())).describedAs("after the wait").isTrue();
    if (state.waitNanos() > grain + 2 * model.slack()) {
      assertThat(model.passes(cost, then - grain - model.slack()))
          .describedAs("before the wait of %s is over", state.waitNanos())
          .isFalse();
    }
  }

  private void judgeReset(LimitState state, long now) {
    long then = now + state.resetNanos();
    boolean some = state.remaining() > 0;
    assertThat(
            some ? model.isFull(then + model.slack()) : model.remaining(then + model.slack()) > 0)
        .describedAs("after the reset of %s", state)
        .isTrue();
    if (state.resetNanos() > grain + 2 * model.slack()) {
      long before = then - grain - model.slack();
      assertThat(some ? model.isFull(before) : model.remaining(before) > 0)
          .describedAs("before the reset of %s", state)
          .isFalse();
    }
  }
}
