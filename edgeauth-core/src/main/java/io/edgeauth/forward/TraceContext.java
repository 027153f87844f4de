package io.edgeauth.forward;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.HeaderName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Passes a trace on, or begins one where the request has none that can be read.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
final class TraceContext {

  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceContext() {}

  /**
   * Adds the header of a new trace where one is needed, and says whether it did: then the client's
   * headers end. The trace's id is the request's, so that who has the one finds the other.
   *
   * @param requestId 32 hexadecimal digits
   */
  static boolean begin(EdgeRequest request, String requestId, List<HeaderField> fields) {
    List<String> lines = request.headers("traceparent");
    if (lines.size() == 1 && TRACEPARENT.matcher(lines.get(0)).matches()) {
      return false;
    }
    fields.add(
        new HeaderField("traceparent", "00-" + requestId + "-" + requestId.substring(16) + "-00"));
    return true;
  }

  static boolean isTraceHeader(String name) {
    return HeaderName.same(name, "traceparent") || HeaderName.same(name, "tracestate");
  }
}
