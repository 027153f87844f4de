package io.edgeauth.authn.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authenticator of a user's own behind the cache, through whole decisions. */
@Timeout(60)
final class CachingAuthenticatorTest {

  private static final Carrier KEY = Carrier.header("X-Key");
  private static final Carrier QUERY = Carrier.query("key");
  private static final Carrier COOKIE = Carrier.cookie("session");

  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final FakeTicker ticker = new FakeTicker();
  private final RecordedEvents events = new RecordedEvents();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private Set<Carrier> carriers = Set.of(Carrier.AUTHORIZATION, KEY, QUERY, COOKIE);
  private volatile Function<EdgeRequest, AuthenticationResult> answer = request -> good(null);
  private EdgeAuth edge;

  @AfterEach
  void end() {
    if (edge != null) {
      edge.close();
    }
  }

  /** Asks the test. */
  private final class Own implements Authenticator {

    @Override
    public Set<Carrier> carriers() {
      return carriers;
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of();
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      asked.incrementAndGet();
      return answer.apply(request);
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Bearer realm=\"own\"";
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static Authenticated good(Instant end) {
    return new Authenticated(Credential.builder("session").subject("alice").expiresAt(end).build());
  }

  private EdgeAuth edge() {
    return edge(caching -> {});
  }

  private EdgeAuth edge(Consumer<CachingAuthenticator> changes) {
    if (edge == null) {
      CachingAuthenticator caching =
          CachingAuthenticator.around(context -> new Own()).totalTimeout(Duration.ofSeconds(20));
      changes.accept(caching);
      edge =
          EdgeAuth.builder()
              .time(clock, ticker)
              .listener(events)
              .authenticator("own", caching)
              .route(Route.path("/**").authenticate("own"))
              .build();
    }
    return edge;
  }

  private int status(TestRequest request) {
    Decision decision = edge().decide(request);
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  private int status(String token) {
    return status(TestRequest.get("/x").bearer(token));
  }

  private Reason reason() {
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    return decisions.get(decisions.size() - 1).reason();
  }

  private void pass(Duration time) {
    clock.advance(time);
    ticker.advance(time);
  }

  @Test
  void decide_good_rememberedForTtl() {
    edge(caching -> caching.ttl(Duration.ofSeconds(30)));
    assertThat(status("a")).isEqualTo(200);
    pass(Duration.ofSeconds(30).minusMillis(1));
    assertThat(status("a")).isEqualTo(200);
    assertThat(asked).hasValue(1);
    pass(Duration.ofMillis(1));
    status("a");

    assertThat(asked).hasValue(2);
  }

  @Test
  void decide_goodThatEnds_neverPastItsEnd() {
    answer = request -> good(TestRuntime.NOW.plusSeconds(10));
    status("a");
    pass(Duration.ofSeconds(10));
    answer = request -> new Refused(Reasons.TOKEN_EXPIRED);

    assertThat(status("a")).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403})
  void decide_refused_rememberedForNegativeTtl(int code) {
    answer = request -> new Refused(new Reason("own-" + code, code));
    assertThat(status("a")).isEqualTo(code);
    answer = request -> good(null);
    pass(Duration.ofSeconds(10).minusMillis(1));
    assertThat(status("a")).isEqualTo(code);
    pass(Duration.ofMillis(1));

    assertThat(status("a")).isEqualTo(200);
  }

  @Test
  void decide_unavailable_neverRemembered() {
    answer = request -> new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(3));
    assertThat(status("a")).isEqualTo(503);
    assertThat(reason()).isEqualTo(Reasons.AUTHENTICATOR_UNAVAILABLE);
    answer = request -> good(null);

    assertThat(status("a")).isEqualTo(200);
  }

  @Test
  void decide_unavailableAgainAndAgain_stopped() {
    edge(
        caching ->
            caching.circuitBreaker(
                new BreakerSettings(50, 2, Duration.ofSeconds(30), Duration.ofSeconds(10))));
    answer = request -> new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(3));
    for (int i = 0; i < 5; i++) {
      assertThat(status("t" + i)).isEqualTo(503);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void decide_foreignOrWithHeaders_neverRemembered() {
    answer = request -> new NotMine(Reasons.TOKEN_ISSUER);
    assertThat(status("a")).isEqualTo(401);
    assertThat(reason()).isEqualTo(Reasons.CREDENTIAL_FOREIGN);
    answer =
        request ->
            new Authenticated(
                Credential.builder("session").build(), List.of(new HeaderField("X-Nonce", "1")));
    assertThat(status("a")).isEqualTo(200);
    answer =
        request ->
            new Refused(Reasons.TOKEN_EXPIRED, null, List.of(new HeaderField("X-Nonce", "2")));
    assertThat(status("a")).isEqualTo(401);
    answer = request -> good(null);

    assertThat(status("a")).isEqualTo(200);
    assertThat(asked).hasValue(4);
  }

  @Test
  void decide_nothingCarried_nobodyAsked() {
    assertThat(status(TestRequest.get("/x"))).isEqualTo(401);
    assertThat(asked).hasValue(0);
  }

  /** I07. */
  @Test
  void decide_manyFirstUses_oneCall() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    answer =
        request -> {
          awaitOpen(latch);
          return good(null);
        };
    edge();
    List<RequestThread<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(RequestThread.start(() -> status("a")));
    }
    await().until(() -> requests.stream().allMatch(RequestThread::isWaiting));
    latch.countDown();
    for (RequestThread<Integer> request : requests) {
      assertThat(request.result()).isEqualTo(200);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void decide_tooManyAtOnce_busyAtOnce() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    answer =
        request -> {
          awaitOpen(latch);
          return good(null);
        };
    edge(caching -> caching.maxConcurrent(1));
    List<RequestThread<Integer>> placed =
        List.of(RequestThread.start(() -> status("a")), RequestThread.start(() -> status("b")));
    await().until(() -> placed.stream().allMatch(RequestThread::isWaiting));

    assertThat(status("c")).isEqualTo(503);
    assertThat(reason()).isEqualTo(Reasons.AUTHENTICATOR_BUSY);
    latch.countDown();
    for (RequestThread<Integer> request : placed) {
      assertThat(request.result()).isEqualTo(200);
    }
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No two requests that differ in what they carry have the same answer. */
  @Test
  void decide_otherValues_askedEach() {
    List<TestRequest> requests =
        List.of(
            TestRequest.get("/x").bearer("a"),
            TestRequest.get("/x").header("Authorization", "Basic a"),
            TestRequest.get("/x").header("X-Key", "Bearer a"),
            TestRequest.get("/x").header("X-Key", "a"),
            TestRequest.get("/x").header("X-Key", "a").header("X-Key", "b"),
            TestRequest.get("/x").header("X-Key", "ab"),
            TestRequest.get("/x").header("X-Key", "A"),
            TestRequest.get("/x").header("X-Key", "1:a1:b"),
            TestRequest.get("/x").query("key=a"),
            TestRequest.get("/x").query("key=%C4%80"),
            TestRequest.get("/x").query("key=%C4%81"),
            TestRequest.get("/x").query("key="),
            TestRequest.get("/x").header("Cookie", "session=a"),
            TestRequest.get("/x").header("Cookie", "session=a").query("key=a"));
    for (TestRequest request : requests) {
      status(request);
    }
    assertThat(asked).hasValue(requests.size());
    for (TestRequest request : requests) {
      status(request);
    }
    assertThat(asked).hasValue(requests.size());
  }

  /** What the answer does not depend on does not count; nor does the case of a scheme. */
  @Test
  void decide_sameValues_askedOnce() {
    status(TestRequest.get("/x").bearer("a"));
    status(TestRequest.of("POST", "/y").header("authorization", "BEARER a").query("other=b"));
    status(TestRequest.get("/z").bearer("a").header("X-Other", "b").header("Cookie", "c=d"));

    assertThat(asked).hasValue(1);
  }

  @Test
  void decide_authenticatorThatLooks_seesItsCarriers() {
    answer =
        request -> {
          assertThat(request.headers("X-Key")).containsExactly("k");
          assertThat(request.headers("x_key")).containsExactly("k");
          assertThat(Carrier.query("key").values(request)).containsExactly("a &=é");
          assertThat(Carrier.cookie("session").values(request)).containsExactly("s=1");
          assertThat(request.headers("Authorization")).isEmpty();
          assertThat(request.headerNames()).containsExactlyInAnyOrder("x-key", "cookie");
          return good(null);
        };
    assertThat(
            status(
                TestRequest.get("/x")
                    .header("X-Key", "k")
                    .header("Cookie", "a=b; session=s=1; c=d")
                    .query("key=a+%26%3D%C3%A9&x=y")))
        .isEqualTo(200);
  }

  /** An answer that would be wrong for the next request is never made. */
  @Test
  void decide_authenticatorThatLooksElsewhere_refused() {
    List<Function<EdgeRequest, Object>> looks =
        List.of(
            EdgeRequest::method,
            EdgeRequest::rawPath,
            EdgeRequest::peerAddress,
            EdgeRequest::peerCertificates,
            EdgeRequest::authority,
            EdgeRequest::scheme,
            EdgeRequest::contextPath,
            request -> request.headers("X-Forwarded-For"));
    for (int i = 0; i < looks.size(); i++) {
      Function<EdgeRequest, Object> look = looks.get(i);
      answer =
          request -> {
            return look.apply(request) == answer ? good(null) : good(Instant.MAX);
          };
      assertThat(status("t" + i)).as("%s", i).isEqualTo(500);
    }
  }

  @Test
  void invalidate_credential_askedAgain() {
    for (TestRequest request :
        List.of(
            TestRequest.get("/x").bearer("a"),
            TestRequest.get("/x").header("X-Key", "a"),
            TestRequest.get("/x").query("key=a"),
            TestRequest.get("/x").header("Cookie", "session=a"))) {
      asked.set(0);
      assertThat(status(request)).isEqualTo(200);
      status(request);
      assertThat(asked).hasValue(1);

      edge().invalidate("a");

      status(request);
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void invalidate_anotherCredential_remembered() {
    status("a");
    edge().invalidate("b");
    status("a");

    assertThat(asked).hasValue(1);
  }

  @Test
  void build_whatCannotBeRemembered_told() {
    carriers = Set.of(KEY, Carrier.TLS);
    assertThatThrownBy(this::edge)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("an authenticator that looks at the connection");
    assertThat(closed).hasValue(1);
  }

  @Test
  void build_outOfRange_everythingTold() {
    assertThatThrownBy(
            () ->
                edge(
                    caching ->
                        caching
                            .ttl(Duration.ofDays(2))
                            .negativeTtl(Duration.ofSeconds(-1))
                            .maxEntries(-1)
                            .maxConcurrent(0)
                            .totalTimeout(Duration.ZERO)
                            .staleFor(Duration.ofDays(2))))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(6));
    assertThatThrownBy(() -> edge(caching -> caching.onUnavailable(OnUnavailable.ALLOW_ANONYMOUS)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("own lets requests pass as anonymous");
  }

  @Test
  void close_edge_closesTheAuthenticator() {
    edge().close();

    assertThat(closed).hasValue(1);
  }
}
