package io.edgeauth.ratelimit;

import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * Says what counts for all instances together. A record: equal ones stand for one limiter, which is
 * kept with its counts while a changed configuration still names it.
 */
public interface RateLimiterSpec {

  /**
   * Opens the limiter. Must not wait for a network: one whose store is out of reach says {@link
   * Acquisition.Unavailable} until it is there.
   *
   * @param runtime time, threads, events; where it does not fetch ahead, nobody is to be contacted
   * @param outbound whose certificates are trusted
   * @return the limiter; EdgeAuth closes it
   * @throws IllegalArgumentException if it can never be opened so; the message says what is
   *     expected
   */
  RateLimiter openLimiter(EdgeRuntime runtime, OutboundSettings outbound);
}
