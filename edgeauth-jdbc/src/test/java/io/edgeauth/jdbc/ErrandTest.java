package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D09: who has gone is done nothing for. */
@Timeout(60)
final class ErrandTest {

  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final AtomicInteger commits = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final Errand<String> errand = new Errand<>();

  /** A database that answers a commit when it is let. */
  private final Connection slow =
      (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("commit");
                commits.incrementAndGet();
                answer.await();
                return null;
              });

  @AfterEach
  void close() {
    answer.countDown();
    worker.shutdownNow();
  }

  private static Deadline in(int millis) {
    return Deadline.in(Duration.ofMillis(millis), Ticker.systemTicker());
  }

  @Test
  void await_nothingInTime_laterStepsAndCommitsRefused() {
    assertThatExceptionOfType(StoreFault.class)
        .isThrownBy(() -> errand.await(in(10)))
        .withMessageContaining("in time");
    AtomicInteger steps = new AtomicInteger();
    assertThatExceptionOfType(StoreFault.class)
        .isThrownBy(() -> errand.whileAwaited(steps::incrementAndGet));
    assertThatExceptionOfType(StoreFault.class).isThrownBy(() -> errand.commit(slow));
    assertThat(steps).hasValue(0);
    assertThat(commits).hasValue(0);
  }

  @Test
  void await_stepsInTime_taken() throws Exception {
    answer.countDown();
    worker.execute(
        () ->
            errand.run(
                () -> {
                  String result = errand.whileAwaited(() -> "done");
                  errand.commit(slow);
                  return result;
                }));
    assertThat(errand.await(in(10_000))).isEqualTo("done");
    assertThat(commits).hasValue(1);
  }

  /** A commit that was sent cannot be taken back: its answer is worth a moment more. */
  @Test
  void await_commitSentInTime_answeredALittleLater_taken() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    worker.execute(
        () ->
            errand.run(
                () -> {
                  sent.countDown();
                  errand.commit(slow);
                  return "done";
                }));
    sent.await();
    while (commits.get() == 0) {
      Thread.onSpinWait();
    }
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      var waiting = other.submit(() -> errand.await(in(1)));
      answer.countDown();
      assertThat(waiting.get()).isEqualTo("done");
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void await_commitNeverAnswered_saidToBeOpen() throws Exception {
    worker.execute(
        () ->
            errand.run(
                () -> {
                  errand.commit(slow);
                  return "done";
                }));
    while (commits.get() == 0) {
      Thread.onSpinWait();
    }
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> errand.await(in(1)))
        .withMessageContaining("may have been made");
  }
}
