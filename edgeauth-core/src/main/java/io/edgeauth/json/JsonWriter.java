package io.edgeauth.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON that is safe to put into HTML, a log line and, in its ASCII form, an HTTP header.
 *
 * <p>Takes {@code Map} with string keys, {@code List}, {@code String}, {@code Boolean}, {@code
 * Number}, {@link JsonNumber} and null. Control characters, U+2028, U+2029, {@code <} and lone
 * surrogates are always escaped. Stateless; does not block.
 */
public final class JsonWriter {

  /** A structure that holds itself would never end. */
  private static final int MAX_DEPTH = 256;

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(128);
  private final boolean ascii;

  private JsonWriter(boolean ascii) {
    this.ascii = ascii;
  }

  /**
   * Writes the value on one line.
   *
   * @param value the value; null becomes {@code null}
   * @return JSON without white space between its parts
   * @throws IllegalArgumentException for a value of another type, a number that JSON cannot write
   *     (NaN, the infinities), or a structure more than 256 deep
   */
  public static String write(@Nullable Object value) {
    return new JsonWriter(false).written(value);
  }

  /**
   * Writes the value on one line with everything past ASCII as escapes.
   *
   * @param value the value; null becomes {@code null}
   * @return JSON of ASCII characters, without white space between its parts
   * @throws IllegalArgumentException for a value of another type, a number that JSON cannot write
   *     (NaN, the infinities), or a structure more than 256 deep
   */
  public static String writeAscii(@Nullable Object value) {
    return new JsonWriter(true).written(value);
  }

  private String written(@Nullable Object value) {
    value(value, 0);
    return out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean || value instanceof JsonNumber) {
      out.append(value);
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Map<?, ?> members) {
      object(members, depth + 1);
    } else if (value instanceof List<?> elements) {
      array(elements, depth + 1);
    } else {
      throw new IllegalArgumentException("no JSON for a " + value.getClass().getName());
    }
  }

  private void number(Number number) {
    String text = number.toString();
    if (!JsonNumber.isNumber(text)) {
      throw new IllegalArgumentException("no JSON for this " + number.getClass().getName());
    }
    out.append(text);
  }

  private void object(Map<?, ?> members, int depth) {
    enter('{', depth);
    boolean first = true;
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalArgumentException("no JSON for a member name that is not a String");
      }
      if (!first) out.append(',');
      first = false;
      string(name);
      out.append(':');
      value(member.getValue(), depth);
    }
    out.append('}');
  }

  private void array(List<?> elements, int depth) {
    enter('[', depth);
    boolean first = true;
    for (Object element : elements) {
      if (!first) out.append(',');
      first = false;
      value(element, depth);
    }
    out.append(']');
  }

  private void enter(char bracket, int depth) {
    if (depth > MAX_DEPTH) throw new IllegalArgumentException("more than 256 deep");
    out.append(bracket);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (isPlain(c, text, i)) {
        out.append(c);
      } else {
        escape(c);
      }
    }
    out.append('"');
  }

  private boolean isPlain(char c, String text, int at) {
    if (c < 0x7f) return c >= ' ' && c != '<';
    if (ascii || c < 0xa0 || c == '\u2028' || c == '\u2029') return false;
    return !Character.isSurrogate(c) || isPaired(c, text, at);
  }

  private static boolean isPaired(char c, String text, int at) {
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt((c >> shift) & 0xf));
      }
    }
  }
}
