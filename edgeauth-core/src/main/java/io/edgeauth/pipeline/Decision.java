package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.identity.Identity;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What is to be done with a request. An adapter only carries it out. */
public sealed interface Decision {

  /**
   * The request goes on.
   *
   * @param identity who is calling
   * @param headers what is changed about its headers
   * @param query what is changed about its query
   * @param responseHeaders what is added to the answer
   */
  record Forward(
      Identity identity, HeaderEdits headers, QueryEdits query, List<HeaderField> responseHeaders)
      implements Decision {}

  /**
   * The request may go on later. An adapter that cannot wait without holding a thread cancels the
   * reservation and carries out {@code otherwise}.
   *
   * <p>What {@code then} gives may be another delay, where several limits make requests wait, or
   * where it was asked too early. Either {@code then} is asked or the reservation is cancelled, for
   * every request: until then it counts as one that is under way.
   *
   * @param reservation the place in the queue
   * @param atMost how long the wait can be, counted from the decision; the place is lost after it
   * @param then what is to be done when the wait is over; ask it once
   * @param otherwise what is to be done by one who cannot wait
   */
  record Delay(Reservation reservation, Duration atMost, Supplier<Decision> then, Reject otherwise)
      implements Decision {}

  /**
   * A place in a queue. It is freed when its turn is used, when it is cancelled, or when it is too
   * late.
   */
  interface Reservation {

    /**
     * How long until the turn comes.
     *
     * @return the time from now, zero when it has come
     */
    Duration untilTurn();

    /**
     * Gives the place back: the client has gone, or nobody can wait. Does nothing when called
     * again.
     */
    void cancel();
  }

  /**
   * EdgeAuth answers the request itself; nothing is forwarded, and no refusal is meant.
   *
   * @param status the HTTP status
   * @param responseHeaders all headers of the answer but its length, {@code Content-Type} among
   *     them where there is a body
   * @param body the body, sent as UTF-8; empty for none
   */
  record Answer(int status, List<HeaderField> responseHeaders, String body) implements Decision {}

  /**
   * The request is refused.
   *
   * @param problem what the client is told
   * @param responseHeaders what is added to the answer
   */
  record Reject(Problem problem, List<HeaderField> responseHeaders) implements Decision {}
}
