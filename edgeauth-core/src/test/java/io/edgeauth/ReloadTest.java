package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.event.ConfigurationEvent.Change;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.KeySetEvent;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeySets;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C07: a configuration is replaced whole or not at all. */
final class ReloadTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  @TempDir private Path directory;
  private Path file;
  private final TestIssuer issuer = TestIssuer.start(KEY);
  private final String token = TestToken.valid(issuer.issuer(), KEY).compact();
  private final List<EdgeEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void firstFile() throws IOException {
    file = directory.resolve("edgeauth.yaml");
    write("admin", false);
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  /** {@code /a} is open, {@code /b} asks for a role: of these two the token has {@code user}. */
  private void write(String role, boolean watch) throws IOException {
    Files.writeString(
        file,
        "edgeauth:\n"
            + "  reload: {watch: "
            + watch
            + "}\n"
            + "  authenticators: {user: {jwt: {issuer: '"
            + issuer.issuer()
            + "', audience: api}}}\n"
            + "  routes:\n"
            + "    - {path: /a, authenticate: user}\n"
            + "    - {path: /b, authenticate: user, require: {roles: "
            + role
            + "}}\n");
  }

  private EdgeAuthBuilder builder() {
    return EdgeAuth.builder().configuration(file).listener(events::add);
  }

  private int status(EdgeAuth edge, String path) {
    Decision decision = edge.decide(TestRequest.get(path).bearer(token));
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  private List<Change> changes() {
    return events.stream()
        .filter(ConfigurationEvent.class::isInstance)
        .map(event -> ((ConfigurationEvent) event).change())
        .toList();
  }

  @Test
  void reload_goodChange_inForceAtOnce() throws IOException {
    try (EdgeAuth edge = builder().build()) {
      assertThat(status(edge, "/b")).isEqualTo(403);
      write("user", false);
      assertThat(status(edge, "/b")).isEqualTo(403);
      edge.reload();
      assertThat(status(edge, "/b")).isEqualTo(200);
      assertThat(changes()).containsExactly(Change.APPLIED, Change.APPLIED);
    }
  }

  /** An operator reads there whether the faster provider is in use. */
  @Test
  void build_inForce_tellsRoutesAndWhoVerifies() {
    try (EdgeAuth edge = builder().build()) {
      assertThat(edge.routes()).hasSize(2);
      assertThat(events)
          .filteredOn(ConfigurationEvent.class::isInstance)
          .extracting(event -> ((ConfigurationEvent) event).detail())
          .contains("2 routes; signatures are verified by " + KeySets.signatureProvider());
    }
  }

  @Test
  void reload_brokenFile_nothingChangedAllTold() throws IOException {
    try (EdgeAuth edge = builder().build()) {
      List<Route> before = edge.routes();
      for (String broken :
          List.of("", "edgeauth: [", "edgeauth: {routs: [], enabled: maybe}", "other: {}")) {
        Files.writeString(file, broken);
        assertThatExceptionOfType(ConfigurationException.class)
            .isThrownBy(edge::reload)
            .satisfies(e -> assertThat(e.problems()).isNotEmpty());
        assertThat(status(edge, "/a")).isEqualTo(200);
        assertThat(edge.routes()).isEqualTo(before);
      }
      Files.delete(file);
      assertThatExceptionOfType(ConfigurationException.class).isThrownBy(edge::reload);
      assertThat(status(edge, "/a")).isEqualTo(200);
      Files.writeString(file, "edgeauth: {routs: [], enabled: maybe}");
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(edge::reload)
          .satisfies(e -> assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(2));
    }
  }

  @Test
  void reload_whatWasSaidInCode_survives() throws IOException {
    SpokenAuthenticator own = SpokenAuthenticator.of("Own", "X-Own");
    try (EdgeAuth edge =
        builder()
            .authenticator("own", own)
            .route(Route.path("/own").authenticate("own"))
            .route(Route.path("/open").allowPublic())
            .build()) {
      write("user", false);
      edge.reload();
      assertThat(edge.decide(TestRequest.get("/own").header("X-Own", "good")))
          .isInstanceOf(Decision.Forward.class);
      assertThat(status(edge, "/open")).isEqualTo(200);
      assertThat(edge.routes())
          .extracting(Route::pattern)
          .containsExactly("/own", "/open", "/a", "/b");
      assertThat(own.closed()).isZero();
    }
    assertThat(own.closed()).as("its owner closes it").isZero();
  }

  /** Equal settings keep their key set with its state; others get one of their own. */
  @Test
  void reload_equalJwtSettings_keySetKept() throws IOException {
    try (EdgeAuth edge = builder().build()) {
      assertThat(status(edge, "/a")).isEqualTo(200);
      await().until(() -> events.stream().anyMatch(KeySetEvent.class::isInstance));
      int fetched = issuer.keySetRequests();
      for (int i = 0; i < 5; i++) {
        write("user", false);
        edge.reload();
        assertThat(status(edge, "/a")).isEqualTo(200);
      }
      assertThat(issuer.keySetRequests()).isEqualTo(fetched);
      Files.writeString(
          file,
          Files.readString(file).replace("audience: api", "audience: api, jwks: {stale-for: 1h}"));
      edge.reload();
      assertThat(status(edge, "/a")).isEqualTo(200);
      assertThat(issuer.keySetRequests()).isEqualTo(fetched + 1);
    }
  }

  /** The key set that was kept goes on being refreshed when its first generation is long gone. */
  @Test
  void reload_keysRotateAfterwards_newKeyTaken() throws IOException {
    AtomicLong nanos = new AtomicLong();
    try (EdgeAuth edge = builder().time(Clock.systemUTC(), nanos::get).build()) {
      assertThat(status(edge, "/a")).isEqualTo(200);
      for (int i = 0; i < 2; i++) {
        write("user", false);
        edge.reload();
      }
      TestKey next = TestKey.of("ES256", "k2");
      issuer.publish(KEY, next);
      nanos.addAndGet(Duration.ofSeconds(31).toNanos());
      String rotated = TestToken.valid(issuer.issuer(), next).compact();
      assertThat(edge.decide(TestRequest.get("/a").bearer(rotated)))
          .isInstanceOf(Decision.Forward.class);
    }
  }

  /** Each request sees one configuration from end to end. */
  @Test
  void reload_whileFourThreadsDecide_neverAWrongAnswer() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EdgeAuth edge = builder().build()) {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        wrong.add(threads.submit(() -> wrongAnswers(edge, done)));
      }
      for (int i = 0; i < 200; i++) {
        write(i % 2 == 0 ? "user" : "auditor", false);
        if (i % 10 == 9) {
          Files.writeString(file, "edgeauth: {");
          assertThatExceptionOfType(ConfigurationException.class).isThrownBy(edge::reload);
        } else {
          edge.reload();
        }
      }
      done.set(true);
      for (Future<Integer> count : wrong) {
        assertThat(count.get()).isZero();
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    assertThat(issuer.keySetRequests()).isEqualTo(1);
  }

  /**
   * C07: a storm of 200 changes while four threads decide. Each configuration says its number in
   * two places that one answer shows; an answer of half of one and half of another would show two.
   */
  @Test
  void reload_stormWhileFourThreadsDecide_neverHalfOfOne() throws Exception {
    writeNumbered(0);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EdgeAuth edge = builder().build()) {
      List<Future<Set<String>>> seen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        seen.add(threads.submit(() -> challenges(edge, done)));
      }
      for (int i = 1; i <= 200; i++) {
        if (i % 7 == 0) {
          Files.writeString(file, Files.readString(file).substring(0, 60 + i / 2));
          assertThatExceptionOfType(ConfigurationException.class).isThrownBy(edge::reload);
        }
        writeNumbered(i);
        edge.reload();
      }
      done.set(true);
      Set<String> all = new HashSet<>();
      for (Future<Set<String>> one : seen) {
        all.addAll(one.get());
      }
      assertThat(all)
          .hasSizeGreaterThan(2)
          .allMatch(challenge -> challenge.matches("Bearer realm=\"r(\\d+)\",.*scope=\"s\\1\".*"));
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private void writeNumbered(int number) throws IOException {
    Files.writeString(
        file,
        """
        edgeauth:
          reload: {watch: false}
          errors: {realm: r%1$d}
          authenticators: {user: {jwt: {issuer: '%2$s', audience: api}}}
          routes:
            - {path: /b, authenticate: user, require: {scopes: s%1$d}}
        """
            .formatted(number, issuer.issuer()));
  }

  private Set<String> challenges(EdgeAuth edge, AtomicBoolean done) {
    Set<String> challenges = new HashSet<>();
    while (!done.get()) {
      Decision decision = edge.decide(TestRequest.get("/b").bearer(token));
      challenges.add(
          decision instanceof Decision.Reject reject
              ? reject.responseHeaders().stream()
                  .filter(field -> field.name().equals("WWW-Authenticate"))
                  .map(HeaderField::value)
                  .findFirst()
                  .orElse("no challenge: " + reject.problem())
              : "let through");
    }
    return challenges;
  }

  private int wrongAnswers(EdgeAuth edge, AtomicBoolean done) {
    int wrong = 0;
    String forged = TestToken.valid(issuer.issuer(), TestKey.of("ES256", "k1")).compact();
    while (!done.get()) {
      wrong += status(edge, "/a") == 200 ? 0 : 1;
      wrong += status(edge, "/c") == 403 ? 0 : 1;
      Decision decision = edge.decide(TestRequest.get("/b").bearer(forged));
      boolean refused = decision instanceof Decision.Reject r && r.problem().status() == 401;
      wrong += refused ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void watch_fileChanges_readAgainAndRefusedWhenBroken() throws IOException {
    write("admin", true);
    try (EdgeAuth edge = builder().build()) {
      assertThat(status(edge, "/b")).isEqualTo(403);
      write("user", true);
      await().atMost(Duration.ofSeconds(10)).until(() -> status(edge, "/b") == 200);
      Files.writeString(file, "edgeauth: {routs: []}");
      await().atMost(Duration.ofSeconds(10)).until(() -> changes().contains(Change.REFUSED));
      assertThat(status(edge, "/b")).isEqualTo(200);
    }
  }

  /** A change that falls between reading and watching is noticed too. */
  @Test
  void watch_fileChangesDuringStart_readAgain() throws IOException {
    write("admin", true);
    AtomicBoolean rewritten = new AtomicBoolean();
    SpokenAuthenticator own = SpokenAuthenticator.of("Own", "X-Own");
    try (EdgeAuth edge =
        builder()
            .authenticator(
                "own",
                context -> {
                  if (rewritten.compareAndSet(false, true)) {
                    rewrite("user");
                  }
                  return own;
                })
            .build()) {
      await().atMost(Duration.ofSeconds(10)).until(() -> status(edge, "/b") == 200);
    }
  }

  private void rewrite(String role) {
    try {
      write(role, true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A specification of somebody's own that breaks at a change is told, not swallowed. */
  @Test
  void watch_specificationBreaks_refusedAndTold() throws IOException {
    write("admin", true);
    AtomicBoolean broken = new AtomicBoolean();
    try (EdgeAuth edge =
        builder()
            .authenticator(
                "own",
                context -> {
                  if (broken.get()) {
                    throw new IllegalStateException("no database");
                  }
                  return SpokenAuthenticator.of("Own", "X-Own");
                })
            .build()) {
      broken.set(true);
      write("user", true);
      await().atMost(Duration.ofSeconds(10)).until(() -> changes().contains(Change.REFUSED));
      assertThat(status(edge, "/b")).isEqualTo(403);
    }
  }
}
