package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderField;
import io.edgeauth.reason.Reason;
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
}
