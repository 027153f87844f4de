package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.DenialKeeper;
import io.edgeauth.authn.Refusal;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** J44, from end to end: what is denied in a file or in code is refused with 401. */
@Timeout(60)
final class EdgeAuthDenyTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final Denial TOKEN = Denial.token("planted");

  @TempDir private Path directory;
  private Path file;
  private final RecordedEvents events = new RecordedEvents();
  private final String token =
      TestToken.valid(JwtTrial.ISSUER, KEY).claim("jti", "planted").compact();

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("edgeauth.yaml");
    Files.writeString(directory.resolve("denied.txt"), "sub:nobody\n");
    Files.writeString(
        directory.resolve("keys.json"), JsonWriter.write(Map.of("keys", List.of(KEY.publicJwk()))));
    configure("deny-list: denied.txt");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        file,
        """
        edgeauth:
          reload: {watch: false}
          authenticators:
            user: {jwt: {issuer: '%s', audience: api, algorithms: ES256, jwks-file: keys.json, %s}}
            partner: {jwt: {issuer: '%s', audience: api, algorithms: ES256, jwks-file: keys.json}}
          routes:
            - {path: /partner, authenticate: partner}
            - {path: /**, authenticate: user}
        """
            .formatted(JwtTrial.ISSUER, more, JwtTrial.ISSUER));
  }

  private EdgeAuth open() {
    return EdgeAuth.builder().configuration(file).listener(events).build();
  }

  private int status(EdgeAuth edge, String path) {
    return status(edge.decide(TestRequest.get(path).bearer(token)));
  }

  private static int status(Decision decision) {
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  @Test
  void deny_tokenThatPassed_401UntilLifted() {
    try (EdgeAuth edge = open()) {
      for (Denial denial :
          List.of(
              TOKEN,
              Denial.subject("alice"),
              Denial.subjectBefore("alice", Instant.now().plusSeconds(1)))) {
        assertThat(status(edge, "/a")).isEqualTo(200);
        edge.deny("user", denial);
        edge.deny("user", denial);
        assertThat(status(edge, "/a")).isEqualTo(401);
        assertThat(status(edge, "/partner")).as("another authenticator").isEqualTo(200);
        assertThat(edge.liftDenial("user", denial)).isTrue();
        assertThat(edge.liftDenial("user", denial)).isFalse();
        assertThat(status(edge, "/a")).isEqualTo(200);
      }
      edge.deny("user", Denial.token("other"));
      assertThat(status(edge, "/a")).isEqualTo(200);
    }
  }

  /** C10: that a token is denied is told to operators alone. */
  @Test
  void deny_token_clientSeesABadTokenAndTheEventWhy() {
    try (EdgeAuth edge = open()) {
      edge.deny("user", TOKEN);
      Decision.Reject reject = (Decision.Reject) edge.decide(TestRequest.get("/a").bearer(token));
      assertThat(reject.responseHeaders().toString()).contains("error=\"invalid_token\"");
      assertThat(reject.problem().body() + reject.responseHeaders()).doesNotContain("denied");
      assertThat(events.of(DecisionEvent.class).get(0).reason()).isEqualTo(Reasons.TOKEN_DENIED);
      assertThat(events.of(DecisionEvent.class).toString()).doesNotContain("planted");
    }
  }

  @Test
  void file_changes_inForceWithinTwoSecondsAlsoForWhatWasRemembered() throws IOException {
    try (EdgeAuth edge = open()) {
      assertThat(status(edge, "/a")).isEqualTo(200);
      Files.writeString(directory.resolve("denied.txt"), "# stolen\njti:planted\n");
      await().atMost(Duration.ofSeconds(3)).until(() -> status(edge, "/a") == 401);
      assertThat(status(edge, "/partner")).isEqualTo(200);
      assertThat(edge.liftDenial("user", TOKEN)).as("what the file names").isFalse();
      Files.writeString(directory.resolve("denied.txt"), "# found again\n");
      await().atMost(Duration.ofSeconds(3)).until(() -> status(edge, "/a") == 200);
    }
  }

  @Test
  void reload_whatWasDeniedInCode_staysDenied() throws IOException {
    try (EdgeAuth edge = open()) {
      edge.deny("user", TOKEN);
      edge.reload();
      assertThat(status(edge, "/a")).isEqualTo(401);
      for (String change : List.of("clock-skew: 30s", "verified-cache: {max-entries: 0}")) {
        configure(change);
        edge.reload();
        assertThat(status(edge, "/a")).isEqualTo(401);
      }
      configure("deny-list: missing.txt");
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(edge::reload)
          .withMessageContaining("deny-list: cannot be read");
      assertThat(status(edge, "/a")).isEqualTo(401);
      assertThat(edge.liftDenial("user", TOKEN)).isTrue();
      assertThat(status(edge, "/a")).isEqualTo(200);
    }
  }

  @Test
  void reload_anotherFile_itsDenialsCount() throws IOException {
    Files.writeString(directory.resolve("other.txt"), "sub:alice\n");
    try (EdgeAuth edge = open()) {
      assertThat(status(edge, "/a")).isEqualTo(200);
      configure("deny-list: other.txt");
      edge.reload();
      assertThat(status(edge, "/a")).isEqualTo(401);
      configure("clock-skew: 30s");
      edge.reload();
      assertThat(status(edge, "/a")).isEqualTo(200);
    }
  }

  @Test
  void deny_nameThatKeepsNoDenyList_misuseThatNamesThoseThatDo() {
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .configuration(file)
            .authenticator("own", SpokenAuthenticator.of("Own", "X-Own"))
            .build()) {
      for (String name : List.of("own", "usr", "")) {
        String expected =
            "no authenticator " + name + " that keeps a deny-list (expected: one of user, partner)";
        assertThatIllegalArgumentException()
            .isThrownBy(() -> edge.deny(name, TOKEN))
            .withMessage(expected);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> edge.liftDenial(name, TOKEN))
            .withMessage(expected);
      }
    }
    try (EdgeAuth edge = EdgeAuth.builder().route(Route.path("/a").allowPublic()).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> edge.deny("user", TOKEN))
          .withMessageEndingWith("(expected: one of none, since there is none)");
    }
  }

  @Test
  void deny_closed_misuse() {
    EdgeAuth edge = open();
    edge.deny("user", TOKEN);
    edge.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> edge.deny("user", TOKEN))
        .withMessage("EdgeAuth is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> edge.liftDenial("user", TOKEN))
        .withMessage("EdgeAuth is closed");
  }

  /** What is denied in code ends with the EdgeAuth that was told. */
  @Test
  void deny_anotherEdgeAuth_knowsNothing() {
    try (EdgeAuth told = open();
        EdgeAuth other = open()) {
      told.deny("user", TOKEN);
      assertThat(status(told, "/a")).isEqualTo(401);
      assertThat(status(other, "/a")).isEqualTo(200);
    }
  }

  /** Somebody's own authenticator that keeps denials. */
  private record Keeping(List<String> told) implements Authenticator, DenialKeeper {
    @Override
    public Set<Carrier> carriers() {
      return Set.of();
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of();
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      return AuthenticationResult.Absent.INSTANCE;
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Keeping";
    }

    @Override
    public void deny(Denial denial) {
      told.add("deny " + denial);
    }

    @Override
    public boolean lift(Denial denial) {
      return told.add("lift " + denial);
    }
  }

  @Test
  void deny_authenticatorOfOnesOwn_told() {
    List<String> lent = new ArrayList<>();
    List<String> made = new ArrayList<>();
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("lent", new Keeping(lent))
            .authenticator("made", context -> new Keeping(made))
            .route(Route.path("/a").authenticate("lent | made"))
            .build()) {
      edge.deny("lent", TOKEN);
      edge.deny("made", Denial.subject("alice"));
      assertThat(edge.liftDenial("made", TOKEN)).isTrue();
    }
    assertThat(lent).containsExactly("deny Token[not shown]");
    assertThat(made).containsExactly("deny Subject[not shown]", "lift Token[not shown]");
  }

  /** To be told is to be busy for that time, and no longer. */
  @Test
  void deny_thenReload_formerGenerationEnds() {
    List<SpokenAuthenticator> made = new CopyOnWriteArrayList<>();
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .configuration(file)
            .authenticator(
                "own",
                context -> {
                  made.add(SpokenAuthenticator.of("Own", "X-Own"));
                  return made.get(made.size() - 1);
                })
            .build()) {
      edge.deny("user", TOKEN);
      edge.liftDenial("user", TOKEN);
      assertThatIllegalArgumentException().isThrownBy(() -> edge.deny("own", TOKEN));
      edge.reload();
      assertThat(made).extracting(SpokenAuthenticator::closed).containsExactly(1, 0);
    }
  }

  /** What requests that see it from end to end must be answered, and how many have been. */
  private static final class Phase {
    private final int status;
    private final CountDownLatch seen;

    Phase(int status, int requests) {
      this.status = status;
      this.seen = new CountDownLatch(requests);
    }
  }

  /** Also while generations change: no request that began after deny() returned passes. */
  @Test
  void deny_whileFourThreadsDecide_neverOnePassesAfterwards() throws Exception {
    AtomicReference<Phase> phase = new AtomicReference<>(changing());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EdgeAuth edge = open()) {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        wrong.add(threads.submit(() -> wrongAnswers(edge, phase)));
      }
      for (int i = 0; i < 200; i++) {
        Denial denial = i % 2 == 0 ? TOKEN : Denial.subject("alice");
        seen(phase, 200);
        phase.set(changing());
        edge.deny("user", denial);
        if (i % 10 == 0) {
          edge.reload();
        }
        seen(phase, 401);
        phase.set(changing());
        assertThat(edge.liftDenial("user", denial)).isTrue();
      }
      phase.set(new Phase(0, 0));
      for (Future<Integer> count : wrong) {
        assertThat(count.get(10, TimeUnit.SECONDS)).isZero();
      }
    } finally {
      phase.set(new Phase(0, 0));
      threads.shutdownNow();
    }
  }

  private static Phase changing() {
    return new Phase(-1, 0);
  }

  private static void seen(AtomicReference<Phase> phase, int status) throws InterruptedException {
    Phase now = new Phase(status, 8);
    phase.set(now);
    assertThat(now.seen.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private int wrongAnswers(EdgeAuth edge, AtomicReference<Phase> phase) {
    int wrong = 0;
    for (Phase before = phase.get(); before.status != 0; before = phase.get()) {
      int status = status(edge, "/a");
      if (before.status > 0 && phase.get() == before) {
        wrong += status == before.status ? 0 : 1;
        before.seen.countDown();
      }
    }
    return wrong;
  }
}
