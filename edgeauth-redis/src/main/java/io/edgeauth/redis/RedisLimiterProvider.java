package io.edgeauth.redis;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.config.RateLimiterProvider;
import io.edgeauth.ratelimit.RateLimiterSpec;

/** Counts in the store of {@code redis}. Public for {@link java.util.ServiceLoader} alone. */
public final class RedisLimiterProvider implements RateLimiterProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public RedisLimiterProvider() {}

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public RateLimiterSpec limiter(SharedAnswersSpec store) {
    return (RedisStore) store;
  }
}
