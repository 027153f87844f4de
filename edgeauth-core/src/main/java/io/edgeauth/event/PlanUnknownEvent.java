package io.edgeauth.event;

import java.time.Instant;
import java.util.List;

/**
 * A credential names a usage plan that is not configured, so that the limit itself holds for it.
 * Told at most once a minute for each limit.
 *
 * @param at when
 * @param limit the name of the limit
 * @param source what names the plan: {@code plan-claim} or {@code credential}; never the name
 *     itself where it is a claim's value
 * @param methods names of the authenticators that passed
 * @param requestId the id of the request
 */
public record PlanUnknownEvent(
    Instant at, String limit, String source, List<String> methods, String requestId)
    implements EdgeEvent {

  /** Copies the names. */
  public PlanUnknownEvent {
    methods = List.copyOf(methods);
  }
}
