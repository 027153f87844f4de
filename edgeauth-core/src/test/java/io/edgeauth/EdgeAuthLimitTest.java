package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimitPeriod.Calendar.Unit;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Limits as an application has them: under load, over changes of the configuration, and at its end.
 */
final class EdgeAuthLimitTest {

  private static final String FILE =
      """
      edgeauth:
        rate-limits:
          per-ip: {key: ip, algorithm: %s, permits: %d, per: %s}
        route-defaults: {rate-limits: per-ip}
        routes:
          - {path: /open, access: public}
          - {path: %s, access: public}
      """;

  @TempDir private Path directory;

  private Path file(String algorithm, int permits, String period, String path) throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"), FILE.formatted(algorithm, permits, period, path));
  }

  /** A thousand each; a place in a queue is a permit too. */
  static Stream<List<RateLimit>> thousands() {
    Duration minute = Duration.ofMinutes(1);
    RateLimit bucket = RateLimit.tokenBucket(1_000, minute);
    return Stream.of(
        List.of(bucket),
        List.of(RateLimit.fixedWindow(1_000, minute)),
        List.of(RateLimit.fixedWindow(1_000, LimitPeriod.Calendar.of(Unit.DAY))),
        List.of(RateLimit.slidingWindow(1_000, minute)),
        List.of(RateLimit.leakyBucket(1_000, minute).queue(999).maxWait(minute)),
        List.of(bucket, RateLimit.slidingWindow(1_500, minute)));
  }

  @ParameterizedTest
  @MethodSource("thousands")
  @DisplayName("L05: a hundred threads against a thousand permits: exactly a thousand pass")
  void decide_hundredThreads_exactlyTheLimit(List<RateLimit> limits) throws Exception {
    String[] names =
        IntStream.range(0, limits.size()).mapToObj(i -> "l" + i).toArray(String[]::new);
    ExecutorService threads = Executors.newFixedThreadPool(100);
    try (LimitedEdge edge =
        LimitedEdge.of(
            builder -> {
              for (int i = 0; i < names.length; i++) {
                builder.limit(names[i], limits.get(i));
              }
              builder.route(Route.path("/open").allowPublic().limit(names));
            })) {
      CountDownLatch together = new CountDownLatch(100);
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        results.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  int refused = 0;
                  for (int one = 0; one < 20; one++) {
                    Decision decision = edge.decide(TestRequest.get("/open"));
                    refused += decision instanceof Decision.Reject ? 1 : 0;
                  }
                  return refused;
                }));
      }
      int refused = 0;
      for (Future<Integer> result : results) {
        refused += result.get();
      }
      assertThat(2_000 - refused).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void reload_sameLimit_countsStay() throws IOException {
    Path file = file("fixed-window", 3, "day", "/a");
    try (EdgeAuth edge = EdgeAuth.builder().configuration(file).watch(false).build()) {
      assertThat(passed(edge, 2)).isEqualTo(2);
      file("fixed-window", 3, "day", "/b");
      edge.reload();
      assertThat(passed(edge, 5)).isEqualTo(1);
      file("fixed-window", 5, "day", "/b");
      edge.reload();
      assertThat(passed(edge, 5)).as("a changed number keeps its counts").isEqualTo(2);
    }
  }

  private static int passed(EdgeAuth edge, int requests) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += edge.decide(TestRequest.get("/open")) instanceof Decision.Forward ? 1 : 0;
    }
    return passed;
  }

  /** What waits goes on under what it was decided by, and then lets it go. */
  @Test
  void reload_whileSomebodyWaits_oldOneOpenUntilTheyEnd() throws IOException {
    SpokenAuthenticator user = SpokenAuthenticator.of("Bearer", "X-User");
    Path file = file("leaky-bucket", 2, "1s", "/a");
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .configuration(file)
            .watch(false)
            .authenticator("user", context -> user)
            .build()) {
      edge.decide(TestRequest.get("/a"));
      Decision.Delay goesOn = (Decision.Delay) edge.decide(TestRequest.get("/a"));
      Decision.Delay givesUp = (Decision.Delay) edge.decide(TestRequest.get("/a"));
      file("leaky-bucket", 2, "1s", "/b");
      edge.reload();
      assertThat(edge.decide(TestRequest.get("/a"))).isInstanceOf(Decision.Reject.class);
      await().during(Duration.ofMillis(300)).until(() -> user.closed() == 0);
      await().until(() -> goesOn.reservation().untilTurn().isZero());
      assertThat(goesOn.then().get()).isInstanceOf(Decision.Forward.class);
      assertThat(user.closed()).isZero();
      givesUp.reservation().cancel();
      await().until(() -> user.closed() == 1);
    }
  }

  @Test
  void start_calendarQuotaInThisProcess_warnedOf() throws IOException {
    RecordedEvents events = new RecordedEvents();
    EdgeAuth.builder()
        .configuration(file("fixed-window", 3, "month", "/a"))
        .watch(false)
        .listener(events)
        .build()
        .close();
    assertThat(warnings(events))
        .singleElement()
        .asString()
        .startsWith("edgeauth.rate-limits.per-ip: counted in this process alone");
    RecordedEvents none = new RecordedEvents();
    EdgeAuth.builder()
        .configuration(file("fixed-window", 3, "1h", "/a"))
        .watch(false)
        .listener(none)
        .build()
        .close();
    assertThat(warnings(none)).isEmpty();
  }

  private static List<String> warnings(RecordedEvents events) {
    return events.of(ConfigurationEvent.class).stream()
        .filter(event -> event.change() == ConfigurationEvent.Change.WARNED)
        .map(ConfigurationEvent::detail)
        .toList();
  }

  /**
   * Four times what the target says, since the machine that runs tests is shared; the benchmark
   * measures it.
   */
  @Test
  @DisplayName("L14: a refused request costs less than 20 µs of CPU, whatever its credential")
  void decide_exceeded_cheap() {
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    try (LimitedEdge edge =
        LimitedEdge.of(
            builder ->
                builder
                    .limit("per-ip", RateLimit.tokenBucket(1, Duration.ofDays(1)))
                    .route(Route.path("/user").authenticate("user").limit("per-ip")))) {
      // A word that would break the authenticator: it is not asked.
      TestRequest request = TestRequest.get("/user").header("X-User", "throw");
      for (int i = 0; i < 20_000; i++) {
        edge.edge().decide(request);
      }
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long before = cpu.getCurrentThreadCpuTime();
        for (int i = 0; i < 5_000; i++) {
          edge.edge().decide(request);
        }
        least = Math.min(least, (cpu.getCurrentThreadCpuTime() - before) / 5_000);
      }
      assertThat(least).isLessThan(80_000);
    }
  }
}
