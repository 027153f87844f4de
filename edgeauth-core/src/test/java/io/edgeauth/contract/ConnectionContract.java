package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A request knows nothing of those before and beside it. */
interface ConnectionContract extends ContractSubject {

  int THREADS = 8;
  int REQUESTS = 200;

  @Test
  @DisplayName("R26: anonymous behind alice on one connection is anonymous")
  default void keepAlive_anonymousAfterAlice_anonymous() {
    ContractTrial trial = trial();
    try (RawConnection connection = trial.connect()) {
      for (int round = 0; round < 3; round++) {
        RawAnswer alice =
            connection.send(trial.head("GET", "/optional/page", ALICE) + "\r\n").answer();
        assertThat(alice.seen("X-User-Id")).containsExactly("alice", "alice");

        RawAnswer nobody = connection.send(trial.head("GET", "/optional/page") + "\r\n").answer();
        assertThat(nobody.seen("X-User-Id")).isEmpty();
        assertThat(nobody.seen("X-Auth-Method")).isEmpty();
        assertThat(nobody.seen("X-Request-Id"))
            .doesNotContainAnyElementsOf(alice.seen("X-Request-Id"));
        assertThat(nobody.values("X-RateLimit-Limit")).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("R26: a connection may go on behind a refusal, and then nothing of it is left")
  default void keepAlive_goodAfterRefused_answered() {
    ContractTrial trial = trial();
    try (RawConnection connection = trial.connect()) {
      assertThat(connection.send(trial.head("GET", "/api/orders") + "\r\n").answer().status())
          .isEqualTo(401);
      RawAnswer next =
          connection.send(trial.head("GET", "/api/orders", ALICE) + "\r\n").answerOrEnd();
      if (next != null) {
        assertThat(next.seen("X-User-Id")).containsExactly("alice", "alice");
        assertThat(next.values("WWW-Authenticate")).isEmpty();
        assertThat(next.values("X-Request-Id")).hasSize(1);
      }
    }
  }

  @Test
  @DisplayName("R22: requests at the same time keep their own callers")
  default void concurrent_manyCallers_notMixed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String name = "caller-" + i;
        callers.add(threads.submit(() -> call(name)));
      }
      for (Future<?> caller : callers) {
        caller.get(120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void call(String name) {
    ContractTrial trial = trial();
    RawConnection connection = trial.connect();
    try {
      for (int i = 0; i < REQUESTS; i++) {
        String caller = name + "-" + i;
        boolean known = i % 4 != 3;
        String[] lines =
            known
                ? new String[] {"Authorization: Spoken " + caller, "X-Call: " + caller}
                : new String[] {"X-Call: " + caller};
        RawAnswer answer =
            connection.send(trial.head("GET", "/optional/" + caller, lines) + "\r\n").answer();
        assertThat(answer.seen("X-User-Id")).isEqualTo(known ? List.of(caller, caller) : List.of());
        assertThat(answer.seen("X-Call")).containsOnly(caller);
        assertThat(answer.json())
            .containsEntry("path", trial.contextPath() + "/optional/" + caller);
        if (answer.values("Connection").contains("close")) { // servers bound a connection's life
          connection.close();
          connection = trial.connect();
        }
      }
    } finally {
      connection.close();
    }
  }
}
