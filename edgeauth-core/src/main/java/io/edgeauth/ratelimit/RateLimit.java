package io.edgeauth.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One limit, as {@code rate-limits} says it. Routes name it; all that name it share its counts.
 *
 * <pre>{@code
 * RateLimit.tokenBucket(1000, Duration.ofMinutes(1)).by(LimitKey.SUBJECT).burst(2000)
 * }</pre>
 *
 * <p>Immutable: every method that changes something returns another limit. A number that makes no
 * sense is refused with {@link IllegalArgumentException}; the message says what is expected.
 */
public final class RateLimit {

  /** The most permits of one limit. */
  public static final long MAX_PERMITS = 1_000_000_000;

  /** The most requests that may wait for one key. */
  public static final int MAX_QUEUE = 100_000;

  /** The longest that a request may wait. */
  public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

  /** Until a burst is back. Longer times are no limits any more, and would overflow. */
  private static final Duration LONGEST_REFILL = Duration.ofDays(20 * 365);

  private final Algorithm algorithm;
  private final long permits;
  private final LimitPeriod period;
  private List<LimitKey> keys = List.of(LimitKey.IP);
  private long burst;
  private long cost = 1;
  private boolean countsFailures;
  private boolean overriddenByCredential;
  private int ipv6Prefix = 64;
  private int queue = 100;
  private Duration maxWait = Duration.ofSeconds(2);
  private @Nullable StoreFailure onStoreFailure;

  private RateLimit(Algorithm algorithm, long permits, LimitPeriod period) {
    check("permits", permits, 1, MAX_PERMITS);
    this.algorithm = algorithm;
    this.permits = permits;
    this.period = period;
    this.burst = permits;
    if (period instanceof LimitPeriod.Lasting lasting && lasting.length().toNanos() < permits) {
      throw new IllegalArgumentException(
          "permits: " + permits + " (expected: at most one for each nanosecond of per)");
    }
  }

  private RateLimit(RateLimit other) {
    this(other.algorithm, other.permits, other.period);
    keys = other.keys;
    burst = other.burst;
    cost = other.cost;
    countsFailures = other.countsFailures;
    overriddenByCredential = other.overriddenByCredential;
    ipv6Prefix = other.ipv6Prefix;
    queue = other.queue;
    maxWait = other.maxWait;
    onStoreFailure = other.onStoreFailure;
  }

  /**
   * So many in each window.
   *
   * @param permits how many, from 1 to {@link #MAX_PERMITS}
   * @param period the window: at least a second, or a unit of the calendar
   * @return the limit
   */
  public static RateLimit fixedWindow(long permits, LimitPeriod period) {
    return new RateLimit(Algorithm.FIXED_WINDOW, permits, window(period));
  }

  /**
   * So many in each window.
   *
   * @param permits how many
   * @param per the window, at least a second
   * @return the limit
   */
  public static RateLimit fixedWindow(long permits, Duration per) {
    return fixedWindow(permits, new LimitPeriod.Lasting(per));
  }

  /**
   * So many in the window that ends now.
   *
   * @param permits how many
   * @param per the window, at least a second
   * @return the limit
   */
  public static RateLimit slidingWindow(long permits, Duration per) {
    return new RateLimit(Algorithm.SLIDING_WINDOW, permits, window(new LimitPeriod.Lasting(per)));
  }

  /**
   * Permits that come back evenly.
   *
   * @param permits how many
   * @param per in what time, at least a millisecond
   * @return the limit, with a burst of as many
   */
  public static RateLimit tokenBucket(long permits, Duration per) {
    return new RateLimit(Algorithm.TOKEN_BUCKET, permits, new LimitPeriod.Lasting(per));
  }

  /**
   * Requests that leave evenly.
   *
   * @param permits how many
   * @param per in what time, at least a millisecond
   * @return the limit, with a queue of 100 and a wait of at most two seconds
   */
  public static RateLimit leakyBucket(long permits, Duration per) {
    return new RateLimit(Algorithm.LEAKY_BUCKET, permits, new LimitPeriod.Lasting(per));
  }

  /**
   * The same limit for other keys.
   *
   * @param parts one or more, all of which must be the same for two requests to be counted together
   * @return the limit
   */
  public RateLimit by(LimitKey... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("key: none (expected: one or more, such as ip)");
    }
    return with(limit -> limit.keys = List.of(parts));
  }

  /**
   * The same limit with another burst.
   *
   * @param most how many permits can be saved up, for a token bucket alone
   * @return the limit
   */
  public RateLimit burst(long most) {
    only(Algorithm.TOKEN_BUCKET, "burst");
    check("burst", most, 1, MAX_PERMITS);
    Duration each = ((LimitPeriod.Lasting) period).length().dividedBy(permits);
    if (each.compareTo(LONGEST_REFILL.dividedBy(most)) > 0) {
      throw new IllegalArgumentException(
          "burst: " + most + " (expected: as many as come back within 20 years)");
    }
    return with(limit -> limit.burst = most);
  }

  /**
   * The same limit with another price.
   *
   * @param each the permits that one request takes, at most as many as there can be
   * @return the limit
   */
  public RateLimit cost(long each) {
    check("cost", each, 1, algorithm == Algorithm.LEAKY_BUCKET ? 1 : most());
    return with(limit -> limit.cost = each);
  }

  /**
   * The same limit for failures: only credentials that are refused with 401 take permits, and when
   * there are none left, no credential is looked at.
   *
   * @return the limit
   */
  public RateLimit countsFailures() {
    if (algorithm == Algorithm.LEAKY_BUCKET) {
      throw new IllegalArgumentException(
          "counts: failures of a leaky-bucket (expected: another algorithm)");
    }
    return with(limit -> limit.countsFailures = true);
  }

  /**
   * The same limit, in whose place a credential's own limit or plan counts where it has one.
   *
   * @return the limit
   */
  public RateLimit overriddenByCredential() {
    return with(limit -> limit.overriddenByCredential = true);
  }

  /**
   * The same limit with another part of IPv6 addresses that counts.
   *
   * @param bits from 1 to 128; one site mostly has 64 or fewer
   * @return the limit
   */
  public RateLimit ipv6Prefix(int bits) {
    check("ipv6-prefix", bits, 1, 128);
    return with(limit -> limit.ipv6Prefix = bits);
  }

  /**
   * The same limit with another queue.
   *
   * @param places how many requests may wait, for a leaky bucket alone
   * @return the limit
   */
  public RateLimit queue(int places) {
    only(Algorithm.LEAKY_BUCKET, "queue");
    check("queue", places, 0, MAX_QUEUE);
    return with(limit -> limit.queue = places);
  }

  /**
   * The same limit with another wait.
   *
   * @param most how long a request may wait, at most five minutes, for a leaky bucket alone
   * @return the limit
   */
  public RateLimit maxWait(Duration most) {
    only(Algorithm.LEAKY_BUCKET, "max-wait");
    if (most.isNegative() || most.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException("max-wait: " + most + " (expected: from 0s to 5m)");
    }
    return with(limit -> limit.maxWait = most);
  }

  /**
   * The same limit with another answer to a store that is out of reach.
   *
   * @param instead what holds then
   * @return the limit
   */
  public RateLimit onStoreFailure(StoreFailure instead) {
    return with(limit -> limit.onStoreFailure = instead);
  }

  /**
   * How permits come back.
   *
   * @return the algorithm
   */
  public Algorithm algorithm() {
    return algorithm;
  }

  /**
   * How many permits a period has.
   *
   * @return from 1 to {@link #MAX_PERMITS}
   */
  public long permits() {
    return permits;
  }

  /**
   * In what time they come.
   *
   * @return the period
   */
  public LimitPeriod period() {
    return period;
  }

  /**
   * Whom it counts.
   *
   * @return the parts of the key, at least one
   */
  public List<LimitKey> keys() {
    return keys;
  }

  /**
   * How many permits there can be at one time.
   *
   * @return the burst of a token bucket, 1 for a leaky bucket, else the permits
   */
  public long most() {
    return switch (algorithm) {
      case TOKEN_BUCKET -> burst;
      case LEAKY_BUCKET -> 1;
      case FIXED_WINDOW, SLIDING_WINDOW -> permits;
    };
  }

  /**
   * What one request takes.
   *
   * @return the permits
   */
  public long cost() {
    return cost;
  }

  /**
   * Whether only refused credentials take permits.
   *
   * @return {@code counts: failures}
   */
  public boolean isOfFailures() {
    return countsFailures;
  }

  /**
   * Whether a credential's own limit or plan counts in its place.
   *
   * @return {@code override: credential}
   */
  public boolean isOverriddenByCredential() {
    return overriddenByCredential;
  }

  /**
   * How many bits of an IPv6 address count.
   *
   * @return from 1 to 128
   */
  public int ipv6Prefix() {
    return ipv6Prefix;
  }

  /**
   * How many requests may wait.
   *
   * @return the places; only a leaky bucket asks for them
   */
  public int queue() {
    return queue;
  }

  /**
   * How long a request may wait.
   *
   * @return the longest wait that is granted; only a leaky bucket asks for it
   */
  public Duration maxWait() {
    return maxWait;
  }

  /**
   * What holds while a shared store is out of reach.
   *
   * @return null for what the limiter says
   */
  public @Nullable StoreFailure onStoreFailure() {
    return onStoreFailure;
  }

  /**
   * Whether it can be asked only after the caller was authenticated.
   *
   * @return true where a part of its key is of the identity
   */
  public boolean isOfIdentity() {
    return keys.stream().anyMatch(LimitKey::isOfIdentity);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RateLimit limit
        && algorithm == limit.algorithm
        && permits == limit.permits
        && period.equals(limit.period)
        && keys.equals(limit.keys)
        && burst == limit.burst
        && cost == limit.cost
        && countsFailures == limit.countsFailures
        && overriddenByCredential == limit.overriddenByCredential
        && ipv6Prefix == limit.ipv6Prefix
        && queue == limit.queue
        && maxWait.equals(limit.maxWait)
        && onStoreFailure == limit.onStoreFailure;
  }

  @Override
  public int hashCode() {
    return Objects.hash(algorithm, permits, period, keys, burst, cost);
  }

  @Override
  public String toString() {
    return "RateLimit[" + algorithm + ", " + permits + " per " + period + ", by " + keys + "]";
  }

  private RateLimit with(Consumer<RateLimit> change) {
    RateLimit changed = new RateLimit(this);
    change.accept(changed);
    return changed;
  }

  private void only(Algorithm needed, String what) {
    if (algorithm != needed) {
      throw new IllegalArgumentException(
          what + " of a " + algorithm + " (expected: only with " + needed + ")");
    }
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: from " + least + " to " + most + ")");
    }
  }

  private static LimitPeriod window(LimitPeriod period) {
    if (period instanceof LimitPeriod.Lasting lasting
        && lasting.length().compareTo(SHORTEST_WINDOW) < 0) {
      throw new IllegalArgumentException(
          "per: " + lasting.length() + " (expected: at least 1s for a window)");
    }
    return period;
  }
}
