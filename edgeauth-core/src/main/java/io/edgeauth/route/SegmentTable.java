package io.edgeauth.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by the segment that leads to them. Asked with a part of a path, so that no text is made of
 * it for each request. Immutable.
 */
final class SegmentTable {

  private static final class Entry {
    private final String segment;
    private final RouteNode node;
    private final @Nullable Entry next;

    Entry(String segment, RouteNode node, @Nullable Entry next) {
      this.segment = segment;
      this.node = node;
      this.next = next;
    }
  }

  private final @Nullable Entry[] entries;

  private SegmentTable(int capacity) {
    this.entries = new Entry[capacity];
  }

  static SegmentTable of(Map<String, RouteNode> nodes) {
    int capacity = Integer.highestOneBit(Math.max(1, nodes.size())) * 2;
    SegmentTable table = new SegmentTable(capacity);
    nodes.forEach(
        (segment, node) -> {
          int slot = hash(segment, 0, segment.length()) & (capacity - 1);
          table.entries[slot] = new Entry(segment, node, table.entries[slot]);
        });
    return table;
  }

  @Nullable RouteNode get(String path, int from, int to) {
    Entry entry = entries[hash(path, from, to) & (entries.length - 1)];
    while (entry != null) {
      if (entry.segment.length() == to - from && path.startsWith(entry.segment, from)) {
        return entry.node;
      }
      entry = entry.next;
    }
    return null;
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
