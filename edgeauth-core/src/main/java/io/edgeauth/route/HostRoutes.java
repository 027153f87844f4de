package io.edgeauth.route;

import java.util.ArrayList;
import java.util.List;

/** The routes of one host pattern: patterns as a tree, expressions one after another. Immutable. */
final class HostRoutes {

  /** An expression, and its route's place in the table as the only element. */
  private static final class Expression {
    private final PathRule rule;
    private final int[] index;

    Expression(PathRule rule, int index) {
      this.rule = rule;
      this.index = new int[] {index};
    }
  }

  private final RouteNode tree;
  private final List<Expression> expressions;

  private HostRoutes(RouteNode tree, List<Expression> expressions) {
    this.tree = tree;
    this.expressions = expressions;
  }

  void visit(String path, RouteNode.Visitor visitor) {
    tree.visit(path, visitor);
    for (int i = 0; i < expressions.size(); i++) {
      Expression expression = expressions.get(i);
      if (visitor.wants(expression.index[0]) && expression.rule.matches(path)) {
        visitor.matched(expression.index);
      }
    }
  }

  /** Collects routes. Used once. */
  static final class Builder {

    private final RouteNode.Builder tree = new RouteNode.Builder();
    private final List<Expression> expressions = new ArrayList<>();

    /** Adds a route; indices come in ascending order. */
    void add(PathRule rule, int index) {
      if (rule instanceof PathPattern pattern) {
        tree.add(pattern, index);
      } else {
        expressions.add(new Expression(rule, index));
      }
    }

    HostRoutes build() {
      return new HostRoutes(tree.build(), List.copyOf(expressions));
    }
  }
}
