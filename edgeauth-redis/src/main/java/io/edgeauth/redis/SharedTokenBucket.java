package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.redis.SharedPace.Amount;

/** A token bucket: the script keeps how long it takes until it is full. */
final class SharedTokenBucket implements SharedLimit {

  private static final int KIND = 1;

  private final LimitRule rule;
  private final SharedPace pace;
  private final Amount burst;
  private final byte[] ofOneRequest;

  SharedTokenBucket(LimitRule rule) {
    this.rule = rule;
    this.pace = SharedPace.of(rule.limit());
    this.burst = pace.of(rule.limit().most());
    this.ofOneRequest = doubles(rule.limit().cost());
  }

  private byte[] doubles(long permits) {
    Amount cost = pace.of(permits);
    return SharedLimit.doubles(
        KIND, pace.p(), pace.q(), cost.whole(), cost.part(), burst.whole(), burst.part());
  }

  @Override
  public byte[] arguments(long permits) {
    return permits == rule.limit().cost() ? ofOneRequest : doubles(permits);
  }

  @Override
  public byte[] undoing(long permits, Answer answer) {
    return arguments(permits);
  }

  @Override
  public int numbers() {
    return 2;
  }

  @Override
  public LimitState state(long permits, Answer answer, boolean taken) {
    Amount before = new Amount(answer.at(0), answer.at(1));
    Amount after = pace.sum(before, pace.of(permits));
    Amount debt = taken ? after : before;
    long remaining = pace.permits(pace.rest(burst, debt));
    long reset = pace.nanos(remaining > 0 ? debt : pace.rest(pace.sum(debt, pace.of(1)), burst));
    return new LimitState(rule, remaining, reset, taken ? 0 : pace.nanos(pace.rest(after, burst)));
  }
}
