package io.edgeauth.outbound;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A form that is posted, and what proves who posts it. Never shown: tokens and secrets stand in it.
 * Not for sharing between threads while it is filled.
 */
public final class OutboundForm {

  private final StringBuilder fields = new StringBuilder();
  private @Nullable String authorization;
  private @Nullable ClientCertificate certificate;

  /** Begins with an empty form that nobody in particular posts. */
  public OutboundForm() {}

  /**
   * Adds a field.
   *
   * @param name its name
   * @param value its value, of any characters
   * @return this
   */
  public OutboundForm field(String name, String value) {
    if (fields.length() > 0) {
      fields.append('&');
    }
    fields.append(encode(name)).append('=').append(encode(value));
    return this;
  }

  /**
   * Sets {@code Authorization}.
   *
   * @param value a scheme and its credentials
   * @return this
   */
  public OutboundForm authorization(String value) {
    authorization = value;
    return this;
  }

  /**
   * Sets the certificate that is shown in the TLS handshake.
   *
   * @param value the certificate with its key
   * @return this
   */
  public OutboundForm certificate(ClientCertificate value) {
    certificate = value;
    return this;
  }

  /**
   * Encodes a text as forms do (<a
   * href="https://url.spec.whatwg.org/#concept-urlencoded-serializer">application/x-www-form-urlencoded</a>).
   *
   * @param text any text
   * @return it, in characters that may stand in a form
   */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Nullable String authorization() {
    return authorization;
  }

  @Nullable ClientCertificate certificate() {
    return certificate;
  }

  byte[] encoded() {
    return fields.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "OutboundForm[not shown]";
  }
}
