package io.edgeauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventSinkTest {

  private static final EdgeEvent EVENT = new ClaimIgnoredEvent(Instant.EPOCH, "roles");

  @Test
  void publish_listenerBreaks_othersTold() {
    List<EdgeEvent> told = new ArrayList<>();
    EventSink sink =
        EventSink.to(
            List.of(
                event -> {
                  throw new IllegalStateException("a listener's bug");
                },
                event -> {
                  throw new NoClassDefFoundError("a/Missing");
                },
                told::add));
    sink.publish(EVENT);
    assertThat(told).containsExactly(EVENT);
  }

  @Test
  void publish_severalListeners_inTheirOrder() {
    List<String> order = new ArrayList<>();
    EventSink.to(List.of(event -> order.add("first"), event -> order.add("second"))).publish(EVENT);
    assertThat(order).containsExactly("first", "second");
  }
}
