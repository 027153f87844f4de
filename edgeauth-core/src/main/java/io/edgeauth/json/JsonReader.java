package io.edgeauth.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads strict JSON (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>) that a stranger
 * wrote.
 *
 * <p>A value becomes a {@code Map<String, Object>} in the order of the document, a {@code
 * List<Object>}, a {@code String}, a {@code Boolean}, a {@link JsonNumber}, or null. Maps and lists
 * cannot be modified and may hold nulls.
 *
 * <p>Refused beyond what the grammar forbids, because parsers disagree on it: duplicate members
 * (compared after unescaping), lone surrogates, a byte order mark, and more depth than asked for.
 *
 * <p>Stateless; does not block. Member names that collide on purpose cost a logarithm, as {@code
 * HashMap} turns crowded bins of strings into trees.
 */
public final class JsonReader {

  /** How deep objects and arrays may stand in each other where the caller does not say. */
  public static final int DEFAULT_MAX_DEPTH = 32;

  /** The reader descends by recursion, so the caller's bound is bounded too. */
  private static final int GREATEST_MAX_DEPTH = 256;

  private final Utf8Input in;
  private final int maxDepth;

  private JsonReader(byte[] utf8, int offset, int length, int maxDepth) {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    if (maxDepth < 1 || maxDepth > GREATEST_MAX_DEPTH) {
      throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 to 256)");
    }
    this.in = new Utf8Input(utf8, offset, length);
    this.maxDepth = maxDepth;
  }

  /**
   * Reads one value of any type.
   *
   * @param utf8 holds the document
   * @param offset its first byte
   * @param length how many bytes it has
   * @param maxDepth how deep objects and arrays may stand in each other, 1 to 256
   * @return the value; null for JSON's {@code null}
   * @throws JsonException when the bytes are anything but one JSON value and white space: refuse
   *     what they came with
   * @throws IndexOutOfBoundsException if offset and length leave the array
   * @throws IllegalArgumentException if maxDepth is not from 1 to 256
   */
  public static @Nullable Object read(byte[] utf8, int offset, int length, int maxDepth)
      throws JsonException {
    JsonReader reader = new JsonReader(utf8, offset, length, maxDepth);
    Object value = reader.value(0);
    reader.requireEnd();
    return value;
  }

  /**
   * Reads one object, at most {@value #DEFAULT_MAX_DEPTH} deep.
   *
   * @param utf8 the document
   * @return its members; a member that is {@code null} is there with a null value
   * @throws JsonException when the bytes are anything but one JSON object and white space: refuse
   *     what they came with
   */
  public static Map<String, @Nullable Object> readObject(byte[] utf8) throws JsonException {
    return readObject(utf8, 0, utf8.length);
  }

  /**
   * Reads one object, at most {@value #DEFAULT_MAX_DEPTH} deep.
   *
   * @param utf8 holds the document
   * @param offset its first byte
   * @param length how many bytes it has
   * @return its members; a member that is {@code null} is there with a null value
   * @throws JsonException when the bytes are anything but one JSON object and white space: refuse
   *     what they came with
   * @throws IndexOutOfBoundsException if offset and length leave the array
   */
  public static Map<String, @Nullable Object> readObject(byte[] utf8, int offset, int length)
      throws JsonException {
    JsonReader reader = new JsonReader(utf8, offset, length, DEFAULT_MAX_DEPTH);
    if (reader.in.peekPastWhiteSpace() != '{') throw reader.in.fault("no object");
    Map<String, @Nullable Object> members = reader.object(1);
    reader.requireEnd();
    return members;
  }

  private void requireEnd() throws JsonException {
    if (in.peekPastWhiteSpace() != -1) throw in.fault("text behind the value");
  }

  private @Nullable Object value(int depth) throws JsonException {
    return switch (in.peekPastWhiteSpace()) {
      case '"' -> in.string();
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw in.fault("no value");
    };
  }

  private @Nullable Object word(String word, @Nullable Object meaning) throws JsonException {
    if (!in.skipWord(word)) throw in.fault("no value");
    return meaning;
  }

  private JsonNumber number() throws JsonException {
    int start = in.position();
    String text = in.numberCharacters();
    if (!JsonNumber.isNumber(text)) throw in.fault("malformed number", start);
    return new JsonNumber(text);
  }

  private Map<String, @Nullable Object> object(int depth) throws JsonException {
    enter(depth);
    if (in.peekPastWhiteSpace() == '}') {
      in.skip(1);
      return Collections.emptyMap();
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (true) {
      if (in.peekPastWhiteSpace() != '"') throw in.fault("no member name");
      int start = in.position();
      String name = in.string();
      if (in.peekPastWhiteSpace() != ':') throw in.fault("no colon");
      in.skip(1);
      int before = members.size();
      members.put(name, value(depth));
      if (members.size() == before) throw in.fault("duplicate member", start);
      if (closes('}')) return Collections.unmodifiableMap(members);
    }
  }

  private List<@Nullable Object> array(int depth) throws JsonException {
    enter(depth);
    if (in.peekPastWhiteSpace() == ']') {
      in.skip(1);
      return Collections.emptyList();
    }
    List<@Nullable Object> elements = new ArrayList<>();
    while (true) {
      elements.add(value(depth));
      if (closes(']')) return Collections.unmodifiableList(elements);
    }
  }

  private void enter(int depth) throws JsonException {
    if (depth > maxDepth) throw in.fault("too deep");
    in.skip(1);
  }

  /** Goes past the comma or the closing bracket that has to stand behind an element. */
  private boolean closes(char bracket) throws JsonException {
    int next = in.peekPastWhiteSpace();
    if (next != ',' && next != bracket) throw in.fault("no comma or closing bracket");
    in.skip(1);
    return next == bracket;
  }
}
