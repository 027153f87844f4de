package io.edgeauth.forward;

import java.util.List;

/**
 * Identity headers under the names that backends of other gateways read. They are written beside
 * those of {@code headers}; no client may send them, whether they are written or not.
 */
public enum HeaderPreset {
  /** Kong's: the client is the consumer, and a user without one is it too. */
  KONG(
      List.of(
          new HeaderMapping("X-Consumer-ID", IdentitySource.firstOf("client", "subject"), null),
          new HeaderMapping(
              "X-Consumer-Username", IdentitySource.firstOf("username", "subject"), null),
          new HeaderMapping("X-Credential-Identifier", IdentitySource.parse("api-key.id"), null),
          new HeaderMapping("X-Anonymous-Consumer", IdentitySource.ANONYMOUS, null))),
  /** oauth2-proxy's. Groups stand with commas between them. */
  OAUTH2_PROXY(
      List.of(
          new HeaderMapping("X-Forwarded-User", IdentitySource.parse("subject"), null),
          new HeaderMapping("X-Forwarded-Email", IdentitySource.parse("email"), null),
          new HeaderMapping("X-Forwarded-Groups", IdentitySource.parse("roles"), ListFormat.COMMA),
          new HeaderMapping(
              "X-Forwarded-Preferred-Username", IdentitySource.parse("username"), null)));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of immutable records
  private final List<HeaderMapping> headers;

  HeaderPreset(List<HeaderMapping> headers) {
    this.headers = headers;
  }

  /**
   * What it writes.
   *
   * @return the headers with their sources, for {@link ForwardSettings}
   */
  public List<HeaderMapping> headers() {
    return headers;
  }
}
