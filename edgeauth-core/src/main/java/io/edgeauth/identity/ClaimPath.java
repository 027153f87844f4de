package io.edgeauth.identity;

import io.edgeauth.json.JsonNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names a place in a tree of claims: {@code realm_access.roles} goes down a level at the dot, and a
 * name that holds dots or colons is quoted: {@code ['https://acme.example/roles']}.
 *
 * @param segments the member names, outermost first; at least one
 */
public record ClaimPath(List<String> segments) {

  /**
   * Copies the segments.
   *
   * @throws IllegalArgumentException if there are none, or one is empty
   */
  public ClaimPath {
    segments = List.copyOf(segments);
    if (segments.isEmpty() || segments.contains("")) {
      throw new IllegalArgumentException("a claim path has at least one name, and none is empty");
    }
  }

  /**
   * Reads a path as a person writes it.
   *
   * @param text {@code scope}, {@code realm_access.roles} or {@code ['a.b'].c}
   * @return the path
   * @throws IllegalArgumentException if the text is no path; the message says what is expected
   */
  public static ClaimPath parse(String text) {
    List<String> segments = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("['", at)) {
        int close = text.indexOf("']", at + 2);
        if (close < 0) {
          throw malformed(text);
        }
        segments.add(text.substring(at + 2, close));
        at = close + 2;
      } else {
        int end = at;
        while (end < text.length() && ".[]'".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        segments.add(text.substring(at, end));
        at = end;
      }
      at = next(text, at);
    }
    if (segments.isEmpty() || segments.contains("")) {
      throw malformed(text);
    }
    return new ClaimPath(segments);
  }

  /** Steps over the dot between two segments; a bracket needs none. */
  private static int next(String text, int at) {
    if (at == text.length() || text.startsWith("['", at)) {
      return at;
    }
    if (text.charAt(at) != '.' || at + 1 == text.length()) {
      throw malformed(text);
    }
    return at + 1;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        text
            + " (expected: a claim path such as scope, realm_access.roles or ['https://acme.example/roles'])");
  }

  /**
   * Finds the value.
   *
   * @param claims a tree of maps
   * @return the value, or null where it is absent or JSON {@code null}, or where the way leads
   *     through something that is no object
   */
  public @Nullable Object in(Map<String, ?> claims) {
    Object value = claims;
    for (int i = 0; i < segments.size(); i++) {
      if (!(value instanceof Map<?, ?> members)) {
        return null;
      }
      value = members.get(segments.get(i));
    }
    return value;
  }

  /**
   * Compares the value with values as a person writes them. Numbers and booleans compare by their
   * JSON text; an object equals nothing.
   *
   * @param claims a tree of maps
   * @param values what is looked for
   * @return whether the value is one of them, or an array that holds one
   */
  public boolean isAnyOf(Map<String, ?> claims, Set<String> values) {
    Object value = in(claims);
    if (value instanceof List<?> elements) {
      return elements.stream().anyMatch(element -> isScalarOf(element, values));
    }
    return isScalarOf(value, values);
  }

  private static boolean isScalarOf(@Nullable Object value, Set<String> values) {
    boolean scalar =
        value instanceof String || value instanceof Boolean || value instanceof JsonNumber;
    return scalar && values.contains(String.valueOf(value));
  }

  /** The path as a person writes it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String segment : segments) {
      boolean plain = segment.chars().noneMatch(c -> ".[]':".indexOf(c) >= 0);
      if (plain) {
        text.append(text.isEmpty() ? "" : ".").append(segment);
      } else {
        text.append("['").append(segment).append("']");
      }
    }
    return text.toString();
  }
}
