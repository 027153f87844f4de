package io.edgeauth.network;

import io.edgeauth.http.HeaderName;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of {@code Forwarded}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239#section-4">RFC 7239, section 4</a>
 */
final class ForwardedReader {

  private final String line;
  private int at;

  ForwardedReader(String line) {
    this.line = line;
  }

  /**
   * Reads an element: pairs with semicolons between them, each name once. RFC 7239 lets a pair be
   * missing, and all of them.
   *
   * @return the value of {@code for}, empty where there is none; null where the grammar is broken
   */
  @Nullable String element() {
    String node = "";
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    do {
      skipBlanks();
      String name = token();
      if (name.isEmpty()) {
        continue;
      }
      String value = names.add(name) && takes('=') ? value() : null;
      if (value == null) {
        return null;
      }
      if (HeaderName.same(name, "for")) {
        node = value;
      }
      skipBlanks();
    } while (takes(';'));
    return node;
  }

  /** A token, or a text in quotes, which alone may be empty. */
  private @Nullable String value() {
    if (at < line.length() && line.charAt(at) == '"') {
      return quoted();
    }
    String token = token();
    return token.isEmpty() ? null : token;
  }

  /** Whether a comma follows, and with it another element. */
  boolean goesOn() {
    return takes(',');
  }

  boolean isAtEnd() {
    return at == line.length();
  }

  private boolean takes(char c) {
    if (at < line.length() && line.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }

  private String token() {
    int from = at;
    while (at < line.length() && HeaderName.isTokenChar(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  private @Nullable String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return text.toString();
      }
      if (c == '\\') {
        at++;
        if (at == line.length()) {
          return null;
        }
        c = line.charAt(at);
      }
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return null;
      }
      text.append(c);
    }
    return null;
  }
}
