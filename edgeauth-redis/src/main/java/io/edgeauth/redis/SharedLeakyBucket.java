package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.redis.SharedPace.Amount;

/** A leaky bucket: the script keeps how long it takes until the next place is free. */
final class SharedLeakyBucket implements SharedLimit {

  private static final int KIND = 2;

  private final LimitRule rule;
  private final SharedPace pace;
  private final Amount interval;
  private final Amount longest;
  private final Amount patience;
  private final byte[] asked;

  SharedLeakyBucket(LimitRule rule) {
    this.rule = rule;
    this.pace = SharedPace.of(rule.limit());
    this.interval = pace.of(1);
    this.patience = pace.ofNanos(rule.limit().maxWait().toNanos());
    // So many wait already where the next place is so far away.
    Amount queue = pace.of(rule.limit().queue());
    this.longest = queue.compareTo(patience) < 0 ? queue : patience;
    this.asked = doubles(ANY, 0);
  }

  private byte[] doubles(long place, long part) {
    return SharedLimit.doubles(
        KIND,
        pace.p(),
        interval.whole(),
        interval.part(),
        longest.whole(),
        longest.part(),
        patience.whole(),
        patience.part(),
        place,
        part);
  }

  @Override
  public boolean hasPlaces() {
    return true;
  }

  @Override
  public byte[] arguments(long permits) {
    return asked;
  }

  @Override
  public byte[] undoing(long permits, Answer answer) {
    return isAtOnce(answer) ? asked : doubles(answer.now() + answer.at(0), answer.at(1));
  }

  @Override
  public int numbers() {
    return 3;
  }

  private static boolean isAtOnce(Answer answer) {
    return answer.at(0) == 0 && answer.at(1) == 0;
  }

  /** Nothing is saved up: one is left where nobody was served just now. */
  @Override
  public LimitState state(long permits, Answer answer, boolean taken) {
    Amount wait = new Amount(answer.at(0), answer.at(1));
    boolean ofPlaceGivenUp = answer.at(2) == 1;
    if (taken) {
      return new LimitState(rule, 0, pace.nanos(pace.sum(wait, interval)), 0);
    }
    long tooLong = ofPlaceGivenUp ? 0 : pace.nanos(pace.rest(wait, longest));
    return new LimitState(rule, isAtOnce(answer) ? 1 : 0, pace.nanos(wait), tooLong);
  }

  @Override
  public long waitNanos(Answer answer) {
    return pace.nanos(new Amount(answer.at(0), answer.at(1)));
  }
}
