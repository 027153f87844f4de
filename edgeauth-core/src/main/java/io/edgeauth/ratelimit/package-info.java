/**
 * How often somebody may ask.
 *
 * <p>Entry types: {@link io.edgeauth.ratelimit.RateLimit}, one limit as it is configured, and
 * {@link io.edgeauth.ratelimit.RateLimiter}, what counts, to be implemented by others too. A stage
 * of the pipeline makes {@link io.edgeauth.ratelimit.Charge}s of a request's limits and keys, and
 * asks for all of them at once.
 */
@NullMarked
package io.edgeauth.ratelimit;

import org.jspecify.annotations.NullMarked;
