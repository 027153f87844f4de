package io.edgeauth.outbound;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an address answered. */
public final class OutboundResponse {

  private final int status;
  private final @Nullable String contentType;
  private final @Nullable String cacheControl;
  private final @Nullable String retryAfter;
  private final byte[] body;

  OutboundResponse(
      int status,
      @Nullable String contentType,
      @Nullable String cacheControl,
      @Nullable String retryAfter,
      byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.cacheControl = cacheControl;
    this.retryAfter = retryAfter;
    this.body = body;
  }

  /**
   * The HTTP status. Redirects are answers like others.
   *
   * @return the status
   */
  public int status() {
    return status;
  }

  /**
   * What the body says it is.
   *
   * @return the media type in lower case, without its parameters, or null where nothing is said
   */
  public @Nullable String mediaType() {
    if (contentType == null) {
      return null;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * When to call again, where the address said so in seconds.
   *
   * @return a time from now, or null where nothing readable is said
   */
  public @Nullable Duration retryAfter() {
    return retryAfter != null && retryAfter.matches("\\d{1,9}")
        ? Duration.ofSeconds(Long.parseLong(retryAfter))
        : null;
  }

  /**
   * The value of {@code Cache-Control}.
   *
   * @return the first line's value, or null where there is none
   */
  public @Nullable String cacheControl() {
    return cacheControl;
  }

  /**
   * The body, within the size that was allowed.
   *
   * @return its bytes, not a copy: whoever made the call owns them
   */
  public byte[] body() {
    return body;
  }
}
