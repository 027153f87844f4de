package io.edgeauth.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.List;

/**
 * Counts. One limiter serves all limits of an {@code EdgeAuth}, by many threads at once, and
 * outlives changes of the configuration.
 *
 * <p>It never throws for what a client can cause, nor where its store is out of reach: that is
 * {@link Acquisition.Unavailable}. One that asks a store does so in one round trip for each call,
 * and bounds the time of it.
 */
public interface RateLimiter extends AutoCloseable {

  /**
   * Makes a limiter that counts in this process.
   *
   * @param maxKeys how many keys it counts, all limits together
   * @param clock says where windows begin, and which day it is
   * @param ticker everything else goes by it
   * @return a limiter that never blocks and is never unavailable
   */
  static RateLimiter local(int maxKeys, Clock clock, Ticker ticker) {
    return new LocalRateLimiter(maxKeys, clock, ticker);
  }

  /**
   * Takes the permits of all charges, or of none.
   *
   * @param charges one for each limit of a stage, with different rules or keys; at least one
   * @return what was granted, or refused, with the state of each limit
   */
  Acquisition acquire(List<Charge> charges);

  /**
   * Says what {@link #acquire} would say, and takes nothing.
   *
   * @param charges as for {@code acquire}
   * @return the same answers; a granted one has no turn
   */
  Acquisition peek(List<Charge> charges);

  /**
   * Takes permits for what has happened already, down to none. It asks no queue.
   *
   * @param charges what is taken
   */
  void charge(List<Charge> charges);

  /**
   * Gives permits back that {@link #acquire} took, up to what there can be. What was taken in a
   * window that has passed is not given back.
   *
   * @param charges what was taken
   */
  void refund(List<Charge> charges);

  /** Lets go of everything. Nobody asks afterwards. */
  @Override
  void close();
}
