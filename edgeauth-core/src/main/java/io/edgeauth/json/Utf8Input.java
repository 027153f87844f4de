package io.edgeauth.json;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of one document and a place in them; reads what is below the grammar: single bytes,
 * white space, strings.
 *
 * <p>A string of plain ASCII, which nearly all are, becomes a {@code String} by one copy. Others
 * are decoded here and not by the JDK's decoder, which repairs invalid UTF-8 silently.
 */
final class Utf8Input {

  private final byte[] bytes;
  private final int begin;
  private final int end;
  private int at;

  Utf8Input(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.begin = offset;
    this.end = offset + length;
    this.at = offset;
  }

  int position() {
    return at;
  }

  void skip(int count) {
    at += count;
  }

  /** Goes past white space and returns the byte there, unsigned, or -1 at the end. */
  int peekPastWhiteSpace() {
    while (at < end) {
      int b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') return b & 0xff;
      at++;
    }
    return -1;
  }

  /** Goes past the word when it stands here. */
  boolean skipWord(String word) {
    if (end - at < word.length()) return false;
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) return false;
    }
    at += word.length();
    return true;
  }

  /** The longest run of characters that occur in numbers. */
  String numberCharacters() {
    int from = at;
    while (at < end && isNumberCharacter(bytes[at])) at++;
    return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isNumberCharacter(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  /** Reads a string whose opening quote stands here. */
  String string() throws JsonException {
    int from = ++at;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        return new String(bytes, from, at++ - from, StandardCharsets.ISO_8859_1);
      }
      if (b == '\\' || b < 0) return decodedString(from);
      if (b < ' ') throw fault("control character in a string");
      at++;
    }
    throw fault("unfinished string");
  }

  private String decodedString(int from) throws JsonException {
    StringBuilder text = new StringBuilder(at - from + 32);
    text.append(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return text.toString();
      }
      if (b < 0) {
        text.appendCodePoint(multiByteCharacter());
      } else if (b == '\\') {
        appendEscaped(text);
      } else if (b < ' ') {
        throw fault("control character in a string");
      } else {
        text.append((char) b);
        at++;
      }
    }
    throw fault("unfinished string");
  }

  private void appendEscaped(StringBuilder text) throws JsonException {
    int kind = at + 1 < end ? bytes[at + 1] : -1;
    if (kind == 'u') {
      appendUnicodeEscaped(text);
      return;
    }
    char c =
        switch (kind) {
          case '"', '\\', '/' -> (char) kind;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> throw fault("invalid escape");
        };
    text.append(c);
    at += 2;
  }

  private void appendUnicodeEscaped(StringBuilder text) throws JsonException {
    char first = unicodeEscape();
    if (!Character.isSurrogate(first)) {
      text.append(first);
      at += 6;
      return;
    }
    int escape = at;
    at += 6;
    boolean pairPossible = Character.isHighSurrogate(first) && at + 1 < end;
    if (!pairPossible || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      throw fault("lone surrogate", escape);
    }
    char second = unicodeEscape();
    if (!Character.isLowSurrogate(second)) throw fault("lone surrogate", escape);
    text.append(first).append(second);
    at += 6;
  }

  private char unicodeEscape() throws JsonException {
    if (end - at < 6) throw fault("invalid escape");
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = hexDigit(bytes[i]);
      if (digit < 0) throw fault("invalid escape");
      unit = (unit << 4) | digit;
    }
    return (char) unit;
  }

  private static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') return b - '0';
    if (b >= 'a' && b <= 'f') return b - 'a' + 10;
    if (b >= 'A' && b <= 'F') return b - 'A' + 10;
    return -1;
  }

  /** Reads a character of two to four bytes in the only form that RFC 3629 allows it. */
  private int multiByteCharacter() throws JsonException {
    int lead = bytes[at] & 0xff;
    int length = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
    if (length == 0 || end - at < length) throw fault("invalid UTF-8");
    int character = lead & (0xff >> (length + 1));
    for (int i = at + 1; i < at + length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) throw fault("invalid UTF-8");
      character = (character << 6) | (bytes[i] & 0x3f);
    }
    int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    boolean surrogate =
        character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    if (character < least || character > Character.MAX_CODE_POINT || surrogate) {
      throw fault("invalid UTF-8");
    }
    at += length;
    return character;
  }

  JsonException fault(String what) {
    return fault(what, at);
  }

  JsonException fault(String what, int position) {
    return new JsonException(what, position - begin);
  }
}
