package io.edgeauth.ratelimit;

/**
 * A limit as one would explain it: slow, with exact fractions or a list of all that was taken, and
 * asked what holds at any time from now on. Times are nanoseconds since 1970.
 */
interface LimitModel {

  static LimitModel of(RateLimit limit) {
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET -> new BucketModel(limit);
      case FIXED_WINDOW, SLIDING_WINDOW -> new WindowModel(limit);
      case LEAKY_BUCKET -> throw new IllegalArgumentException("see QueueModel");
    };
  }

  /** Whether so many would be granted at a time if nobody took any until then. */
  boolean passes(long permits, long at);

  /** How many whole ones there would be. */
  long remaining(long at);

  /** Whether all would be there again. */
  boolean isFull(long at);

  /** They were granted. */
  void take(long permits, long at);

  /** They are taken as far as they are there. */
  void drain(long permits, long at);

  /** They are given back as far as there is room. */
  void refund(long permits, long at);

  /** How many nanoseconds too early or too late may be: what one unit of the limiter lasts. */
  long slack();
}
