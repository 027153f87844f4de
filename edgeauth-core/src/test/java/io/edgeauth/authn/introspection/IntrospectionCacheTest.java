package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static io.edgeauth.fixtures.IntrospectionTrial.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is remembered of answers, and for whom and how long: I04 to I06, I11 to I13. */
@Timeout(60)
final class IntrospectionCacheTest {

  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private IntrospectionTrial trial;

  @AfterEach
  void end() {
    if (trial != null) {
      trial.close();
    }
    server.close();
  }

  private IntrospectionTrial trial() {
    if (trial == null) {
      trial =
          IntrospectionTrial.of(
              Introspection.issuer("https://id.example", server.uri()),
              spec -> spec.audience("api", "web"));
    }
    return trial;
  }

  /** I04: what is remembered is who calls, never that they may. */
  @Test
  void decide_cachedAnswer_scopesAskedOnEveryRequest() {
    server.answerWith(active("scope", "write"));
    trial().accepts("abc");

    Decision decision = trial.edge().decide(TestRequest.get("/read/x").bearer("abc"));

    assertThat(status(decision)).isEqualTo(403);
    assertThat(trial.lastEvent().reason()).isEqualTo(Reasons.SCOPE_INSUFFICIENT);
    trial.accepts("abc");
    assertThat(server.calls()).isEqualTo(1);
  }

  /** I04: the twin. */
  @Test
  void decide_cachedAnswerWithTheScope_passes() {
    trial().accepts("abc");

    assertThat(status(trial.edge().decide(TestRequest.get("/read/x").bearer("abc"))))
        .isEqualTo(200);
    assertThat(server.calls()).isEqualTo(1);
  }

  /** I05: nobody's word counts for another's. */
  @Test
  void decide_twoEndpoints_answersOfTheirOwn() {
    try (TestAuthorizationServer other = TestAuthorizationServer.start(Map.of("active", false))) {
      trial =
          IntrospectionTrial.of(
              Introspection.endpoint(server.uri()),
              spec -> {},
              builder ->
                  builder
                      .authenticator(
                          "other",
                          Introspection.endpoint(other.uri())
                              .clientId("gateway")
                              .clientSecret(io.edgeauth.keys.Secret.of("x")))
                      .route(io.edgeauth.route.Route.path("/other").authenticate("other")));

      trial.accepts("abc");
      Decision decision = trial.edge().decide(TestRequest.get("/other").bearer("abc"));

      assertThat(status(decision)).isEqualTo(401);
      trial.accepts("abc");
      assertThat(server.calls()).isEqualTo(1);
      assertThat(other.calls()).isEqualTo(1);
    }
  }

  /** I06: tokens whose hash codes are the same, or which begin or end alike. */
  @Test
  void decide_collidingTokens_noCrossTalk() {
    String prefix = "x".repeat(2000);
    for (String token : List.of("AaAa", "AaBB", prefix + "Aa", prefix + "BB", "AaAa=")) {
      server.answerWith(active("sub", token.length() + token.substring(token.length() - 2)));
      trial().accepts(token);
    }

    assertThat(trial.accepts("AaAa").subject()).isEqualTo("4Aa");
    assertThat(trial.accepts("AaBB").subject()).isEqualTo("4BB");
    assertThat(trial.accepts(prefix + "Aa").subject()).isEqualTo("2002Aa");
    assertThat(trial.accepts(prefix + "BB").subject()).isEqualTo("2002BB");
    assertThat(server.calls()).isEqualTo(5);
  }

  /** I11. */
  @Test
  void decide_madeUpTokens_pushNoGoodOneOut() {
    trial = IntrospectionTrial.of(server.uri(), spec -> spec.cache(Duration.ofMinutes(1), 20));
    trial.accepts("good");
    server.answerWith(Map.of("active", false));
    for (int i = 0; i < 200; i++) {
      assertThat(trial.status("made-up-" + i)).isEqualTo(401);
    }

    trial.accepts("good");
    assertThat(server.calls()).isEqualTo(201);
  }

  /** I11: and an inactive one is asked about again after its time. */
  @Test
  void decide_inactive_rememberedForNegativeTtl() {
    server.answerWith(Map.of("active", false));
    trial().refuses("abc", Reasons.TOKEN_INACTIVE);
    server.answerWith(active());
    trial.pass(Duration.ofSeconds(10).minusMillis(1));
    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
    trial.pass(Duration.ofMillis(1));

    trial.accepts("abc");
  }

  /** I12: a revoked token passes for ttl at most. */
  @Test
  void decide_revoked_refusedAfterTtl() {
    trial().accepts("abc");
    server.answerWith(Map.of("active", false));
    trial.pass(Duration.ofSeconds(60).minusMillis(1));
    trial.accepts("abc");
    trial.pass(Duration.ofMillis(1));

    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
  }

  /** I12: at once, for every request that begins later. */
  @Test
  void invalidate_remembered_askedAgainAtOnce() {
    trial().accepts("abc");
    trial.accepts("other");
    server.answerWith(Map.of("active", false));

    trial.edge().invalidate("abc");

    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
    trial.accepts("other");
    trial.edge().invalidate("nobody knows this one é");
  }

  /** I13. */
  @Test
  void decide_expBeforeTtl_entryDiesAtExp() {
    server.answerWith(active("exp", TestRuntime.NOW.getEpochSecond() + 30));
    trial().accepts("abc");
    trial.pass(Duration.ofSeconds(30).minusMillis(1));
    trial.accepts("abc");
    assertThat(server.calls()).isEqualTo(1);
    trial.pass(Duration.ofMillis(1));

    trial.accepts("abc"); // within the skew the server's word still counts
    trial.accepts("abc"); // and is not remembered
    assertThat(server.calls()).isEqualTo(3);
  }

  /** I13, D11. */
  @Test
  void decide_clockJumps_nothingRevived() {
    trial().accepts("abc");
    trial.clock().advance(Duration.ofDays(1));
    trial.refuses("abc", Reasons.TOKEN_EXPIRED);
    trial.clock().advance(Duration.ofDays(-2));
    trial.ticker().advance(Duration.ofMinutes(10));

    trial.refuses("abc", Reasons.TOKEN_EXPIRED);
  }

  /** A member that many answers share is kept once, and what is kept is what came. */
  @Test
  void decide_answersOfOtherShapes_eachAsItCame() {
    for (int size : new int[] {3, 12, 40}) {
      Map<String, Object> answer = new LinkedHashMap<>(active());
      for (int i = 0; i < size; i++) {
        answer.put("member" + i, "value" + i);
      }
      answer.put("nothing", null);
      server.answerWith(answer);

      Map<String, Object> claims = trial().accepts("size-" + size).claims();

      assertThat(claims.keySet()).containsExactlyElementsOf(answer.keySet());
      assertThat(claims).containsEntry("member2", "value2").containsEntry("nothing", null);
      assertThat(claims).containsKey("nothing").doesNotContainKey("member" + size);
    }
  }
}
