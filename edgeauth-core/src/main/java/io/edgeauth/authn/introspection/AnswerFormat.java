package io.edgeauth.authn.introspection;

/** In which form an authorization server answers. An answer in another form is none. */
public enum AnswerFormat {
  /** JSON (RFC 7662). */
  JSON("application/json"),
  /** A JWT that the server has signed (RFC 9701). */
  JWT("application/token-introspection+jwt");

  private final String mediaType;

  AnswerFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }
}
