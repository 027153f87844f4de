package io.edgeauth.event;

/**
 * Makes texts harmless in a log: what issuers, files or people wrote into them cannot begin a line,
 * move a terminal's cursor, or be of any length. Stateless.
 */
final class LogText {

  private static final int MAX_LENGTH = 1024;

  private LogText() {}

  /** One line of bounded length. */
  static String line(String text) {
    boolean whole = text.length() <= MAX_LENGTH;
    String shown = escaped(whole ? text : text.substring(0, MAX_LENGTH), false);
    return whole ? shown : shown + "…";
  }

  /** Lines as they are: only for what we have put together ourselves, line by line. */
  static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepLineFeeds) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmless(c) || (keepLineFeeds && c == '\n')) {
        escaped.append(c);
      } else {
        escaped.append(String.format("\\u%04x", (int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isHarmless(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
