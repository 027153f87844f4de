package io.edgeauth.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * An expression of paths, matched whole. RE2/J takes time in proportion to the path whatever the
 * expression is, so that no path of a client's makes it slow; it knows no back-references and no
 * look-around. Immutable.
 */
final class PathRegex implements PathRule {

  private final Pattern pattern;

  private PathRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads an expression as a person writes it.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  static PathRegex parse(String text) {
    if (!text.startsWith("/") && !text.startsWith("(")) {
      throw new IllegalArgumentException(
          text + ": matched whole, and paths begin with / (expected: such as /api/v[12]/.*)");
    }
    try {
      return new PathRegex(Pattern.compile(text, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          text
              + ": "
              + e.getDescription()
              + " (expected: an expression of RE2, without back-references and look-around)",
          e);
    }
  }

  @Override
  public boolean matches(String comparablePath) {
    return pattern.matches(comparablePath);
  }

  @Override
  public boolean covers(PathRule other) {
    if (other instanceof PathRegex regex) {
      return regex.toString().equals(toString());
    }
    String only = ((PathPattern) other).onlyPath();
    return only != null && matches(only);
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
