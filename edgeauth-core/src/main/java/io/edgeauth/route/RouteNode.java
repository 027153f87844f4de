package io.edgeauth.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place in the tree of path patterns: what lies below it by segment, and which routes end here.
 * A path follows at most the node of its segment and that of {@code *}, so that what finding costs
 * depends on the path and on how patterns overlap, not on how many there are. Immutable.
 */
final class RouteNode {

  private static final int[] NO_ROUTES = {};

  /** Routes end here, or further below where the pattern is open. Indices ascend. */
  private final int[] closed;

  private final int[] open;
  private final SegmentTable named;
  private final @Nullable RouteNode any;

  private RouteNode(int[] closed, int[] open, SegmentTable named, @Nullable RouteNode any) {
    this.closed = closed;
    this.open = open;
    this.named = named;
    this.any = any;
  }

  /** Takes what matches. */
  interface Visitor {

    /** Whether it matters that a route matches: an earlier one may have been found. */
    boolean wants(int index);

    /**
     * Is shown routes that match the path.
     *
     * @param indices their places in the table, ascending
     */
    void matched(int[] indices);
  }

  /** Shows all routes whose pattern matches a comparable path. */
  void visit(String path, Visitor visitor) {
    visit(path, 0, visitor);
  }

  private void visit(String path, int at, Visitor visitor) {
    if (open.length > 0) {
      visitor.matched(open);
    }
    if (at == path.length()) {
      if (closed.length > 0) {
        visitor.matched(closed);
      }
      return;
    }
    int slash = path.indexOf('/', at + 1);
    int end = slash < 0 ? path.length() : slash;
    RouteNode next = named.get(path, at + 1, end);
    if (next != null) {
      next.visit(path, end, visitor);
    }
    if (any != null && end > at + 1) {
      any.visit(path, end, visitor);
    }
  }

  /** Collects patterns. Used once. */
  static final class Builder {

    private final List<Integer> closed = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();
    private final Map<String, Builder> named = new HashMap<>();
    private @Nullable Builder any;

    /** Adds a pattern; indices come in ascending order. */
    void add(PathPattern pattern, int index) {
      Builder node = this;
      for (String segment : pattern.segments()) {
        node = segment.equals("*") ? node.any() : node.named(segment);
      }
      (pattern.isOpen() ? node.open : node.closed).add(index);
    }

    private Builder any() {
      Builder node = any;
      if (node == null) {
        node = new Builder();
        any = node;
      }
      return node;
    }

    private Builder named(String segment) {
      return named.computeIfAbsent(segment, name -> new Builder());
    }

    RouteNode build() {
      Map<String, RouteNode> nodes = new HashMap<>();
      named.forEach((segment, builder) -> nodes.put(segment, builder.build()));
      return new RouteNode(
          ints(closed), ints(open), SegmentTable.of(nodes), any == null ? null : any.build());
    }

    private static int[] ints(List<Integer> indices) {
      return indices.isEmpty() ? NO_ROUTES : indices.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
