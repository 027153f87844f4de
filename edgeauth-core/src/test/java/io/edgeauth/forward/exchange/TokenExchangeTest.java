package io.edgeauth.forward.exchange;

import static io.edgeauth.fixtures.ExchangeTrial.authorization;
import static io.edgeauth.fixtures.ExchangeTrial.exchanged;
import static io.edgeauth.fixtures.IntrospectionTrial.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which token a backend receives, and for how long: RFC 8693 through whole decisions. */
@Timeout(60)
final class TokenExchangeTest {

  private final TestAuthorizationServer server = TestAuthorizationServer.start(exchanged());
  private final ExchangeTrial trial = ExchangeTrial.of(server);

  @AfterEach
  void end() {
    trial.close();
    server.close();
  }

  /** Gives each call a token of its own: token-1, token-2… */
  private void answerWithNewTokens(int expiresIn) {
    AtomicInteger made = new AtomicInteger();
    server.answerWith(
        exchange -> {
          Map<String, Object> answer = exchanged("expires_in", expiresIn);
          answer.put("access_token", "token-" + made.incrementAndGet());
          TestIssuer.json(200, answer).to(exchange);
        });
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void decide_goodToken_backendReceivesTheNewOne() {
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");

    assertThat(server.last().method()).isEqualTo("POST");
    assertThat(server.last().accept()).isEqualTo("application/json");
    assertThat(server.last().authorization()).startsWith("Basic ");
    assertThat(server.last().fields())
        .containsExactly(
            Map.entry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            Map.entry("subject_token", "abc"),
            Map.entry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            Map.entry("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            Map.entry("audience", "orders"));
  }

  @Test
  void decide_severalAudiencesAndScope_allAskedFor() {
    try (ExchangeTrial other =
        ExchangeTrial.of(
            server, exchange -> exchange.audience("orders", "a&b").scope("read write"))) {
      assertThat(other.authorization("abc")).containsExactly("Bearer the-new-token");
    }
    assertThat(server.last().body()).endsWith("&audience=orders&audience=a%26b&scope=read+write");
  }

  /** Types ignore case (RFC 6749, section 7.1); the twins of what the faults refuse. */
  @Test
  void decide_typeInOtherCase_taken() {
    server.answerWith(exchanged("token_type", "bEARER"));
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
  }

  /** The identity is that of the client's token: the new one is the backend's affair. */
  @Test
  void decide_goodToken_identityOfTheOldOne() {
    Decision.Forward forward = (Decision.Forward) trial.ask("abc");

    assertThat(forward.identity().subject()).isEqualTo("alice");
    assertThat(forward.headers().apply("X-User-Id", List.of())).containsExactly("alice");
  }

  /** H03: no proxy behind us may be told by the client to drop what we set. */
  @Test
  void decide_connectionNamesAuthorization_nameRemoved() {
    TestRequest request =
        TestRequest.get("/orders/1").bearer("abc").header("Connection", "Authorization, x-mine");

    Decision.Forward forward = (Decision.Forward) trial.trial().edge().decide(request);

    assertThat(forward.headers().apply("Connection", request.headers("Connection")))
        .containsExactly("x-mine");
    assertThat(authorization(forward, request)).containsExactly("Bearer the-new-token");
  }

  /** Whoever may not ask costs no exchange. */
  @Test
  void decide_refusedBefore_nobodyIsAsked() {
    TestRequest request = TestRequest.get("/orders/admin").bearer("abc");

    assertThat(status(trial.trial().edge().decide(request))).isEqualTo(403);
    assertThat(server.calls()).isZero();
  }

  @Test
  void decide_optionalWithoutCredentials_noTokenAtAll() {
    TestRequest request = TestRequest.get("/orders/maybe");

    Decision decision = trial.trial().edge().decide(request);

    assertThat(authorization(decision, request)).isEmpty();
    assertThat(server.calls()).isZero();
    TestRequest known = TestRequest.get("/orders/maybe").bearer("abc");
    assertThat(authorization(trial.trial().edge().decide(known), known))
        .containsExactly("Bearer the-new-token");
  }

  /** What a shadow route would have refused goes on as it came, as on all shadow routes. */
  @Test
  void decide_shadowRouteWouldRefuse_tokenAsItCame() {
    TestRequest request = TestRequest.get("/orders/try").bearer("abc");

    Decision decision = trial.trial().edge().decide(request);

    assertThat(authorization(decision, request)).containsExactly("Bearer abc");
    assertThat(server.calls()).isZero();
  }

  @Test
  void explain_goodToken_nobodyIsAsked() {
    Explanation explanation =
        trial.trial().edge().explain(TestRequest.get("/orders/1").bearer("abc"));

    assertThat(explanation.stages())
        .last()
        .satisfies(
            stage -> {
              assertThat(stage.stage()).isEqualTo("forward");
              assertThat(stage.passed()).isTrue();
              assertThat(stage.detail())
                  .isEqualTo("token exchange orders: not made for an explanation");
            });
    assertThat(server.calls()).isZero();
    assertThat(
            ((Decision.Forward) explanation.decision())
                .headers()
                .apply("Authorization", List.of("Bearer abc")))
        .isEmpty();
  }

  /** To the second: the new token is used until 30 seconds before it ends. */
  @Test
  void decide_sameTokenAgain_rememberedUntilTheMargin() {
    answerWithNewTokens(120);

    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofSeconds(90).minusMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-2");
  }

  @Test
  void decide_shortLife_rememberedForHalfOfIt() {
    answerWithNewTokens(20);

    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofSeconds(10).minusMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-2");
  }

  /** I13: the client's token ends in 300 seconds, and passes for 60 more. */
  @Test
  void decide_clientsTokenEnds_newOneIsNotUsedOn() {
    answerWithNewTokens(3600);
    // No answer about it is remembered past its end either.
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().pass(Duration.ofMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-2");
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-3");
  }

  /** D11: the wall clock alone moves. */
  @Test
  void decide_wallClockJumps_livesAreNotLengthened() {
    answerWithNewTokens(120);
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");

    trial.trial().clock().advance(Duration.ofSeconds(-50));
    trial.trial().ticker().advance(Duration.ofSeconds(90));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-2");
    trial.trial().clock().advance(Duration.ofSeconds(200));
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-3");
  }

  /** I06: hash codes of the texts collide. */
  @Test
  void decide_twoTokens_twoExchanges() {
    answerWithNewTokens(120);
    assertThat(trial.authorization("Aa")).containsExactly("Bearer token-1");
    assertThat(trial.authorization("BB")).containsExactly("Bearer token-2");
    assertThat(trial.authorization("Aa")).containsExactly("Bearer token-1");
  }

  /** D05. */
  @Test
  void decide_moreTokensThanEntries_oldOnesAskedForAgain() {
    answerWithNewTokens(120);
    try (ExchangeTrial small = ExchangeTrial.of(server, exchange -> exchange.maxEntries(2))) {
      for (int i = 0; i < 20; i++) {
        assertThat(small.authorization("t" + i)).hasSize(1);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(small.authorization("t" + i)).hasSize(1);
      }
      assertThat(server.calls()).isBetween(37, 40);
    }
  }

  /** D10: who began it and who waits for it may go; the flag is set again, the others have it. */
  @Test
  void decide_firstAndWaiterInterrupted_othersHaveTheNewToken() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, exchanged()).to(exchange);
        });
    assertThat(trial.trial().status("abc")).isEqualTo(200);
    List<RequestThread<Boolean>> going = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      going.add(
          RequestThread.start(
              () ->
                  IntrospectionTrial.status(trial.ask("abc")) == 503
                      && Thread.currentThread().isInterrupted()));
      await().until(() -> server.calls() == 1 && going.get(going.size() - 1).isWaiting());
    }
    RequestThread<List<String>> stays = RequestThread.start(() -> trial.authorization("abc"));
    await().until(stays::isWaiting);

    for (RequestThread<Boolean> one : going) {
      one.interrupt();
      assertThat(one.result()).isTrue();
    }
    answer.countDown();

    assertThat(stays.result()).containsExactly("Bearer the-new-token");
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
    assertThat(server.calls()).isEqualTo(1);
  }

  /** I07. */
  @Test
  void decide_manyFirstUses_oneExchange() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, exchanged()).to(exchange);
        });
    assertThat(trial.trial().status("abc")).isEqualTo(200);
    List<RequestThread<List<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      requests.add(RequestThread.start(() -> trial.authorization("abc")));
    }
    await().until(() -> requests.stream().filter(RequestThread::isWaiting).count() == 200);
    answer.countDown();

    for (RequestThread<List<String>> request : requests) {
      assertThat(request.result()).containsExactly("Bearer the-new-token");
    }
    assertThat(server.calls()).isEqualTo(1);
  }

  /** I12: also where the server was asked before, and had not answered yet. */
  @Test
  void invalidate_knownAndUnderWay_askedAnew() throws Exception {
    answerWithNewTokens(120);
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-1");
    trial.trial().edge().invalidate("abc");
    assertThat(trial.authorization("abc")).containsExactly("Bearer token-2");

    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          awaitOpen(answer);
          TestIssuer.json(200, exchanged("access_token", "old")).to(exchange);
        });
    RequestThread<List<String>> early = RequestThread.start(() -> trial.authorization("def"));
    await().until(() -> server.calls() == 3);
    trial.trial().edge().invalidate("def");
    server.answerWith(exchanged("access_token", "new"));
    RequestThread<List<String>> late = RequestThread.start(() -> trial.authorization("def"));
    assertThat(late.result()).containsExactly("Bearer new");
    answer.countDown();
    assertThat(early.result()).containsExactly("Bearer old");
    assertThat(trial.authorization("def")).containsExactly("Bearer new");
  }

  /** A token that the server does not exchange is asked about every ten seconds at most. */
  @Test
  void decide_refusedByTheServer_rememberedForTenSeconds() {
    server.answerWith(TestIssuer.json(400, Map.of("error", "invalid_grant")));

    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_REFUSED)).isEqualTo("10");
    assertThat(trial.trial().lastEvent().detail())
        .isEqualTo("the endpoint answered 400 invalid_grant");
    server.answerWith(exchanged());
    trial.trial().pass(Duration.ofSeconds(10).minusMillis(1));
    trial.refuses("abc", Reasons.TOKEN_EXCHANGE_REFUSED);
    assertThat(server.calls()).isEqualTo(1);
    trial.trial().pass(Duration.ofMillis(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
  }

  /** Nobody who has a token that is not exchanged can stop the exchange for others. */
  @Test
  void decide_manyRefusedByTheServer_othersGoOn() {
    server.answerWith(TestIssuer.json(400, Map.of("error", "invalid_request")));
    for (int i = 0; i < 50; i++) {
      trial.refuses("t" + i, Reasons.TOKEN_EXCHANGE_REFUSED);
    }
    server.answerWith(exchanged());

    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
  }
}
