package io.edgeauth.event;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to all listeners in their order. Any number of threads may publish at once. */
public final class EventSink {

  private static final Logger log = LoggerFactory.getLogger(EventSink.class);

  private final EdgeEventListener[] listeners;

  private EventSink(List<EdgeEventListener> listeners) {
    this.listeners = listeners.toArray(EdgeEventListener[]::new);
  }

  /**
   * Makes a sink.
   *
   * @param listeners who is told, in this order
   * @return the sink
   */
  public static EventSink to(List<? extends EdgeEventListener> listeners) {
    return new EventSink(List.copyOf(listeners));
  }

  /**
   * Tells all listeners. A listener that throws does not keep the others from being told, nor does
   * it change the decision that the event is about.
   *
   * @param event what happened
   */
  public void publish(EdgeEvent event) {
    for (EdgeEventListener listener : listeners) {
      try {
        listener.on(event);
      } catch (Throwable e) {
        log.warn("event listener {} failed", listener.getClass().getName(), e);
      }
    }
  }
}
