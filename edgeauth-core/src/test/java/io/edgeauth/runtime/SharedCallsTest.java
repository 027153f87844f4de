package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.runtime.SharedCalls.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SharedCallsTest {

  private final FakeTicker ticker = new FakeTicker();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger made = new AtomicInteger();
  private SharedCalls<String, String> calls = calls(2, Duration.ofSeconds(20));

  private SharedCalls<String, String> calls(int maxConcurrent, Duration patience) {
    return new SharedCalls<>("test-calls", maxConcurrent, patience, ticker);
  }

  @AfterEach
  void end() {
    answer.countDown();
    calls.close();
  }

  /** Ends when the test lets it. */
  private Supplier<String> held(String result) {
    return () -> {
      made.incrementAndGet();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      return result;
    };
  }

  private RequestThread<Outcome<String>> ask(String key) {
    return RequestThread.start(() -> calls.run(key, held("of " + key)));
  }

  private static void waiting(List<RequestThread<Outcome<String>>> requests) {
    await().until(() -> requests.stream().allMatch(RequestThread::isWaiting));
  }

  /** I07. */
  @Test
  void run_manyAtOnce_oneCall() throws Exception {
    List<RequestThread<Outcome<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      requests.add(ask("a"));
    }
    waiting(requests);
    answer.countDown();

    for (RequestThread<Outcome<String>> request : requests) {
      assertThat(request.result()).isEqualTo(new Outcome.Done<>("of a"));
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void run_otherKeys_callsOfTheirOwn() throws Exception {
    RequestThread<Outcome<String>> a = ask("a");
    RequestThread<Outcome<String>> b = ask("b");
    await().until(() -> made.get() == 2);
    answer.countDown();

    assertThat(a.result()).isEqualTo(new Outcome.Done<>("of a"));
    assertThat(b.result()).isEqualTo(new Outcome.Done<>("of b"));
  }

  @Test
  void run_afterTheCallHasEnded_another() {
    answer.countDown();

    calls.run("a", held("first"));

    assertThat(calls.run("a", held("second"))).isEqualTo(new Outcome.Done<>("second"));
  }

  /** I07, D10: the others' answer does not depend on who asked first. */
  @Test
  void run_whoBeganIsInterrupted_othersHaveTheAnswer() throws Exception {
    RequestThread<Boolean> first =
        RequestThread.start(
            () -> {
              Outcome<String> outcome = calls.run("a", held("of a"));
              return outcome instanceof Outcome.Late && Thread.currentThread().isInterrupted();
            });
    await().until(() -> made.get() == 1);
    RequestThread<Outcome<String>> second = ask("a");
    waiting(List.of(second));

    first.interrupt();

    assertThat(first.result()).as("late, and the flag is set again").isTrue();
    answer.countDown();
    assertThat(second.result()).isEqualTo(new Outcome.Done<>("of a"));
    assertThat(made).hasValue(1);
  }

  @Test
  void run_tooLong_eachIsLateInItsOwnTime() throws Exception {
    calls = calls(2, Duration.ofMillis(100));
    RequestThread<Outcome<String>> first = ask("a");
    RequestThread<Outcome<String>> second = ask("a");

    assertThat(first.result()).isEqualTo(new Outcome.Late<>());
    assertThat(second.result()).isEqualTo(new Outcome.Late<>());
    assertThat(first.took()).isGreaterThanOrEqualTo(Duration.ofMillis(95));
    assertThat(made).as("nobody makes it again while it is under way").hasValue(1);
  }

  /** As many as are under way may wait for a thread; the next is told at once. */
  @Test
  void run_noThreadAndNoPlace_busyAtOnce() throws Exception {
    List<RequestThread<Outcome<String>>> placed = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d")) {
      placed.add(ask(key));
    }
    waiting(placed);
    await().until(() -> made.get() == 2);

    assertThat(calls.run("e", held("of e"))).isEqualTo(new Outcome.Busy<>());

    RequestThread<Outcome<String>> joined = ask("a");
    waiting(List.of(joined));
    answer.countDown();
    for (RequestThread<Outcome<String>> request : placed) {
      assertThat(request.result()).isInstanceOf(Outcome.Done.class);
    }
    assertThat(joined.result())
        .as("a call under way takes others in")
        .isInstanceOf(Outcome.Done.class);
    assertThat(made).hasValue(4);
  }

  /** Nobody waits any more for what waited for its thread for so long. */
  @Test
  void run_waitedForItsThreadTooLong_notMade() throws Exception {
    calls = calls(1, Duration.ofSeconds(20));
    RequestThread<Outcome<String>> first = ask("a");
    await().until(() -> made.get() == 1);
    RequestThread<Outcome<String>> second = ask("b");
    waiting(List.of(second));

    ticker.advance(Duration.ofSeconds(20));
    answer.countDown();

    assertThat(first.result()).isInstanceOf(Outcome.Done.class);
    assertThat(second.result()).isEqualTo(new Outcome.Busy<>());
    assertThat(made).hasValue(1);
  }

  @Test
  void run_callThatThrows_thrownToAllAndNotKept() throws Exception {
    RequestThread<Outcome<String>> thrown =
        RequestThread.start(
            () ->
                calls.run(
                    "a",
                    () -> {
                      throw new IllegalArgumentException("a bug");
                    }));

    assertThatThrownBy(thrown::result)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("a bug");
    answer.countDown();
    assertThat(calls.run("a", held("of a"))).isEqualTo(new Outcome.Done<>("of a"));
  }

  @Test
  void close_whoWaits_toldAtOnce() throws Exception {
    List<RequestThread<Outcome<String>>> requests = List.of(ask("a"), ask("b"), ask("c"));
    waiting(requests);

    calls.close();

    for (RequestThread<Outcome<String>> request : requests) {
      assertThat(request.result()).isEqualTo(new Outcome.Busy<>());
      assertThat(request.took()).isLessThan(Duration.ofSeconds(10));
    }
    assertThat(calls.run("d", held("of d"))).isEqualTo(new Outcome.Busy<>());
  }
}
