package io.edgeauth.event;

import io.edgeauth.reason.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request was decided.
 *
 * @param at when
 * @param requestId the id that client and backend see too
 * @param method the request's method as it came
 * @param path the request's raw path as it came, without the query (which may hold credentials)
 * @param clientAddress who asked, behind trusted proxies, as RFC 5952 writes addresses; the peer's
 *     where the request was refused before that was found out, or null where the server did not say
 * @param route the matching route's pattern, or the path at which EdgeAuth answers itself; null
 *     where none matched
 * @param methods names of the authenticators that passed
 * @param subject the verified subject, or null
 * @param client the verified client, or null
 * @param outcome how it ended
 * @param reason why it was refused, or would have been on a route that is enforced; null where
 *     neither is so
 * @param detail what only operators may know about the refusal, or null; never a credential or a
 *     claim's value
 * @param took how long deciding took
 */
public record DecisionEvent(
    Instant at,
    String requestId,
    String method,
    String path,
    @Nullable String clientAddress,
    @Nullable String route,
    List<String> methods,
    @Nullable String subject,
    @Nullable String client,
    Outcome outcome,
    @Nullable Reason reason,
    @Nullable String detail,
    Duration took)
    implements EdgeEvent {

  /** How a decision ended. */
  public enum Outcome {
    /** The request goes on. */
    FORWARD,
    /**
     * The request goes on without identity and with its credentials, since its route's mode is
     * shadow: otherwise it would have been refused.
     */
    SHADOW,
    /** EdgeAuth answered the request itself. */
    ANSWER,
    /** The request was refused, or gave up its place in a queue. */
    REJECT
  }
}
