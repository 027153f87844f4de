package io.edgeauth.keys;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a key set is left alone between two fetches in the background. Immutable.
 *
 * @param cooldown the least time after a success, the most after a failure
 * @param refreshInterval the most time after a success
 */
record FetchPauses(Duration cooldown, Duration refreshInterval) {

  static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** A second, then two, four and so on up to the cooldown. */
  Duration afterFailures(int inARow) {
    Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(inARow - 1, 20));
    return pause.compareTo(cooldown) < 0 ? pause : cooldown;
  }

  /**
   * About as long as the set is fresh. Many instances that were started together must not all ask
   * their issuer in the same second for ever: so it is up to a tenth less, or, where that would be
   * less than the cooldown, up to a tenth of the cooldown more.
   *
   * @param freshFor from the cooldown to the refresh interval
   */
  Duration afterSuccess(Duration freshFor) {
    long fresh = freshFor.toNanos();
    long cool = cooldown.toNanos();
    long least = Math.max(cool, fresh - fresh / 10);
    long most = Math.min(refreshInterval.toNanos(), Math.max(fresh, cool + cool / 10));
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(least, most + 1));
  }
}
