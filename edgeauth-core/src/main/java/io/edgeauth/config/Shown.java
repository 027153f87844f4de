package io.edgeauth.config;

/** What a person wrote, as a message shows it: on one line, short, and harmless in a terminal. */
final class Shown {

  private static final int MAX_LENGTH = 60;
  private static final int MAX_LINE = 2_000;

  private Shown() {}

  static String value(String text) {
    return text.isEmpty() ? "\"\"" : text(text);
  }

  static String text(String text) {
    return text(text, MAX_LENGTH);
  }

  /** A whole message. */
  static String line(String text) {
    return text(text, MAX_LINE);
  }

  private static String text(String text, int maxLength) {
    StringBuilder shown = new StringBuilder();
    int[] characters = text.codePoints().limit(maxLength + 1L).toArray();
    for (int i = 0; i < Math.min(characters.length, maxLength); i++) {
      if (isHarmless(characters[i])) {
        shown.appendCodePoint(characters[i]);
      } else {
        shown.append(String.format("\\u%04x", characters[i]));
      }
    }
    return characters.length > maxLength ? shown + "…" : shown.toString();
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
