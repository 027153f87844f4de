package io.edgeauth.event;

/**
 * Makes texts harmless in a log and on a terminal: what issuers, files or people wrote into them
 * cannot begin a line, move the cursor, or be of any length. Stateless.
 */
public final class LogText {

  private static final int MAX_LENGTH = 1024;

  private LogText() {}

  /**
   * Makes one line of bounded length.
   *
   * @param text what somebody wrote
   * @return its first 1024 characters, of which controls, line separators and what turns the
   *     direction of writing are escaped
   */
  public static String line(String text) {
    boolean whole = text.codePointCount(0, text.length()) <= MAX_LENGTH;
    return whole
        ? escaped(text, false)
        : escaped(text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH)), false) + "…";
  }

  /** Lines as they are: only for what we have put together ourselves, line by line. */
  static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepLineFeeds) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (isHarmless(character) || (keepLineFeeds && character == '\n')) {
                escaped.appendCodePoint(character);
              } else {
                escaped.append(String.format("\\u%04x", character));
              }
            });
    return escaped.toString();
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
