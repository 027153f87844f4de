package io.edgeauth.forward;

import io.edgeauth.http.HeaderName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One identity header.
 *
 * @param header its name
 * @param source where its value comes from
 * @param list how several values stand in it, or null for the format of all
 */
public record HeaderMapping(String header, IdentitySource source, @Nullable ListFormat list) {

  /**
   * Headers that mean something to HTTP itself, or carry credentials: writing an identity there
   * would break the request.
   */
  private static final Set<String> TAKEN =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "authorization",
          "proxy-authorization",
          "cookie",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "signature",
          "signature-input",
          "traceparent",
          "tracestate");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is no header name, or one that means something else; the
   *     message says so
   */
  public HeaderMapping {
    checkName(header);
  }

  static void checkName(String header) {
    if (!HeaderName.isToken(header)) {
      throw new IllegalArgumentException(header + " (expected: a header name such as X-User-Id)");
    }
    if (TAKEN.contains(HeaderName.fold(header))) {
      throw new IllegalArgumentException(
          header + " already means something else (expected: a name such as X-User-Id)");
    }
  }
}
