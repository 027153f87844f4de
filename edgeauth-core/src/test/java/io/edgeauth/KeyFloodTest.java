package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.SteadyLoad.Lateness;
import io.edgeauth.authn.jwt.Jwks;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * K01: a hundred thousand made-up key ids in ten seconds cost the issuer a fetch per cooldown, and
 * others nothing, however slow the issuer is.
 *
 * <p>The flood takes processor time from everybody. So what others notice of it is compared with a
 * second EdgeAuth, at the same time on the same machine, whose flood never reaches a key set.
 */
@Timeout(180)
final class KeyFloodTest {

  private static final int TOKENS = 100_000;
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration COOLDOWN = Duration.ofSeconds(1); // the least that is allowed
  private static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(5);
  private static final int GOOD_PER_THREAD = 300;

  private static final TestKey KEY = TestKey.of("RS256", "k1");
  private static final List<String> GOOD = new ArrayList<>();

  private TestIssuer floodedIssuer;
  private TestIssuer controlIssuer;
  private final CountDownLatch ended = new CountDownLatch(1);

  @BeforeAll
  static void sign() {
    for (int i = 0; i < 2 * GOOD_PER_THREAD; i++) {
      GOOD.add(TestToken.valid(JwtTrial.ISSUER, KEY).claim("jti", "t" + i).compact());
    }
  }

  @BeforeEach
  void start() {
    floodedIssuer = TestIssuer.start(KEY);
    controlIssuer = TestIssuer.start(KEY);
  }

  @AfterEach
  void end() {
    ended.countDown();
    floodedIssuer.close();
    controlIssuer.close();
  }

  private static EdgeAuth edge(TestIssuer keys) {
    return EdgeAuth.builder()
        .authenticator(
            "user",
            Jwt.issuer(JwtTrial.ISSUER)
                .audience(TestToken.AUDIENCE)
                .jwksUri(keys.jwksUri())
                .jwks(Jwks.defaults().cooldown(COOLDOWN).totalTimeout(TOTAL_TIMEOUT)))
        .route(Route.path("/**").authenticate("user"))
        .build();
  }

  @Test
  void decide_unknownKeyIdsFlood_oneFetchPerCooldownAndNoEffectOnOthers() throws Exception {
    assertHarmless("an issuer that answers at once", exchange -> answer().to(exchange));
  }

  @Test
  void decide_unknownKeyIdsFloodAndIssuerTakesThreeSeconds_noEffectOnOthers() throws Exception {
    assertHarmless(
        "an issuer that takes 3 s",
        exchange -> {
          takeThreeSeconds();
          answer().to(exchange);
        });
  }

  private static TestIssuer.Answer answer() {
    return TestIssuer.body(200, "application/json", TestIssuer.keySet(KEY));
  }

  private void takeThreeSeconds() {
    try {
      var unused = ended.await(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertHarmless(String issuer, TestIssuer.Answer answer) throws Exception {
    try (EdgeAuth flooded = edge(floodedIssuer);
        EdgeAuth control = edge(controlIssuer);
        UnknownKeyFlood flood =
            new UnknownKeyFlood(flooded, control, JwtTrial.ISSUER, TOKENS, TIME)) {
      List<String> one = GOOD.subList(0, GOOD_PER_THREAD);
      List<String> two = GOOD.subList(GOOD_PER_THREAD, 2 * GOOD_PER_THREAD);
      for (String seen : List.of(one.get(0), two.get(0))) {
        assertThat(decide(flooded, seen)).isInstanceOf(Decision.Forward.class);
        assertThat(decide(control, seen)).isInstanceOf(Decision.Forward.class);
      }
      warmUp(flooded, control);
      floodedIssuer.answerKeySetWith(answer);
      int fetchesBefore = floodedIssuer.keySetRequests();

      List<SteadyLoad> others =
          List.of(SteadyLoad.start(flooded, one), SteadyLoad.start(flooded, two));
      List<SteadyLoad> controls =
          List.of(SteadyLoad.start(control, one), SteadyLoad.start(control, two));
      try {
        flood.run();
      } finally {
        for (SteadyLoad load : concat(others, controls)) {
          load.end();
        }
      }

      int fetches = floodedIssuer.keySetRequests() - fetchesBefore;
      report(issuer, flood, fetches, others, controls);
      assertThat(flood.other()).isZero();
      assertThat(flood.refused()).isPositive();
      assertThat(fetches).isBetween(2, fetchesAllowed(flood.took()));
      assertThat(controlIssuer.keySetRequests()).isEqualTo(1);
      // Each waits at most for the total timeout; the rest is for a machine with other things to
      // do.
      assertThat(flood.slowest()).isLessThan(TOTAL_TIMEOUT.multipliedBy(2));
      assertThat(concat(others, controls)).allMatch(load -> load.refused() == 0);
      assertNoLater(Lateness.of(others), Lateness.of(controls));
    }
  }

  /** What the first thousands of requests in a process cost is neither side's fault. */
  private static void warmUp(EdgeAuth flooded, EdgeAuth control) throws InterruptedException {
    try (UnknownKeyFlood flood =
        new UnknownKeyFlood(flooded, control, JwtTrial.ISSUER, TOKENS / 10, TIME.dividedBy(10))) {
      flood.run();
    }
    for (int i = 0; i < 1_000; i++) {
      String forged = GOOD.get(1).substring(0, GOOD.get(1).length() - 1) + "AQgw".charAt(i % 4);
      decide(flooded, forged);
      decide(control, forged);
    }
  }

  /** One per cooldown, and one more since the first was due at once. */
  private static int fetchesAllowed(Duration took) {
    return (int) Math.ceil((double) took.toNanos() / COOLDOWN.toNanos()) + 1;
  }

  /**
   * The factors and floors are for a machine with other things to do. Requests that waited for the
   * fetches of a slow issuer would be late by seconds, and most of them.
   */
  private static void assertNoLater(Lateness others, Lateness control) {
    assertThat(others.at(0.5)).isLessThan(atLeast(20, control.at(0.5).multipliedBy(3)));
    assertThat(others.at(0.99)).isLessThan(atLeast(500, control.at(0.99).multipliedBy(5)));
  }

  private static Duration atLeast(int millis, Duration duration) {
    return duration.toMillis() < millis ? Duration.ofMillis(millis) : duration;
  }

  private static void report(
      String issuer,
      UnknownKeyFlood flood,
      int fetches,
      List<SteadyLoad> others,
      List<SteadyLoad> controls) {
    System.out.printf(
        "K01, %s: %d unknown key ids in %.1f s: %d fetches (%d allowed), %d x 401, %d x 503,"
            + " slowest %.2f s; %d good requests beside it: %s; beside the control: %s%n",
        issuer,
        TOKENS,
        flood.took().toMillis() / 1e3,
        fetches,
        fetchesAllowed(flood.took()),
        flood.refused(),
        flood.unavailable(),
        flood.slowest().toMillis() / 1e3,
        others.stream().mapToInt(SteadyLoad::sent).sum(),
        Lateness.of(others),
        Lateness.of(controls));
  }

  private static <T> List<T> concat(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static Decision decide(EdgeAuth edge, String token) {
    return edge.decide(TestRequest.get("/").bearer(token));
  }
}
