package io.edgeauth.authn.remote;

import static io.edgeauth.authn.remote.CachingTrial.KEY;
import static io.edgeauth.authn.remote.CachingTrial.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Carrier;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authenticator of a user's own behind the cache, through whole decisions. */
@Timeout(60)
final class CachingAuthenticatorTest {

  private final CachingTrial trial = new CachingTrial();

  @AfterEach
  void end() {
    trial.close();
  }

  @Test
  void decide_good_rememberedForTtl() {
    trial.edge(caching -> caching.ttl(Duration.ofSeconds(30)));
    assertThat(trial.status("a")).isEqualTo(200);
    trial.pass(Duration.ofSeconds(30).minusMillis(1));
    assertThat(trial.status("a")).isEqualTo(200);
    assertThat(trial.asked).hasValue(1);
    trial.pass(Duration.ofMillis(1));
    trial.status("a");

    assertThat(trial.asked).hasValue(2);
  }

  @Test
  void decide_goodThatEnds_neverPastItsEnd() {
    trial.answer = request -> good(TestRuntime.NOW.plusSeconds(10));
    trial.status("a");
    trial.pass(Duration.ofSeconds(10));
    trial.answer = request -> new Refused(Reasons.TOKEN_EXPIRED);

    assertThat(trial.status("a")).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403})
  void decide_refused_rememberedForNegativeTtl(int code) {
    trial.answer = request -> new Refused(new Reason("own-" + code, code));
    assertThat(trial.status("a")).isEqualTo(code);
    trial.answer = request -> good(null);
    trial.pass(Duration.ofSeconds(10).minusMillis(1));
    assertThat(trial.status("a")).isEqualTo(code);
    trial.pass(Duration.ofMillis(1));

    assertThat(trial.status("a")).isEqualTo(200);
  }

  @Test
  void decide_unavailable_neverRemembered() {
    trial.answer = request -> new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(3));
    assertThat(trial.status("a")).isEqualTo(503);
    assertThat(trial.reason()).isEqualTo(Reasons.AUTHENTICATOR_UNAVAILABLE);
    trial.answer = request -> good(null);

    assertThat(trial.status("a")).isEqualTo(200);
  }

  @Test
  void decide_unavailableAgainAndAgain_stopped() {
    trial.edge(
        caching ->
            caching.circuitBreaker(
                new BreakerSettings(50, 2, Duration.ofSeconds(30), Duration.ofSeconds(10))));
    trial.answer = request -> new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(3));
    for (int i = 0; i < 5; i++) {
      assertThat(trial.status("t" + i)).isEqualTo(503);
    }
    assertThat(trial.asked).hasValue(2);
  }

  @Test
  void decide_foreignOrWithHeaders_neverRemembered() {
    trial.answer = request -> new NotMine(Reasons.TOKEN_ISSUER);
    assertThat(trial.status("a")).isEqualTo(401);
    assertThat(trial.reason()).isEqualTo(Reasons.CREDENTIAL_FOREIGN);
    trial.answer =
        request ->
            new Authenticated(
                Credential.builder("session").build(), List.of(new HeaderField("X-Nonce", "1")));
    assertThat(trial.status("a")).isEqualTo(200);
    trial.answer =
        request ->
            new Refused(Reasons.TOKEN_EXPIRED, null, List.of(new HeaderField("X-Nonce", "2")));
    assertThat(trial.status("a")).isEqualTo(401);
    trial.answer = request -> good(null);

    assertThat(trial.status("a")).isEqualTo(200);
    assertThat(trial.asked).hasValue(4);
  }

  @Test
  void decide_nothingCarried_nobodyAsked() {
    assertThat(trial.status(TestRequest.get("/x"))).isEqualTo(401);
    assertThat(trial.asked).hasValue(0);
  }

  /** I07. */
  @Test
  void decide_manyFirstUses_oneCall() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    trial.answer =
        request -> {
          awaitOpen(latch);
          return good(null);
        };
    trial.edge();
    List<RequestThread<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(RequestThread.start(() -> trial.status("a")));
    }
    await().until(() -> requests.stream().allMatch(RequestThread::isWaiting));
    latch.countDown();
    for (RequestThread<Integer> request : requests) {
      assertThat(request.result()).isEqualTo(200);
    }
    assertThat(trial.asked).hasValue(1);
  }

  /** D10: who began it and who waits for it may go; the flag is set again, the others have it. */
  @Test
  void decide_firstAndWaiterInterrupted_othersHaveTheAnswer() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    trial.answer =
        request -> {
          awaitOpen(latch);
          return good(null);
        };
    trial.edge();
    List<RequestThread<Boolean>> going = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      going.add(
          RequestThread.start(
              () -> trial.status("a") == 503 && Thread.currentThread().isInterrupted()));
      await().until(() -> trial.asked.get() == 1 && going.get(going.size() - 1).isWaiting());
    }
    RequestThread<Integer> stays = RequestThread.start(() -> trial.status("a"));
    await().until(stays::isWaiting);

    for (RequestThread<Boolean> one : going) {
      one.interrupt();
      assertThat(one.result()).isTrue();
    }
    latch.countDown();

    assertThat(stays.result()).isEqualTo(200);
    assertThat(trial.status("a")).isEqualTo(200);
    assertThat(trial.asked).hasValue(1);
  }

  @Test
  void decide_tooManyAtOnce_busyAtOnce() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    trial.answer =
        request -> {
          awaitOpen(latch);
          return good(null);
        };
    trial.edge(caching -> caching.maxConcurrent(1));
    List<RequestThread<Integer>> placed =
        List.of(
            RequestThread.start(() -> trial.status("a")),
            RequestThread.start(() -> trial.status("b")));
    await().until(() -> placed.stream().allMatch(RequestThread::isWaiting));

    assertThat(trial.status("c")).isEqualTo(503);
    assertThat(trial.reason()).isEqualTo(Reasons.AUTHENTICATOR_BUSY);
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

  @Test
  void invalidate_credential_askedAgain() {
    for (TestRequest request :
        List.of(
            TestRequest.get("/x").bearer("a"),
            TestRequest.get("/x").header("X-Key", "a"),
            TestRequest.get("/x").query("key=a"),
            TestRequest.get("/x").header("Cookie", "session=a"))) {
      trial.asked.set(0);
      assertThat(trial.status(request)).isEqualTo(200);
      trial.status(request);
      assertThat(trial.asked).hasValue(1);

      trial.edge().invalidate("a");

      trial.status(request);
      assertThat(trial.asked).hasValue(2);
    }
  }

  @Test
  void invalidate_anotherCredential_remembered() {
    trial.status("a");
    trial.edge().invalidate("b");
    trial.status("a");

    assertThat(trial.asked).hasValue(1);
  }

  @Test
  void build_whatCannotBeRemembered_told() {
    trial.carriers = Set.of(KEY, Carrier.TLS);
    assertThatThrownBy(trial::edge)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("an authenticator that looks at the connection");
    assertThat(trial.closed).hasValue(1);
  }

  @Test
  void build_outOfRange_everythingTold() {
    assertThatThrownBy(
            () ->
                trial.edge(
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
    assertThatThrownBy(
            () -> trial.edge(caching -> caching.onUnavailable(OnUnavailable.ALLOW_ANONYMOUS)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("own lets requests pass as anonymous");
  }

  @Test
  void close_edge_closesTheAuthenticator() {
    trial.edge().close();

    assertThat(trial.closed).hasValue(1);
  }
}
