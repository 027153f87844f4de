package io.edgeauth.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes forwarding headers apart into what each hop wrote, the nearest last. */
final class Hops {

  /** More hops than any chain of proxies has; what is longer was made to cost us time. */
  private static final int MAX_HOPS = 256;

  private Hops() {}

  /** Whether no line says anything. Only white space of HTTP says nothing: a control byte does. */
  static boolean isEmpty(List<String> lines) {
    return lines.stream().allMatch(line -> trimmed(line, 0, line.length()).isEmpty());
  }

  /**
   * The elements of a plain list, over all lines of the header.
   *
   * @return the elements as they stand, also empty ones; null where there are too many
   */
  static @Nullable List<String> listed(List<String> lines) {
    List<String> hops = new ArrayList<>();
    for (String line : lines) {
      int from = 0;
      while (from <= line.length()) {
        int comma = line.indexOf(',', from);
        int end = comma < 0 ? line.length() : comma;
        if (hops.size() == MAX_HOPS) {
          return null;
        }
        hops.add(trimmed(line, from, end));
        from = end + 1;
      }
    }
    return hops;
  }

  /** Without the white space that HTTP allows around list elements, and no other. */
  private static String trimmed(String line, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(line.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * The {@code for} of each element of {@code Forwarded}, over all lines.
   *
   * @return the nodes, the empty text where an element has none; null where the header breaks the
   *     grammar of RFC 7239, section 4, or has too many elements
   */
  static @Nullable List<String> forwarded(List<String> lines) {
    List<String> hops = new ArrayList<>();
    for (String line : lines) {
      ForwardedReader reader = new ForwardedReader(line);
      do {
        String node = reader.element();
        if (node == null || hops.size() == MAX_HOPS) {
          return null;
        }
        hops.add(node);
      } while (reader.goesOn());
      if (!reader.isAtEnd()) {
        return null;
      }
    }
    return hops;
  }
}
