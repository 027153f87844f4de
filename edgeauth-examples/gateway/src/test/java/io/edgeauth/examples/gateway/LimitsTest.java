package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rate limits as the gateway's clients meet them. */
final class LimitsTest {

  private static String limits(String text) {
    UnaryOperator<String> limits =
        Proxied.with(
            "rate-limits:",
            "  few: {key: ip, permits: 2, per: 1h}",
            "  evenly: {key: ip, algorithm: leaky-bucket, permits: 10, per: 1s, max-wait: 10s}");
    UnaryOperator<String> routes =
        Proxied.routed(
            "{path: /few/**, access: public, rate-limits: few}",
            "{path: /evenly/**, access: public, rate-limits: evenly}");
    return routes.apply(limits.apply(text));
  }

  private final ExecutorService threads = Executors.newFixedThreadPool(12);

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static List<String> lines(String answer, String name) {
    return answer.lines().filter(line -> line.startsWith(name + ":")).toList();
  }

  @Test
  @DisplayName("L12: 429 with Retry-After and the limit's name; the upstream is not asked")
  void exceeded_refusedBeforeTheUpstream() throws Exception {
    try (Proxied proxied = Proxied.start(directory, LimitsTest::limits)) {
      for (int i = 0; i < 2; i++) {
        assertThat(proxied.get("/few/x")).startsWith("HTTP/1.1 200");
      }
      int before = proxied.upstream().requests().size();
      String refused = proxied.get("/few/x");
      assertThat(refused).startsWith("HTTP/1.1 429").contains("\"violated-policies\":[\"few\"]");
      assertThat(lines(refused, "Retry-After")).containsExactly("Retry-After: 1800");
      assertThat(proxied.upstream().requests()).hasSize(before);
    }
  }

  /** More than one at once: they wait in order and are proxied, bodies and all. */
  @Test
  void hasToWait_proxiedInItsTurn() throws Exception {
    try (Proxied proxied = Proxied.start(directory, LimitsTest::limits)) {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String body = "body " + i;
        asked.add(
            threads.submit(
                () ->
                    proxied.exchange(
                        "POST /evenly/a%20b?q=%31", body, "Content-Length: " + body.length())));
      }
      for (Future<String> one : asked) {
        assertThat(one.get()).startsWith("HTTP/1.1 200");
        assertThat(lines(one.get(), "RateLimit")).hasSize(1);
        assertThat(lines(one.get(), "X-Request-Id")).hasSize(1);
      }
      assertThat(proxied.upstream().requests()).hasSize(8);
    }
  }

  /** D: a gateway that drains serves what waits, and takes nothing new. */
  @Test
  void drained_whileRequestsWait_servedInTheirTurn() throws Exception {
    Proxied proxied = Proxied.start(directory, LimitsTest::limits);
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(threads.submit(() -> proxied.get("/evenly/x")));
    }
    await().until(() -> asked.stream().anyMatch(Future::isDone));
    assertThat(asked.stream().filter(one -> !one.isDone()).count()).isPositive();
    proxied.close();
    for (Future<String> one : asked) {
      assertThat(one.get()).startsWith("HTTP/1.1 200");
    }
  }

  /** The gateway's own limit stays in the headers that tell of one; lists have both. */
  @Test
  void upstream_tellsOfItsLimits_besideOurs() throws Exception {
    try (Proxied proxied = Proxied.start(directory, LimitsTest::limits)) {
      proxied
          .upstream()
          .answerWith(
              String.join(
                  "\r\n",
                  "HTTP/1.1 200 OK",
                  "X-RateLimit-Limit: 7",
                  "X-RateLimit-Remaining: 6",
                  "RateLimit: \"theirs\";r=6;t=1",
                  "RateLimit-Policy: \"theirs\";q=7",
                  "Content-Length: 0",
                  "Connection: close",
                  "",
                  ""));
      String limited = proxied.get("/few/x");
      assertThat(lines(limited, "X-RateLimit-Limit")).containsExactly("X-RateLimit-Limit: 2");
      assertThat(lines(limited, "X-RateLimit-Remaining"))
          .containsExactly("X-RateLimit-Remaining: 1");
      assertThat(lines(limited, "RateLimit"))
          .containsExactly("RateLimit: \"few\";r=1;t=1800", "RateLimit: \"theirs\";r=6;t=1");
      assertThat(lines(limited, "RateLimit-Policy")).hasSize(2);
      String free = proxied.get("/x", proxied.bearer());
      assertThat(lines(free, "X-RateLimit-Limit")).containsExactly("X-RateLimit-Limit: 7");
      assertThat(lines(free, "RateLimit")).containsExactly("RateLimit: \"theirs\";r=6;t=1");
    }
  }

  @Test
  void check_limits_listed() throws Exception {
    try (Proxied proxied = Proxied.start(directory, LimitsTest::limits)) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.run(
              new PrintWriter(out),
              new PrintWriter(err),
              "check",
              "--config",
              proxied.file().toString());
      assertThat(code).as(err.toString()).isZero();
      assertThat(out.toString())
          .contains("access: public; rate-limits: few")
          .contains("rate-limit few: token-bucket, 2 per 1h, key: ip")
          .contains(
              "rate-limit evenly: leaky-bucket, 10 per 1s, queue: 100, max-wait: 10s, key: ip")
          .contains("limiter: local, on-store-failure: local");
      StringWriter json = new StringWriter();
      Main.run(
          new PrintWriter(json),
          new PrintWriter(err),
          "check",
          "--json",
          "--config",
          proxied.file().toString());
      assertThat(json.toString())
          .contains("\"rate-limits\":[\"few\"]")
          .contains("\"few\":{\"key\":[\"ip\"],\"algorithm\":\"token-bucket\",\"permits\":2")
          .contains("\"store\":\"local\"");
    }
  }
}
