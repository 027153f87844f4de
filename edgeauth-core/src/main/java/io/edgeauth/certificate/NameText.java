package io.edgeauth.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads and writes names as RFC 4514 has them. Not for sharing between threads. */
final class NameText {

  private static final String SPECIAL = "\"+,;<>\\";

  private final String text;
  private int at;

  NameText(String text) {
    this.text = text;
  }

  List<Set<NameAttribute>> read() {
    List<Set<NameAttribute>> names = new ArrayList<>();
    if (text.isEmpty()) {
      return names;
    }
    Set<NameAttribute> relative = new HashSet<>();
    while (true) {
      if (!relative.add(attribute())) {
        throw fault("the same attribute twice");
      }
      char next = at < text.length() ? text.charAt(at) : ',';
      if (next == ',') {
        names.add(Set.copyOf(relative));
        relative = new HashSet<>();
      }
      if (at++ >= text.length()) {
        return List.copyOf(names);
      }
    }
  }

  private NameAttribute attribute() {
    skipSpaces();
    int equals = text.indexOf('=', at);
    if (equals < 0) {
      throw fault("an attribute without =");
    }
    String type = NameAttribute.typeOf(text.substring(at, equals).strip());
    if (type == null) {
      throw fault("an attribute that has no such name");
    }
    at = equals + 1;
    skipSpaces();
    return new NameAttribute(type, value());
  }

  /** Ends before a comma, a plus, or the end. Spaces around it do not count, save escaped ones. */
  private String value() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int keep = 0; // escaped spaces stand at the end of a value too
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '+') {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (character == '\\') {
        bytes.writeBytes(escape());
        keep = bytes.size();
      } else if (SPECIAL.indexOf(character) >= 0 || character == 0) {
        throw fault("a character that must be escaped");
      } else {
        bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] value = bytes.toByteArray();
    int end = value.length;
    while (end > keep && value[end - 1] == ' ') {
      end--;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw fault("escaped bytes that are no UTF-8");
    }
  }

  private byte[] escape() {
    if (at >= text.length()) {
      throw fault("a \\ with nothing behind it");
    }
    char first = text.charAt(at++);
    if (SPECIAL.indexOf(first) >= 0 || first == ' ' || first == '#' || first == '=') {
      return new byte[] {(byte) first};
    }
    int high = hex(first);
    int low = at < text.length() ? hex(text.charAt(at)) : -1;
    if (high < 0 || low < 0) {
      throw fault("a \\ before what is not escaped");
    }
    at++;
    return new byte[] {(byte) ((high << 4) | low)};
  }

  /** Character.digit takes digits of every script. */
  private static int hex(char character) {
    return character < 0x80 ? Character.digit(character, 16) : -1;
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(
        text + ": " + what + " (expected: a name as CN=orders,O=Corp, escaped as RFC 4514 says)");
  }

  static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      boolean atEdge = i == 0 || i == value.length() - 1;
      if (character < 0x20 || character == 0x7f) {
        escaped.append(String.format("\\%02x", (int) character));
        continue;
      }
      if (SPECIAL.indexOf(character) >= 0
          || (character == ' ' && atEdge)
          || (character == '#' && i == 0)) {
        escaped.append('\\');
      }
      escaped.append(character);
    }
    return escaped.toString();
  }
}
