package io.edgeauth.forward;

import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an identity's values as header lines; {@link ReceivedValue} reads them back.
 *
 * <p>To a reader who knows whether to expect a text or a list, they cannot be anything else, save
 * that an empty element of a list leaves no trace but in JSON.
 */
final class HeaderValue {

  private static final String HEX = "0123456789ABCDEF";
  private static final char NO_SEPARATOR = '\0';
  private static final String EXTENDED = "UTF-8''";

  private HeaderValue() {}

  /**
   * Writes a value.
   *
   * @return the lines, none for a value that is absent or empty, or null where it cannot be carried
   */
  static @Nullable List<String> lines(
      @Nullable Object value, ListFormat list, HeaderEncoding encoding) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Collection<?> elements)) {
      String line = isText(value) ? encoded(value.toString(), NO_SEPARATOR, encoding) : null;
      return line == null ? null : nonEmpty(line);
    }
    if (!isCarriable(elements)) {
      return null;
    }
    if (list == ListFormat.JSON) {
      return json(elements);
    }
    return list == ListFormat.REPEAT
        ? repeated(elements, encoding)
        : joined(elements, list, encoding);
  }

  private static boolean isText(Object value) {
    return value instanceof String || value instanceof Boolean || value instanceof JsonNumber;
  }

  /**
   * Line breaks and NUL end a header or a C string in too many places to be carried in any form.
   */
  private static boolean isCarriable(Collection<?> elements) {
    for (Object element : elements) {
      if (element == null || !isText(element) || hasBreak(element.toString())) {
        return false;
      }
    }
    return true;
  }

  static boolean hasBreak(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0;
  }

  private static @Nullable List<String> json(Collection<?> elements) {
    for (Object element : elements) {
      if (utf8(element.toString()) == null) {
        return null; // half a character: strict readers refuse the escape of one
      }
    }
    return elements.isEmpty() ? List.of() : List.of(JsonWriter.writeAscii(List.copyOf(elements)));
  }

  private static @Nullable List<String> repeated(Collection<?> elements, HeaderEncoding encoding) {
    List<String> lines = new ArrayList<>(elements.size());
    for (Object element : elements) {
      String line = encoded(element.toString(), ',', encoding); // proxies may join lines by commas
      if (line == null) {
        return null;
      }
      lines.addAll(nonEmpty(line));
    }
    return lines;
  }

  private static @Nullable List<String> joined(
      Collection<?> elements, ListFormat list, HeaderEncoding encoding) {
    char separator = list == ListFormat.COMMA ? ',' : ' ';
    StringBuilder line = new StringBuilder();
    for (Object element : elements) {
      String text = encoded(element.toString(), separator, encoding);
      if (text == null) {
        return null;
      }
      if (!text.isEmpty()) {
        line.append(line.isEmpty() ? "" : separator).append(text);
      }
    }
    return nonEmpty(line.toString());
  }

  private static List<String> nonEmpty(String line) {
    return line.isEmpty() ? List.of() : List.of(line);
  }

  private static @Nullable String encoded(String text, char separator, HeaderEncoding encoding) {
    if (hasBreak(text)) {
      return null;
    }
    return switch (encoding) {
      case PERCENT -> isPlain(text, separator, true) ? text : escaped(text, separator);
      case REJECT -> isPlain(text, separator, false) ? text : null;
      case RFC8187 -> {
        boolean splits = separator != NO_SEPARATOR && text.indexOf(separator) >= 0;
        yield splits ? null : extendedIfNeeded(text);
      }
    };
  }

  /**
   * Whether the text stands for itself: printable ASCII, no separator, and no space at an end,
   * which HTTP would drop.
   */
  private static boolean isPlain(String text, char separator, boolean escapes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean outer = c == ' ' && (i == 0 || i == text.length() - 1);
      if (c < ' ' || c >= 0x7f || outer || c == separator || (escapes && c == '%')) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String escaped(String text, char separator) {
    byte[] bytes = utf8(text);
    if (bytes == null) {
      return null;
    }
    StringBuilder line = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      int c = bytes[i] & 0xFF;
      boolean outer = c == ' ' && (i == 0 || i == bytes.length - 1);
      if (c < ' ' || c >= 0x7f || c == '%' || c == separator || outer) {
        escape(c, line);
      } else {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** A plain text that looks extended is extended too: read back, it would be another one. */
  private static @Nullable String extendedIfNeeded(String text) {
    boolean looksExtended = text.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length());
    if (!looksExtended && isPlain(text, NO_SEPARATOR, false)) {
      return text;
    }
    String value = extended(text);
    return value == null ? null : EXTENDED + value;
  }

  /** The {@code value-chars} of RFC 8187, section 3.2.1. */
  private static @Nullable String extended(String text) {
    byte[] bytes = utf8(text);
    if (bytes == null) {
      return null;
    }
    StringBuilder line = new StringBuilder(bytes.length * 3);
    for (byte each : bytes) {
      int c = each & 0xFF;
      if (isValueChar(c)) {
        line.append((char) c);
      } else {
        escape(c, line);
      }
    }
    return line.toString();
  }

  static boolean isValueChar(int c) {
    return c < 0x7f && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0);
  }

  private static void escape(int octet, StringBuilder line) {
    line.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }

  /**
   * The text's UTF-8, or null where it has a lone surrogate, which would silently become a question
   * mark.
   */
  private static byte @Nullable [] utf8(String text) {
    boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
    return encodable ? text.getBytes(StandardCharsets.UTF_8) : null;
  }
}
