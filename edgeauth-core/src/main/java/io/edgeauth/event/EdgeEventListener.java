package io.edgeauth.event;

/** Is told what happens. Implement it for metrics, traces or an audit trail of your own. */
@FunctionalInterface
public interface EdgeEventListener {

  /**
   * Takes one event. Called by the thread that made it, request threads among them, by many at
   * once: return quickly and do not block. What it throws is logged and otherwise ignored.
   *
   * @param event what happened; switch over its types with a default branch, since new ones may
   *     come
   */
  void on(EdgeEvent event);
}
