package io.edgeauth.authn.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.BreakerSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls to a service in trouble are made, and what is told of it: I08, I09. */
final class WatchedCallsTest {

  private static final Object WELL = new Object();
  private static final Failed HANGS = new Failed("it hangs", null, false);

  private final TestRuntime runtime = TestRuntime.start();
  private final AtomicInteger made = new AtomicInteger();

  @AfterEach
  void end() {
    runtime.close();
  }

  /** Stops when {@code rate} percent of {@code calls} have failed, for ten seconds. */
  private WatchedCalls stopping(int rate, int calls) {
    return new WatchedCalls(
        "far",
        new BreakerSettings(rate, calls, Duration.ofSeconds(30), Duration.ofSeconds(10)),
        runtime.runtime());
  }

  private Object make(WatchedCalls calls, Object answer) {
    return calls.<Object>make(
        () -> {
          made.incrementAndGet();
          return answer;
        },
        one -> one instanceof Failed failed ? failed : null,
        stopped -> stopped);
  }

  private void pass(Duration time) {
    runtime.ticker().advance(time);
    runtime.clock().advance(time);
  }

  private List<Change> told() {
    return runtime.events().of(AuthorityEvent.class).stream()
        .peek(event -> assertThat(event.authenticator()).isEqualTo("far"))
        .map(AuthorityEvent::change)
        .toList();
  }

  @Test
  void make_serviceThatIsWell_itsAnswer() {
    assertThat(make(stopping(50, 2), WELL)).isSameAs(WELL);
    assertThat(told()).isEmpty();
  }

  @Test
  void make_manyFailures_stoppedAndTriedAgain() {
    WatchedCalls calls = stopping(50, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(make(calls, HANGS)).isSameAs(HANGS);
    }
    pass(Duration.ofMillis(400));

    assertThat(make(calls, WELL))
        .isEqualTo(new Failed("stopped after failures", Duration.ofMillis(600), false));
    assertThat(made).hasValue(3);

    pass(Duration.ofMillis(601));
    assertThat(make(calls, WELL)).isSameAs(WELL);
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED, Change.ANSWERS);
  }

  @Test
  void make_everyOtherCallFails_toldOnce() {
    WatchedCalls calls = stopping(100, 1000);
    for (int i = 0; i < 20; i++) {
      make(calls, i % 2 == 0 ? HANGS : WELL);
      pass(Duration.ofMillis(100));
    }

    assertThat(told()).containsExactly(Change.FAILED);

    pass(Duration.ofSeconds(2));
    make(calls, WELL);
    assertThat(told()).containsExactly(Change.FAILED, Change.ANSWERS);
  }

  @Test
  void make_ourCredentialsRefused_toldAsThat() {
    make(stopping(50, 2), new Failed("401", null, true));

    assertThat(told()).containsExactly(Change.REFUSED_US);
  }

  /** D06: one that took no connections is missed no longer than it is away. */
  @Test
  void make_serviceTakesConnectionsAgain_triedBeforeTheTimeIsOver() {
    AtomicBoolean there = new AtomicBoolean();
    AtomicInteger looks = new AtomicInteger();
    WatchedCalls calls = stopping(50, 1);
    calls.watch(
        () -> {
          boolean seen = there.get();
          looks.incrementAndGet();
          return seen;
        });
    make(calls, HANGS);
    await().until(() -> looks.get() > 0);
    assertThat(make(calls, WELL)).as("away").isInstanceOf(Failed.class);

    there.set(true);

    await().until(() -> make(calls, WELL) == WELL);
  }

  /** Else a service that is only reached by exceptions would be called for ever. */
  @Test
  void make_callsThatThrow_countAsFailures() {
    WatchedCalls calls = stopping(50, 2);
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  calls.<Object>make(
                      () -> {
                        throw new IllegalStateException("a bug");
                      },
                      one -> null,
                      stopped -> stopped));
    }

    assertThat(make(calls, WELL)).isInstanceOf(Failed.class);
    assertThat(told()).containsExactly(Change.STOPPED);
  }
}
