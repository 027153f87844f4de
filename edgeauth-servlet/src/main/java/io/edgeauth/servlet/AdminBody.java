package io.edgeauth.servlet;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that changes something: one JSON object, or nothing at all, which stands
 * for an empty one. Forms of browsers cannot send its type.
 */
sealed interface AdminBody {

  /** How many bytes it may have. */
  int MAX_LENGTH = 64 * 1024;

  /** What is told then. */
  String TOO_LONG = "The body is longer than 65536 bytes.";

  /** What it holds, as it came. */
  record Members(Map<String, ? extends @Nullable Object> values) implements AdminBody {}

  /** It cannot be taken. */
  record Refused(AdminAnswer answer) implements AdminBody {}

  /** UTF-8 is all that JSON has (RFC 8259, section 8.1). */
  Pattern JSON =
      Pattern.compile(
          "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\"))?", Pattern.CASE_INSENSITIVE);

  /** Reads it, no further than it may be long. */
  static AdminBody read(HttpServletRequest request) throws IOException {
    List<String> types = Collections.list(request.getHeaders("Content-Type"));
    if (types.size() != 1 || !JSON.matcher(types.get(0)).matches() || isCoded(request)) {
      return refused(415, "A body of application/json is expected, in UTF-8 and not compressed.");
    }
    if (request.getContentLengthLong() > MAX_LENGTH) {
      return refused(413, TOO_LONG);
    }
    byte[] body = request.getInputStream().readNBytes(MAX_LENGTH + 1);
    if (body.length > MAX_LENGTH) {
      return refused(413, TOO_LONG);
    }
    if (body.length == 0) {
      return new Members(Map.of());
    }
    try {
      return new Members(JsonReader.readObject(body));
    } catch (JsonException e) {
      return refused(400, "The body is not one JSON object: " + e.getMessage() + ".");
    }
  }

  private static boolean isCoded(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Content-Encoding")).stream()
        .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
  }

  private static AdminBody refused(int status, String detail) {
    return new Refused(AdminAnswer.problem(status, detail));
  }
}
