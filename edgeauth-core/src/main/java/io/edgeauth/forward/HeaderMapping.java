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

  /**
   * Tells whether EdgeAuth may write a header of this name.
   *
   * @param header any text
   * @return false where it is no header name, or means something to HTTP itself
   */
  public static boolean isFree(String header) {
    return HeaderName.isToken(header) && !TAKEN.contains(HeaderName.fold(header));
  }

  /**
   * Whether a reader has to expect several values. A claim may be anything, so that its mapping has
   * to say.
   */
  boolean isList() {
    return source.isList() || (source.isClaim() && list != null);
  }

  static void checkName(String header) {
    if (!isFree(header)) {
      throw new IllegalArgumentException(
          header + " (expected: a header name that means nothing else to HTTP, such as X-User-Id)");
    }
  }
}
