package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after the end: of a generation, and of all of them. */
final class CloseTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path directory;

  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("edgeauth-"))
        .collect(Collectors.toSet());
  }

  private Path file() throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"),
        "edgeauth: {routes: [{path: /open, access: public}]}\n");
  }

  @Test
  void close_afterWork_noThreadAndLaterRequests503() throws IOException {
    Set<Thread> before = ours();
    TestKey key = TestKey.of("ES256", "k1");
    EdgeAuth edge;
    try (TestIssuer issuer = TestIssuer.start(key)) {
      edge =
          EdgeAuth.builder()
              .configuration(file())
              .authenticator("user", Jwt.issuer(issuer.issuer()).audience("api"))
              .route(Route.path("/a").authenticate("user"))
              .build();
      String token = TestToken.valid(issuer.issuer(), key).compact();
      assertThat(edge.decide(TestRequest.get("/a").bearer(token)))
          .isInstanceOf(Decision.Forward.class);
      edge.reload();
      edge.close();
    }
    await().atMost(SOON).until(() -> before.containsAll(ours()));
    Decision.Reject reject = (Decision.Reject) edge.decide(TestRequest.get("/open"));
    assertThat(reject.problem().status()).isEqualTo(Reasons.EDGE_CLOSED.status()).isEqualTo(503);
    assertThat(reject.responseHeaders().toString()).contains("Retry-After");
    assertThat(edge.explain(TestRequest.get("/open")).decision())
        .isInstanceOf(Decision.Reject.class);
    assertThat(edge.routes()).isEmpty();
    edge.close();
  }

  @Test
  void build_wrongConfiguration_noThreadLeft() {
    Set<Thread> before = ours();
    EdgeAuthBuilder builder = EdgeAuth.builder().route(Route.path("/a").authenticate("nobody"));
    assertThatThrownBy(builder::build).isInstanceOf(ConfigurationException.class);
    await().atMost(SOON).until(() -> before.containsAll(ours()));
  }

  @Test
  void reload_withoutFileOrClosed_misuse() {
    EdgeAuth inCode = EdgeAuth.builder().route(Route.path("/a").allowPublic()).build();
    assertThatIllegalStateException()
        .isThrownBy(inCode::reload)
        .withMessageContaining("no configuration file");
    inCode.close();
    assertThatIllegalStateException().isThrownBy(inCode::reload).withMessageContaining("closed");
  }

  /** A request that is under way ends with the configuration that it began with. */
  @Test
  void reload_requestUnderWay_oldGenerationClosedAfterIt() throws Exception {
    List<SpokenAuthenticator> made = new CopyOnWriteArrayList<>();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (EdgeAuth edge = held(made, inside, release)) {
      CompletableFuture<Decision> under = held(edge);
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      edge.reload();
      assertThat(made).hasSize(2);
      assertThat(edge.decide(TestRequest.get("/open"))).isInstanceOf(Decision.Forward.class);
      await().during(Duration.ofMillis(300)).until(() -> made.get(0).closed() == 0);
      release.countDown();
      assertThat(under.get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Forward.class);
      await().atMost(SOON).until(() -> made.get(0).closed() == 1);
      assertThat(made.get(1).closed()).isZero();
    }
    assertThat(made).allMatch(one -> one.closed() == 1);
  }

  /** A generation that still drains at the end is closed too, once. */
  @Test
  void close_whileAGenerationDrains_allClosedOnce() throws Exception {
    List<SpokenAuthenticator> made = new CopyOnWriteArrayList<>();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EdgeAuth edge = held(made, inside, release);
    CompletableFuture<Decision> under = held(edge);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    edge.reload();
    edge.close();
    assertThat(made).hasSize(2).allMatch(one -> one.closed() == 1);
    release.countDown();
    assertThat(under.get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Forward.class);
    assertThat(made).allMatch(one -> one.closed() == 1);
  }

  private EdgeAuth held(
      List<SpokenAuthenticator> made, CountDownLatch inside, CountDownLatch release)
      throws IOException {
    return EdgeAuth.builder()
        .configuration(file())
        .authenticator(
            "own",
            context -> {
              SpokenAuthenticator own = SpokenAuthenticator.of("Own", "X-Own");
              made.add(own);
              return own;
            })
        .policy(
            "hold",
            (identity, request) -> {
              inside.countDown();
              awaited(release);
              return PolicyResult.Allowed.INSTANCE;
            })
        .route(Route.path("/held").authenticate("own").policy("hold"))
        .build();
  }

  private static CompletableFuture<Decision> held(EdgeAuth edge) {
    TestRequest request = TestRequest.get("/held").header("X-Own", "good");
    return CompletableFuture.supplyAsync(
        () -> edge.decide(request), task -> new Thread(task, "deciding").start());
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What fails to close keeps neither the others from it nor the new configuration from force. */
  @Test
  void close_authenticatorThatThrows_othersClosed() throws IOException {
    List<String> closed = new ArrayList<>();
    EdgeAuth edge =
        EdgeAuth.builder()
            .configuration(file())
            .authenticator(
                "bad",
                context ->
                    new Closing(
                        () -> {
                          throw new IllegalStateException("cannot close");
                        }))
            .authenticator("good", context -> new Closing(() -> closed.add("good")))
            .build();
    edge.reload();
    assertThat(closed).hasSize(1);
    assertThat(edge.decide(TestRequest.get("/open"))).isInstanceOf(Decision.Forward.class);
    edge.close();
    assertThat(closed).hasSize(2);
  }

  private record Closing(Runnable end) implements Authenticator {
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
      return "Closing";
    }

    @Override
    public void close() {
      end.run();
    }
  }
}
