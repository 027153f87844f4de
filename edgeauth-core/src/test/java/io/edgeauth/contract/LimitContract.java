package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What adapters carry out of rate limits: headers, refusals, and waits or refusals in their place.
 */
interface LimitContract extends ContractSubject {

  /** One at once, then one every fifth of a second. */
  private ContractTrial limited() throws Exception {
    return another(
        builder ->
            builder
                .limit(
                    "evenly",
                    RateLimit.leakyBucket(5, Duration.ofSeconds(1))
                        .queue(10)
                        .maxWait(Duration.ofSeconds(5)))
                .limit("thousand", RateLimit.slidingWindow(1_000, Duration.ofDays(1)))
                .route(Route.path("/thousand/**").allowPublic().limit("thousand"))
                .limit("few", RateLimit.tokenBucket(2, Duration.ofHours(1)))
                .route(Route.path("/evenly/**").authenticate("user").limit("evenly"))
                .route(Route.path("/few/**").allowPublic().limit("few")));
  }

  @Test
  @DisplayName("L12: limits are told once, and a refusal says when to come back")
  default void limit_exceeded_toldAndRefused() throws Exception {
    try (ContractTrial trial = limited()) {
      for (int left = 1; left >= 0; left--) {
        RawAnswer passed = trial.get("/few/x");
        assertThat(passed.status()).isEqualTo(200);
        assertThat(passed.values("X-RateLimit-Remaining")).containsExactly(String.valueOf(left));
        assertThat(passed.values("RateLimit-Policy")).containsExactly("\"few\";q=2;w=3600");
      }
      RawAnswer refused = trial.get("/few/x").requireProblem(429);
      assertThat(refused.values("X-RateLimit-Remaining")).containsExactly("0");
      assertThat(refused.values("Retry-After")).containsExactly("1800");
      assertThat(new String(refused.body(), StandardCharsets.US_ASCII))
          .contains("\"violated-policies\":[\"few\"]");
      assertThat(trial.hits()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("L05: a hundred connections against a thousand permits: exactly a thousand pass")
  default void limit_hundredConnections_exactlyTheLimit() throws Exception {
    int connections = 100;
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try (ContractTrial trial = limited()) {
      String request = trial.head("GET", "/thousand/x") + "\r\n";
      List<Future<Integer>> asked = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        asked.add(
            threads.submit(
                () -> {
                  int passed = 0;
                  for (int n = 0; n < 11; n++) {
                    int status = trial.ask(request).status();
                    assertThat(status).isIn(200, 429);
                    passed += status == 200 ? 1 : 0;
                  }
                  return passed;
                }));
      }
      int passed = 0;
      for (Future<Integer> one : asked) {
        passed += one.get();
      }
      assertThat(passed).isEqualTo(1_000);
      assertThat(trial.hits()).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
  }

  /** All at once: each waits for its turn and goes on as ever, or is told to come back. */
  @Test
  default void delay_severalAtOnce_eachWaitsOrIsRefused() throws Exception {
    int requests = 4;
    ExecutorService threads = Executors.newFixedThreadPool(requests);
    try (ContractTrial trial = limited()) {
      List<Future<RawAnswer>> asked = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        String body = "body " + i;
        String request =
            trial.head(
                    "POST",
                    "/evenly/x",
                    ALICE,
                    "Content-Length: " + body.length(),
                    "X-User-Id: eve")
                + "\r\n"
                + body;
        asked.add(threads.submit(() -> trial.ask(request)));
      }
      int passed = 0;
      for (Future<RawAnswer> one : asked) {
        RawAnswer answer = one.get();
        if (answer.status() == 200) {
          passed++;
          assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
          assertThat(answer.values("RateLimit"))
              .filteredOn(value -> value.startsWith("\"evenly\""))
              .hasSize(1);
          assertThat(answer.values("X-Request-Id")).hasSize(1);
        } else {
          assertThat(answer.requireProblem(429).values("Retry-After")).hasSize(1);
        }
      }
      assertThat(passed).isIn(1, requests);
      assertThat(trial.hits()).isEqualTo(passed);
    } finally {
      threads.shutdownNow();
    }
  }
}
