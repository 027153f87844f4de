package io.edgeauth.http;

/**
 * How header names are compared. ASCII alone has case here: Unicode's folding would make the Kelvin
 * sign a {@code k}.
 */
public final class HeaderName {

  private HeaderName() {}

  /**
   * Folds a name into the form under which two names count as one, since servers and frameworks
   * confuse them: lower case, with every character but letters and digits as a hyphen. {@code
   * X_User.Id} gives {@code x-user-id}.
   *
   * @param name any name
   * @return the folded name; the same object where nothing had to change
   */
  public static String fold(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (folded(name.charAt(i)) != name.charAt(i)) {
        return foldFrom(name, i);
      }
    }
    return name;
  }

  private static String foldFrom(String name, int first) {
    char[] chars = name.toCharArray();
    for (int i = first; i < chars.length; i++) {
      chars[i] = folded(chars[i]);
    }
    return new String(chars);
  }

  private static char folded(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      return c;
    }
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : '-';
  }

  /**
   * Tells whether two names are the same to HTTP: equal but for the case of ASCII letters.
   *
   * @param a a name
   * @param b another
   * @return whether they name one header
   */
  public static boolean same(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (int i = 0; i < a.length(); i++) {
      if (lower(a.charAt(i)) != lower(b.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /**
   * Tells whether a text can be a header's name (a token of RFC 9110, section 5.6.2).
   *
   * @param text any text
   * @return whether it is one
   */
  public static boolean isToken(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a token may hold a character (RFC 9110, section 5.6.2).
   *
   * @param c any character
   * @return whether it may
   */
  public static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
