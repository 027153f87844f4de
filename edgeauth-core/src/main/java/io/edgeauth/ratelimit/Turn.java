package io.edgeauth.ratelimit;

/**
 * A place in the queue of a leaky bucket. It is freed when its time comes, or when it is cancelled.
 * Any thread may ask it.
 */
public interface Turn {

  /**
   * How long until it comes.
   *
   * @return nanoseconds from now, 0 or less when it has come
   */
  long nanosUntil();

  /**
   * Gives the place to somebody else, and everything else that was granted with it. Does nothing
   * when called again, or when the turn has come.
   */
  void cancel();
}
