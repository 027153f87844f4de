package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderField;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
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
 * @param violatedPolicies the names of the limits that are exceeded
 */
record Rejection(
    Reason reason,
    @Nullable String advice,
    @Nullable String detail,
    List<HeaderField> headers,
    List<String> violatedPolicies) {

  Rejection(
      Reason reason, @Nullable String advice, @Nullable String detail, List<HeaderField> headers) {
    this(reason, advice, detail, headers, List.of());
  }

  Rejection(Reason reason, @Nullable String advice) {
    this(reason, advice, null, List.of());
  }

  /** Because something that is needed is out of reach. */
  static Rejection unavailable(Reason reason, @Nullable String detail, Duration retryAfter) {
    HeaderField retry = new HeaderField("Retry-After", seconds(retryAfter));
    return new Rejection(
        reason, "A service that is needed cannot be reached", detail, List.of(retry));
  }

  /** Because limits are exceeded. Who waits so long passes, if nobody else asks. */
  static Rejection exceeded(List<String> limits, Duration retryAfter) {
    HeaderField retry = new HeaderField("Retry-After", seconds(retryAfter));
    return new Rejection(
        Reasons.LIMIT_EXCEEDED,
        "Too many requests",
        String.join(", ", limits),
        List.of(retry),
        limits);
  }

  /** Rounded up: who comes back a little early is refused again. */
  private static String seconds(Duration duration) {
    return String.valueOf(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
  }
}
