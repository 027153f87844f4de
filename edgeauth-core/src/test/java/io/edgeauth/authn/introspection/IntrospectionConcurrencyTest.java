package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many requests at the same time, and one call for them: I07, D10. */
@Timeout(60)
final class IntrospectionConcurrencyTest {

  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private IntrospectionTrial trial;

  @AfterEach
  void end() {
    if (trial != null) {
      trial.close();
    }
    server.close();
  }

  private IntrospectionTrial trial() {
    if (trial == null) {
      trial = IntrospectionTrial.of(server.uri());
    }
    return trial;
  }

  /** I07. */
  @Test
  void decide_thousandFirstUses_oneCall() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, active()).to(exchange);
        });
    trial();
    List<RequestThread<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      requests.add(RequestThread.start(() -> trial.status("abc")));
    }
    await().until(() -> requests.stream().filter(RequestThread::isWaiting).count() > 900);
    answer.countDown();

    for (RequestThread<Integer> request : requests) {
      assertThat(request.result()).isEqualTo(200);
    }
    assertThat(server.calls()).isEqualTo(1);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** I07, D10: a client that goes away takes nobody's answer with it. */
  @Test
  void decide_firstIsInterrupted_othersHaveTheAnswer() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, active()).to(exchange);
        });
    trial();
    RequestThread<Boolean> first =
        RequestThread.start(
            () -> trial.status("abc") == 503 && Thread.currentThread().isInterrupted());
    await().until(() -> server.calls() == 1);
    RequestThread<Integer> second = RequestThread.start(() -> trial.status("abc"));
    await().until(second::isWaiting);
    RequestThread<Boolean> waiter =
        RequestThread.start(
            () -> trial.status("abc") == 503 && Thread.currentThread().isInterrupted());
    await().until(waiter::isWaiting);

    first.interrupt();
    waiter.interrupt();

    assertThat(first.result()).as("503, and the flag is set again").isTrue();
    assertThat(waiter.result()).as("503, and the flag is set again").isTrue();
    answer.countDown();
    assertThat(second.result()).isEqualTo(200);
    assertThat(server.calls()).isEqualTo(1);
  }

  /** So many calls and as many who wait for their turn; the next is told at once. */
  @Test
  void decide_tooManyAtOnce_busyAtOnce() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, active()).to(exchange);
        });
    trial = IntrospectionTrial.of(server.uri(), spec -> spec.maxConcurrent(2));
    List<RequestThread<Integer>> placed = new ArrayList<>();
    for (String token : List.of("a", "b", "c", "d")) {
      placed.add(RequestThread.start(() -> trial.status(token)));
    }
    await().until(() -> placed.stream().allMatch(RequestThread::isWaiting));
    await().until(() -> server.calls() == 2);

    trial.refuses("e", Reasons.INTROSPECTION_BUSY);

    answer.countDown();
    for (RequestThread<Integer> request : placed) {
      assertThat(request.result()).isEqualTo(200);
    }
    assertThat(server.calls()).isEqualTo(4);
  }
}
