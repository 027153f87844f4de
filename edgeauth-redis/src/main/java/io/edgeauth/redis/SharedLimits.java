package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.edgeauth.ratelimit.LimitRule;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the script is told of each rule, worked out once for as long as the rule is in use. */
final class SharedLimits {

  private final Clock clock;
  private final LoadingCache<LimitRule, SharedLimit> known =
      Caffeine.newBuilder().weakKeys().build(this::read);

  SharedLimits(Clock clock) {
    this.clock = clock;
  }

  SharedLimit of(LimitRule rule) {
    return known.get(rule);
  }

  private SharedLimit read(LimitRule rule) {
    return switch (rule.limit().algorithm()) {
      case TOKEN_BUCKET -> new SharedTokenBucket(rule);
      case LEAKY_BUCKET -> new SharedLeakyBucket(rule);
      case SLIDING_WINDOW -> new SharedSlidingWindow(rule);
      case FIXED_WINDOW ->
          SharedFixedWindow.of(rule, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    };
  }
}
