package io.edgeauth.route;

import io.edgeauth.http.PathForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: segments compared byte for byte, {@code *} for one segment that is not empty,
 * and {@code **} at the end for the rest, be it nothing. {@code /x/**} matches {@code /x}, {@code
 * /x/} and {@code /x/y}; {@code /health/} is not {@code /health}. Immutable.
 */
final class PathPattern implements PathRule {

  private final String text;
  private final List<String> segments;
  private final boolean open;

  private PathPattern(String text, List<String> segments, boolean open) {
    this.text = text;
    this.segments = segments;
    this.open = open;
  }

  /**
   * Reads a pattern as a person writes it.
   *
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  static PathPattern parse(String text) {
    String path = text.replace("*", "x"); // a star stands for characters of a segment
    String fault = PathForm.fault(path);
    if (fault != null) {
      throw new IllegalArgumentException(
          text + ": " + fault + " (expected: a path such as /orders/** or /health)");
    }
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          text + ": braces (expected: * for any one segment, ** at the end for the rest)");
    }
    boolean open = text.endsWith("/**");
    String closed = open ? text.substring(0, text.length() - 3) : text;
    List<String> segments =
        closed.isEmpty()
            ? List.of()
            : List.of(PathForm.comparable(closed).substring(1).split("/", -1));
    for (String segment : segments) {
      if (segment.contains("*") && !segment.equals("*")) {
        throw new IllegalArgumentException(
            text + ": a star inside a segment, or ** before the end (expected: /x/*/y or /x/**)");
      }
    }
    return new PathPattern(text, segments, open);
  }

  /** The segments in the form in which they are compared; {@code *} stands for any. */
  List<String> segments() {
    return segments;
  }

  /** Whether further segments may follow. */
  boolean isOpen() {
    return open;
  }

  /** The one path that matches, or null where there are more. */
  @Nullable String onlyPath() {
    return open || segments.contains("*") ? null : "/" + String.join("/", segments);
  }

  @Override
  public boolean matches(String path) {
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (at >= path.length() || path.charAt(at) != '/') {
        return false;
      }
      int end = path.indexOf('/', at + 1);
      end = end < 0 ? path.length() : end;
      if (!matches(segments.get(i), path, at + 1, end)) {
        return false;
      }
      at = end;
    }
    return open || at == path.length();
  }

  private static boolean matches(String segment, String path, int from, int to) {
    if (segment.equals("*")) {
      return to > from;
    }
    return segment.length() == to - from && path.startsWith(segment, from);
  }

  @Override
  public boolean covers(PathRule rule) {
    if (!(rule instanceof PathPattern other)) {
      return open && segments.isEmpty();
    }
    int count = segments.size();
    boolean longEnough = open ? other.segments.size() >= count : other.segments.size() == count;
    if (!longEnough || (other.open && !open)) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      String theirs = other.segments.get(i);
      boolean any = segments.get(i).equals("*") && !theirs.isEmpty();
      if (!any && !segments.get(i).equals(theirs)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
