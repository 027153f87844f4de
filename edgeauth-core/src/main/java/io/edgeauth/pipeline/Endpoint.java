package io.edgeauth.pipeline;

import org.jspecify.annotations.Nullable;

/** One path at which EdgeAuth answers in the application's place. Many threads ask it at once. */
interface Endpoint {

  /** What it answers at, and what its caller must prove; a route of one path. */
  CompiledRoute route();

  /**
   * Answers a request of its path and methods, whose caller has proven what the route asks.
   *
   * @param exchange gets the answer
   * @return why there is none, or null
   */
  @Nullable Rejection answer(Exchange exchange);
}
