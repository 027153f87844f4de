package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.KeySets;
import io.edgeauth.keys.RemoteKeySettings;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of tokens when keys come, go, and are out of reach: K12, K13, J42. */
@Timeout(60)
final class JwtKeyRotationTest {

  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final long REFRESH_SECONDS = 300;
  private static final TestKey OLD = TestKey.of("ES256", "old");
  private static final TestKey NEW = TestKey.of("ES256", "new");
  private static final TestKey NEWER = TestKey.of("ES256", "newer");

  private final FakeClock clock = new FakeClock(TestRuntime.NOW);
  private final FakeTicker ticker = new FakeTicker();
  private final RecordedEvents events = new RecordedEvents();
  private TestIssuer issuer;
  private EdgeAuth edge;

  @BeforeEach
  void start() {
    issuer = TestIssuer.start(OLD);
    edge =
        EdgeAuth.builder()
            .authenticator("user", Jwt.issuer(issuer.issuer()).audience("api"))
            .route(Route.path("/**").authenticate("user"))
            .time(clock, ticker)
            .listener(events)
            .build();
  }

  @AfterEach
  void end() {
    edge.close();
    issuer.close();
  }

  private void advance(Duration by) {
    clock.advance(by);
    ticker.advance(by);
  }

  /** A token that was issued just now and lives for a week. */
  private String token(TestKey key) {
    return token(key, key.keyId());
  }

  private String token(TestKey key, String keyId) {
    return TestToken.valid(issuer.issuer(), key, clock.instant())
        .claim("exp", clock.instant().plus(Duration.ofDays(7)).getEpochSecond())
        .header("kid", keyId)
        .compact();
  }

  private Decision decide(String token) {
    return edge.decide(TestRequest.get("/").bearer(token));
  }

  private void assertPasses(String token) {
    assertThat(decide(token)).isInstanceOf(Decision.Forward.class);
  }

  private Decision.Reject assertRejected(String token, Reason reason) {
    Decision.Reject reject = (Decision.Reject) decide(token);
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    assertThat(decisions.get(decisions.size() - 1).reason()).isEqualTo(reason);
    return reject;
  }

  private void assertKeyUnknown(String token) {
    Decision.Reject reject = assertRejected(token, Reasons.TOKEN_KEY_UNKNOWN);
    assertThat(reject.problem().status()).isEqualTo(401);
  }

  /** Not 200, since nobody knows the keys any more; not 401, since the token may be good. */
  private void assertComeAgain(String token) {
    Decision.Reject reject = assertRejected(token, Reasons.KEYS_UNAVAILABLE);
    assertThat(reject.problem().status()).isEqualTo(503);
    assertThat(reject.responseHeaders())
        .filteredOn(field -> field.name().equals("Retry-After"))
        .singleElement()
        .extracting(HeaderField::value)
        .satisfies(
            seconds ->
                assertThat(Integer.parseInt(seconds))
                    .isBetween(1, Math.toIntExact(COOLDOWN.toSeconds()) + 1));
    assertThat(reject.responseHeaders())
        .extracting(HeaderField::name)
        .doesNotContain("WWW-Authenticate");
  }

  /** K12: the new key is there within the cooldown, both count while both are published. */
  @Test
  void decide_keysOverlap_bothPassAndTheOldOneEndsWithItsKey() {
    String remembered = token(OLD);
    assertPasses(remembered);
    issuer.publish(OLD, NEW);
    assertPasses(token(NEW)); // what the background fetched does not count
    issuer.publish(OLD, NEW, NEWER);
    advance(COOLDOWN.minusNanos(1));
    assertKeyUnknown(token(NEWER));
    advance(Duration.ofNanos(1));
    assertPasses(token(NEWER));
    assertPasses(token(NEW));
    assertPasses(remembered);
    assertPasses(token(OLD));

    issuer.publish(NEW);
    advance(COOLDOWN);
    assertKeyUnknown(token(NEW, "unknown"));

    assertKeyUnknown(remembered);
    assertKeyUnknown(token(OLD));
    assertPasses(token(NEW));
    assertThat(issuer.keySetRequests()).isEqualTo(4);
  }

  /**
   * K13: the last good keys for a day, then come again; and all is well when the issuer is back.
   */
  @Test
  void decide_issuerOutOfReachForADay_keysServeUntilStaleForAndThen503() {
    String remembered = token(OLD);
    assertPasses(remembered);
    issuer.answerKeySetWith(TestIssuer.body(500, "text/plain", ""));
    for (int hour = 1; hour <= 23; hour++) {
      advance(Duration.ofHours(1));
      assertComeAgain(token(NEW));
      assertPasses(remembered);
      assertPasses(token(OLD));
    }
    advance(Duration.ofHours(1));
    assertPasses(remembered);
    assertPasses(token(OLD));
    advance(Duration.ofNanos(1));
    assertComeAgain(remembered);
    assertComeAgain(token(OLD));
    assertComeAgain(token(NEW));
    assertThat(((Decision.Reject) edge.decide(TestRequest.get("/"))).problem().status())
        .isEqualTo(401);

    issuer.publish(OLD);
    advance(COOLDOWN);
    assertPasses(remembered);
    assertPasses(token(OLD));
    assertKeyUnknown(token(NEW));
  }

  private static long latest(Collection<? extends Runnable> planned) {
    return planned.stream()
        .mapToLong(task -> ((Delayed) task).getDelay(TimeUnit.SECONDS))
        .max()
        .orElse(0);
  }

  /**
   * J42: the next fetch is planned at most 300 s after the last, by default, whether or not anybody
   * asks for an unknown key; a token by a key that is gone by then is refused from then on.
   */
  @Test
  void open_byDefault_nextFetchWithinTheRefreshInterval() {
    try (TestRuntime runtime = TestRuntime.startPrefetching()) {
      var unused = runtime.authenticator(Jwt.issuer(issuer.issuer()).audience("api"));
      var planned = ((ScheduledThreadPoolExecutor) runtime.runtime().timer()).getQueue();

      // Beside the sweeps of the verified tokens, once a minute.
      await().until(() -> latest(planned) > 60);

      long seconds = latest(planned);
      assertThat(seconds).isBetween(200L, REFRESH_SECONDS); // at least 270 when it was planned
    }
  }

  /** J42, in real time: with a refresh interval of a second nobody needs to ask for the news. */
  @Test
  void authenticate_keyLeavesTheSet_rememberedTokenIsRefusedAfterTheRefreshInterval() {
    try (TestRuntime runtime = TestRuntime.start()) {
      KeySet keys = KeySets.remote(everySecond(), runtime.runtime());
      JwtAuthenticator authenticator =
          new JwtAuthenticator(
              JwtParts.settings(issuer.issuer()),
              keys,
              DenyList.open("user", null, runtime.runtime()),
              JwtParts.bound(runtime.runtime()),
              16_384,
              runtime.runtime());
      TestRequest request = TestRequest.get("/").bearer(token(OLD));
      assertThat(authenticator.authenticate(request)).isInstanceOf(Authenticated.class);
      issuer.publish(NEW);

      // The ticker stands still: no request brings about a fetch.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(authenticator.authenticate(request)).isInstanceOf(Refused.class));
      assertThat(JwtTrial.reasonOf(authenticator.authenticate(request)))
          .isEqualTo(Reasons.TOKEN_KEY_UNKNOWN);
      assertThat(authenticator.authenticate(TestRequest.get("/").bearer(token(NEW))))
          .isInstanceOf(Authenticated.class);
    }
  }

  /** More often than a configuration may say. */
  private RemoteKeySettings everySecond() {
    return new RemoteKeySettings(
        issuer.issuer(),
        issuer.jwksUri(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofHours(24),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        512 * 1024,
        OutboundSettings.DEFAULTS);
  }
}
