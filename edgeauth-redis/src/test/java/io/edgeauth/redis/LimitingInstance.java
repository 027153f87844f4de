package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.RateLimiterEvent;
import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A whole EdgeAuth of several that share limits, from the text of a configuration. */
final class LimitingInstance implements AutoCloseable {

  private final List<EdgeEvent> events = new CopyOnWriteArrayList<>();
  private final EdgeAuth edge;
  private volatile DecisionEvent last;

  private LimitingInstance(EdgeAuthBuilder builder) {
    edge =
        builder
            .listener(
                event -> {
                  // There is one for each request: only the last is kept.
                  if (event instanceof DecisionEvent decision) {
                    last = decision;
                  } else {
                    events.add(event);
                  }
                })
            .build();
  }

  static LimitingInstance of(String yaml) {
    return new LimitingInstance(EdgeAuth.builder().configuration("edgeauth.yaml", yaml));
  }

  /** Of a file, which it reads again when it is told to. */
  static LimitingInstance of(Path file) {
    return new LimitingInstance(EdgeAuth.builder().configuration(file).watch(false));
  }

  static LimitingInstance reached(String yaml) {
    LimitingInstance instance = of(yaml);
    instance.awaitReached(Duration.ofSeconds(20));
    return instance;
  }

  /** Until {@code /probe}, which is refused while the store is out of reach, passes. */
  void awaitReached(Duration atMost) {
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(TestRequest.get("/probe")) == 200);
  }

  EdgeAuth edge() {
    return edge;
  }

  Decision decide(TestRequest request) {
    return edge.decide(request);
  }

  /** 200 for what goes on, 202 for what may go on later. */
  int status(TestRequest request) {
    Decision decision = decide(request);
    if (decision instanceof Decision.Reject reject) {
      return reject.problem().status();
    }
    if (decision instanceof Decision.Delay delay) {
      delay.reservation().cancel();
      return 202;
    }
    assertThat(decision).isInstanceOf(Decision.Forward.class);
    return 200;
  }

  /** How many of so many requests go on. */
  int passed(int requests, TestRequest request) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += status(request) == 200 ? 1 : 0;
    }
    return passed;
  }

  /** The code of the last refusal, where nobody else asks. */
  String lastReason() {
    return last.reason().code();
  }

  List<RateLimiterEvent> limiterTold() {
    return of(RateLimiterEvent.class);
  }

  List<SharedStoreEvent> storeTold() {
    return of(SharedStoreEvent.class);
  }

  private <T extends EdgeEvent> List<T> of(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    edge.close();
  }
}
