/**
 * What instances share in Redis: {@code io.edgeauth.redis.RedisStore} is where to begin. Lettuce is
 * an automatic module, and so are some that it needs.
 */
module io.edgeauth.redis {
  requires transitive io.edgeauth;
  requires io.netty.common;
  requires io.netty.handler;
  requires lettuce.core;
  requires org.jspecify;

  exports io.edgeauth.redis;

  provides io.edgeauth.config.RateLimiterProvider with
      io.edgeauth.redis.RedisLimiterProvider;
  provides io.edgeauth.config.SharedStoreProvider with
      io.edgeauth.redis.RedisStoreProvider;
}
