package io.edgeauth.redis;

import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * Says in which Redis limits are counted for all instances together.
 *
 * @param store where it is
 */
public record RedisLimiter(RedisStore store) implements RateLimiterSpec {

  @Override
  public RateLimiter open(EdgeRuntime runtime, OutboundSettings outbound) {
    return store.openLimiter(runtime, outbound);
  }
}
