package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many requests with one new token at the same time. */
@Timeout(60)
final class JwtFirstSightTest {

  private static final int MANY = 64;
  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private final JwtParts.Gate gate = new JwtParts.Gate();
  private final CountDownLatch released = new CountDownLatch(1);
  private EdgeRuntime runtime;

  @BeforeEach
  void start() {
    runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(gate)), false);
    var unused = runtime.leases().begin();
  }

  @AfterEach
  void end() {
    gate.open();
    released.countDown();
    runtime.close();
  }

  private static <T> List<RequestThread<T>> many(Callable<T> request) {
    List<RequestThread<T>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(RequestThread.start(request));
    }
    return all;
  }

  private static <T> long waiting(List<RequestThread<T>> requests) {
    return requests.stream().filter(RequestThread::isWaiting).count();
  }

  private static <T> long done(List<RequestThread<T>> requests) {
    return requests.stream().filter(RequestThread::isDone).count();
  }

  private static AuthenticationResult ask(JwtAuthenticator authenticator, String token) {
    return authenticator.authenticate(TestRequest.get("/").bearer(token));
  }

  /** All find the key, one verifies, the others wait for it; later ones need neither. */
  @Test
  void authenticate_oneNewTokenManyTimes_verifiedOnce() throws Exception {
    KeyLookup known = JwtParts.found(KEY, runtime);
    AtomicInteger finds = new AtomicInteger();
    KeySet keys =
        (keyId, algorithm) -> {
          finds.incrementAndGet();
          return known;
        };
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            JwtParts.settings(),
            keys,
            DenyList.open("user", null, runtime),
            JwtParts.bound(runtime),
            16_384,
            runtime);
    String token = JwtParts.gated(KEY).compact();

    List<RequestThread<AuthenticationResult>> first = many(() -> ask(authenticator, token));
    await().until(() -> gate.met() == 1);
    await().until(() -> waiting(first) == MANY); // one at the gate, the others for it
    assertThat(finds).hasValue(MANY);
    gate.open();

    AuthenticationResult found = first.get(0).result();
    assertThat(found).isInstanceOf(Authenticated.class);
    for (RequestThread<AuthenticationResult> one : first) {
      assertThat(one.result()).isSameAs(found); // each verification makes a result of its own
    }
    for (RequestThread<AuthenticationResult> one : many(() -> ask(authenticator, token))) {
      assertThat(one.result()).isSameAs(found);
    }
    assertThat(gate.met()).isEqualTo(1);
  }

  /** All wait for the keys themselves, at once; then again one verifies for all. */
  @Test
  void authenticate_oneNewTokenManyTimesBeforeTheKeysAreThere_verifiedOnce() throws Exception {
    KeyLookup known = JwtParts.found(KEY, runtime);
    CountDownLatch asked = new CountDownLatch(MANY);
    KeySet keys =
        (keyId, algorithm) -> {
          asked.countDown();
          waitFor(asked); // nobody has a key before all ask for it
          return known;
        };
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            JwtParts.settings(),
            keys,
            DenyList.open("user", null, runtime),
            JwtParts.bound(runtime),
            16_384,
            runtime);
    String token = JwtParts.gated(KEY).compact();
    gate.open();

    List<RequestThread<AuthenticationResult>> all = many(() -> ask(authenticator, token));

    AuthenticationResult found = all.get(0).result();
    assertThat(found).isInstanceOf(Authenticated.class);
    for (RequestThread<AuthenticationResult> one : all) {
      assertThat(one.result()).isSameAs(found);
    }
    assertThat(gate.met()).isEqualTo(1);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * K01, K09: one token with an unknown key id, sent again and again while the issuer does not
   * answer, holds no more threads than as many tokens with ids of their own.
   */
  @Test
  void decide_oneUnknownKeyIdManyTimesWhileTheIssuerHangs_fewWait() throws Exception {
    FakeClock clock = new FakeClock(TestRuntime.NOW);
    FakeTicker ticker = new FakeTicker();
    try (TestIssuer issuer = TestIssuer.start(KEY);
        EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator(
                    "user",
                    Jwt.issuer(issuer.issuer())
                        .audience("api")
                        .jwks(Jwks.defaults().totalTimeout(Duration.ofSeconds(30))))
                .route(Route.path("/**").authenticate("user"))
                .time(clock, ticker)
                .build()) {
      TestToken token = TestToken.valid(issuer.issuer(), KEY, clock.instant());
      String good = token.compact();
      String unknown = token.header("kid", "unknown").compact();
      assertThat(decide(edge, good)).isInstanceOf(Decision.Forward.class);
      issuer.answerKeySetWith(exchange -> waitFor(released));
      ticker.advance(Duration.ofSeconds(30));

      List<RequestThread<Decision>> all = many(() -> decide(edge, unknown));

      await().until(() -> done(all) == MANY - 16 && waiting(all) == 16);
      assertThat(decide(edge, good)).isInstanceOf(Decision.Forward.class);
      released.countDown();
      for (RequestThread<Decision> one : all) {
        assertThat(status(one.result())).isEqualTo(503);
      }
    }
  }

  /** What was seen before costs no place; what is new is told when to come again. */
  @Test
  void decide_allPlacesTaken_seenTokensPassAndNewOnesComeAgain() throws Exception {
    KeyLookup known = JwtParts.found(KEY, runtime);
    JwtSettings settings = JwtParts.settings();
    KeySet keys = (keyId, algorithm) -> known;
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator(
                "user",
                context ->
                    new JwtAuthenticator(
                        settings,
                        keys,
                        DenyList.open("user", null, context.runtime()),
                        JwtParts.bound(context.runtime()),
                        context.maxCredentialLength(),
                        context.runtime(),
                        new JwtVerifier(settings, keys, context.runtime(), 1)))
            .route(Route.path("/**").authenticate("user"))
            .listener(gate)
            .build()) {
      String seen = TestToken.valid(JwtTrial.ISSUER, KEY).compact();
      String slow = JwtParts.gated(KEY).compact();
      String fresh = TestToken.valid(JwtTrial.ISSUER, KEY).compact();
      assertThat(decide(edge, seen)).isInstanceOf(Decision.Forward.class);
      RequestThread<Decision> verifying = RequestThread.start(() -> decide(edge, slow));
      await().until(() -> gate.met() == 1);

      assertThat(decide(edge, seen)).isInstanceOf(Decision.Forward.class);
      assertThat(decide(edge, fresh))
          .isInstanceOfSatisfying(
              Decision.Reject.class,
              reject -> {
                assertThat(reject.problem().status()).isEqualTo(503);
                assertThat(reject.responseHeaders()).contains(new HeaderField("Retry-After", "1"));
              });

      gate.open();
      assertThat(verifying.result()).isInstanceOf(Decision.Forward.class);
      assertThat(decide(edge, fresh)).isInstanceOf(Decision.Forward.class);
    }
  }

  private static Decision decide(EdgeAuth edge, String token) {
    return edge.decide(TestRequest.get("/").bearer(token));
  }

  private static int status(Decision decision) {
    return ((Decision.Reject) decision).problem().status();
  }
}
