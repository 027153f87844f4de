package io.edgeauth.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by the segment that leads to them. Asked with a part of a path, so that no text is made of
 * it for each request. Immutable.
 */
final class SegmentTable {

  /** Most nodes have nothing below them; what they share stays in the processor's cache. */
  private static final SegmentTable EMPTY = new SegmentTable(Map.of());

  /**
   * Each segment with its node behind it, at the place of its hash or at the next free one: among
   * ten thousand routes a look-up costs the memory that it touches, and these two lie together.
   */
  private final @Nullable Object[] entries;

  private SegmentTable(Map<String, RouteNode> nodes) {
    entries = new Object[Integer.highestOneBit(Math.max(1, nodes.size())) * 8];
    nodes.forEach(this::put);
  }

  private void put(String segment, RouteNode node) {
    int at = place(hash(segment, 0, segment.length()));
    while (entries[at] != null) {
      at = next(at);
    }
    entries[at] = segment;
    entries[at + 1] = node;
  }

  static SegmentTable of(Map<String, RouteNode> nodes) {
    return nodes.isEmpty() ? EMPTY : new SegmentTable(nodes);
  }

  @Nullable RouteNode get(String path, int from, int to) {
    if (this == EMPTY) {
      return null;
    }
    int at = place(hash(path, from, to));
    while (entries[at] instanceof String segment) {
      if (segment.length() == to - from && path.startsWith(segment, from)) {
        return (RouteNode) entries[at + 1];
      }
      at = next(at);
    }
    return null;
  }

  private int place(int hash) {
    return (hash << 1) & (entries.length - 1);
  }

  private int next(int at) {
    return (at + 2) & (entries.length - 1);
  }

  /** The segments are the operator's, so that nobody else chooses which of them collide. */
  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ (hash >>> 16);
  }
}
