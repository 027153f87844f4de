package io.edgeauth.outbound;

import org.jspecify.annotations.Nullable;

/** What an address answered. */
public final class OutboundResponse {

  private final int status;
  private final @Nullable String cacheControl;
  private final byte[] body;

  OutboundResponse(int status, @Nullable String cacheControl, byte[] body) {
    this.status = status;
    this.cacheControl = cacheControl;
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
