/**
 * What instances share in Redis: answers of authorization servers, and which of them are forgotten.
 * {@link io.edgeauth.redis.RedisStore} is where to begin.
 *
 * <p>A request whose answer is not in its instance's own memory asks Redis in one round trip before
 * it asks the authorization server. While Redis is out of reach or slow nobody asks it: a beat in
 * the background finds out when it is back.
 */
@NullMarked
package io.edgeauth.redis;

import org.jspecify.annotations.NullMarked;
