package io.edgeauth.forward;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads header lines back into the values that {@link HeaderValue} made them of. What it never
 * writes is refused, not repaired.
 *
 * @param values the values in their order; none for no line, and none where there is a fault
 * @param fault why they cannot be read, or null
 */
record ReceivedValue(List<String> values, @Nullable HeaderFault fault) {

  private static final String EXTENDED = "UTF-8''";

  /** Says why a value cannot be read, from below; it costs no stack trace. */
  private static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;
    private final HeaderFault fault;

    Unreadable(HeaderFault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }
  }

  /** Reads one text: one line, whatever stands in it. */
  static ReceivedValue text(List<String> lines, HeaderEncoding encoding) {
    if (lines.size() > 1) {
      return new ReceivedValue(List.of(), HeaderFault.LINES);
    }
    return decoded(lines, lines, encoding);
  }

  /** Reads a list. */
  static ReceivedValue list(List<String> lines, ListFormat format, HeaderEncoding encoding) {
    if (format != ListFormat.REPEAT && lines.size() > 1) {
      return new ReceivedValue(List.of(), HeaderFault.LINES);
    }
    List<String> elements = new ArrayList<>();
    for (String line : lines) {
      switch (format) {
        case SPACE -> Collections.addAll(elements, line.split(" ", -1));
        case COMMA -> Collections.addAll(elements, line.split(",", -1));
        case JSON -> {
          return json(line);
        }
        case REPEAT -> {
          // Proxies may join lines, with blanks behind the comma (RFC 9110, section 5.3).
          for (String element : line.split(",", -1)) {
            elements.add(line.indexOf(',') < 0 ? element : element.strip());
          }
        }
      }
    }
    return decoded(lines, elements, encoding);
  }

  private static ReceivedValue decoded(
      List<String> lines, List<String> elements, HeaderEncoding encoding) {
    try {
      for (String line : lines) {
        requirePlain(line);
      }
      List<String> values = new ArrayList<>(elements.size());
      for (String element : elements) {
        values.add(decoded(element, encoding));
      }
      return new ReceivedValue(List.copyOf(values), null);
    } catch (Unreadable e) {
      return new ReceivedValue(List.of(), e.fault);
    }
  }

  private static String decoded(String text, HeaderEncoding encoding) throws Unreadable {
    if (text.isEmpty()) {
      throw new Unreadable(HeaderFault.EMPTY);
    }
    requireNoBlankAtEnds(text);
    boolean extended =
        encoding == HeaderEncoding.RFC8187
            && text.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length());
    if (extended) {
      return unescaped(text.substring(EXTENDED.length()), true);
    }
    return encoding == HeaderEncoding.PERCENT ? unescaped(text, false) : text;
  }

  private static void requirePlain(String line) throws Unreadable {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) < ' ' || line.charAt(i) >= 0x7f) {
        throw new Unreadable(HeaderFault.CHARACTER);
      }
    }
  }

  private static void requireNoBlankAtEnds(String text) throws Unreadable {
    if (text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
      throw new Unreadable(HeaderFault.CHARACTER);
    }
  }

  private static String unescaped(String text, boolean extended) throws Unreadable {
    if (text.isEmpty()) {
      throw new Unreadable(HeaderFault.EMPTY);
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put(octet(text, i + 1));
        i += 2;
      } else if (extended && !HeaderValue.isValueChar(c)) {
        throw new Unreadable(HeaderFault.ESCAPE);
      } else {
        bytes.put((byte) c);
      }
    }
    return carriable(utf8(bytes.flip()));
  }

  private static byte octet(String text, int at) throws Unreadable {
    int high = at < text.length() ? hex(text.charAt(at)) : -1;
    int low = at + 1 < text.length() ? hex(text.charAt(at + 1)) : -1;
    if (high < 0 || low < 0) {
      throw new Unreadable(HeaderFault.ESCAPE);
    }
    return (byte) (high << 4 | low);
  }

  /** {@code Character.digit} would take digits of other scripts. */
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static String utf8(ByteBuffer bytes) throws Unreadable {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw new Unreadable(HeaderFault.UTF_8);
    }
  }

  private static String carriable(String text) throws Unreadable {
    if (HeaderValue.hasBreak(text)) {
      throw new Unreadable(HeaderFault.CHARACTER);
    }
    return text;
  }

  private static ReceivedValue json(String line) {
    try {
      requirePlain(line);
      byte[] ascii = line.getBytes(StandardCharsets.US_ASCII);
      if (!(JsonReader.read(ascii, 0, ascii.length, 1) instanceof List<?> elements)) {
        throw new Unreadable(HeaderFault.JSON);
      }
      if (elements.isEmpty()) {
        throw new Unreadable(HeaderFault.EMPTY);
      }
      List<String> values = new ArrayList<>(elements.size());
      for (Object element : elements) {
        boolean scalar =
            element instanceof String
                || element instanceof Boolean
                || element instanceof JsonNumber;
        if (!scalar) {
          throw new Unreadable(HeaderFault.JSON);
        }
        values.add(carriable(String.valueOf(element)));
      }
      return new ReceivedValue(List.copyOf(values), null);
    } catch (JsonException e) {
      return new ReceivedValue(List.of(), HeaderFault.JSON);
    } catch (Unreadable e) {
      return new ReceivedValue(List.of(), e.fault);
    }
  }
}
