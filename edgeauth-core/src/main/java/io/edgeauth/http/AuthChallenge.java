package io.edgeauth.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds one value of {@code WWW-Authenticate} (RFC 9110, section 11.6.1): a scheme and quoted
 * parameters.
 *
 * <p>Not for sharing between threads.
 */
public final class AuthChallenge {

  private final String scheme;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  private AuthChallenge(String scheme) {
    this.scheme = scheme;
  }

  /**
   * Begins a challenge.
   *
   * @param scheme {@code Bearer}, {@code ApiKey}…
   * @return the builder
   */
  public static AuthChallenge of(String scheme) {
    return new AuthChallenge(scheme);
  }

  /**
   * Adds a parameter.
   *
   * @param name a token
   * @param value any text; it is quoted and escaped, and control characters and what is past ASCII
   *     become {@code ?}
   * @return this
   */
  public AuthChallenge parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * The header's value.
   *
   * @return scheme and parameters
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme);
    String separator = " ";
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text.append(separator).append(parameter.getKey()).append("=\"");
      quote(parameter.getValue(), text);
      text.append('"');
      separator = ", ";
    }
    return text.toString();
  }

  private static void quote(String value, StringBuilder text) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c < ' ' || c >= 0x7f ? '?' : c);
    }
  }
}
