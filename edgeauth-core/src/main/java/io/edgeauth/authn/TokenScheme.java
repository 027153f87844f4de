package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scheme under which a token was sent. */
public enum TokenScheme {
  /** RFC 6750: whoever has the token may use it. Also of a token in a cookie or an address. */
  BEARER("Bearer"),
  /** RFC 9449: a proof of the sender's key comes with it. */
  DPOP("DPoP");

  private final String word;

  TokenScheme(String word) {
    this.word = word;
  }

  /**
   * How it is written in front of a token.
   *
   * @return the word
   */
  public String word() {
    return word;
  }

  /**
   * Finds the scheme at the beginning of a header's value.
   *
   * @param value the value
   * @param end where its first word ends
   * @return the scheme, or null for another; case does not count
   */
  static @Nullable TokenScheme at(String value, int end) {
    for (TokenScheme scheme : values()) {
      if (end == scheme.word.length() && value.regionMatches(true, 0, scheme.word, 0, end)) {
        return scheme;
      }
    }
    return null;
  }

  /**
   * Finds the scheme that a request uses.
   *
   * @param request the request
   * @return that of its one {@code Authorization} header; null where there is none, or another
   */
  public static @Nullable TokenScheme of(EdgeRequest request) {
    List<String> values = Carrier.AUTHORIZATION.values(request);
    if (values.size() != 1) {
      return null;
    }
    int space = values.get(0).indexOf(' ');
    return at(values.get(0), space < 0 ? values.get(0).length() : space);
  }
}
