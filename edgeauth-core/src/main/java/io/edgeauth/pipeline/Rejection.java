package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderField;
import io.edgeauth.reason.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a stage ended the request.
 *
 * @param reason the stable reason; its status is the answer's
 * @param advice what an honest client should know, or null
 * @param detail what only operators may know, or null
 * @param headers headers of the answer
 */
record Rejection(
    Reason reason, @Nullable String advice, @Nullable String detail, List<HeaderField> headers) {

  Rejection(Reason reason, @Nullable String advice) {
    this(reason, advice, null, List.of());
  }

  /** Because something that is needed is out of reach. */
  static Rejection unavailable(Reason reason, @Nullable String detail, Duration retryAfter) {
    HeaderField retry = new HeaderField("Retry-After", seconds(retryAfter));
    return new Rejection(
        reason, "A service that is needed cannot be reached", detail, List.of(retry));
  }

  /** Rounded up: who comes back a little early is refused again. */
  private static String seconds(Duration duration) {
    return String.valueOf(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
  }
}
