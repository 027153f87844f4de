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

  /** Looked up, since no processor can predict whether the next is a letter. */
  private static final boolean[] IS_DIGIT = new boolean[128];

  static {
    "0123456789abcdef".chars().forEach(c -> IS_DIGIT[c] = true);
  }

  private TraceContext() {}

  /**
   * Adds the header of a new trace where one is needed, and says whether it did: then the client's
   * headers end. The trace's id is the request's, so that who has the one finds the other; an id
   * that a proxy gave may have another form, and the trace then has one of its own.
   */
  static boolean begin(
      EdgeRequest request, String requestId, RequestIds ids, List<HeaderField> fields) {
    List<String> lines = request.headers("traceparent");
    if (lines.size() == 1 && TRACEPARENT.matcher(lines.get(0)).matches()) {
      return false;
    }
    String id = isTraceId(requestId) ? requestId : ids.next();
    fields.add(new HeaderField("traceparent", "00-" + id + "-" + id.substring(16) + "-00"));
    return true;
  }

  /** 32 lower-case digits; the second half, which names the span too, must not be all zeros. */
  private static boolean isTraceId(String id) {
    if (id.length() != 32) {
      return false;
    }
    int ones = 0;
    for (int i = 0; i < 32; i++) {
      char c = id.charAt(i);
      if (c >= IS_DIGIT.length || !IS_DIGIT[c]) {
        return false;
      }
      ones |= i < 16 ? 0 : c ^ '0';
    }
    return ones != 0;
  }

  static boolean isTraceHeader(String name) {
    return HeaderName.same(name, "traceparent") || HeaderName.same(name, "tracestate");
  }
}
