package io.edgeauth.authn.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.RemoteAnswer.Bad;
import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.authn.remote.RemoteAnswer.Good;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache and the calls of those who ask others: I07, I09, I11, I12, I13, I18. */
@Timeout(30)
final class RemoteAnswersTest {

  private static final Reason GONE = new Reason("test-gone", 503);
  private static final Reason BUSY = new Reason("test-busy", 503);
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Duration NEGATIVE = Duration.ofSeconds(10);

  private final TokenDigests digests = new TokenDigests();
  private final TokenDigest alice = digests.of("alice's token", 0);
  private final TestRuntime runtime = TestRuntime.start();
  private final AtomicInteger asked = new AtomicInteger();
  private OnUnavailable onUnavailable = OnUnavailable.DENY;
  private int maxEntries = 100;
  private int maxConcurrent = 4;
  private BreakerSettings breaker = BreakerSettings.DEFAULTS;
  private RemoteAnswers answers;

  @AfterEach
  void end() {
    if (answers != null) {
      answers.close();
    }
    runtime.close();
  }

  private RemoteAnswers answers() {
    if (answers == null) {
      answers =
          new RemoteAnswers(
              "far",
              new RemoteSettings(
                  Duration.ofSeconds(20),
                  maxConcurrent,
                  TTL,
                  NEGATIVE,
                  maxEntries,
                  breaker,
                  onUnavailable,
                  Duration.ofMinutes(5)),
              new RemoteAnswers.Reasons(GONE, BUSY),
              runtime.runtime());
    }
    return answers;
  }

  private AuthenticationResult ask(TokenDigest credential, RemoteAnswer answer) {
    return answers()
        .of(
            credential,
            () -> {
              asked.incrementAndGet();
              return answer;
            });
  }

  private void pass(Duration time) {
    runtime.ticker().advance(time);
    runtime.clock().advance(time);
  }

  private static Good good(Instant until) {
    return new Good(new Authenticated(Credential.builder("test").build()), until, 100);
  }

  private static Bad bad() {
    return new Bad(new Refused(Reasons.TOKEN_CLAIM));
  }

  private static Failed failed() {
    return new Failed("it hangs", null, false);
  }

  private List<Change> told() {
    return runtime.events().of(AuthorityEvent.class).stream().map(AuthorityEvent::change).toList();
  }

  @Test
  void of_goodAnswer_rememberedForTtl() {
    Good good = good(null);

    assertThat(ask(alice, good)).isSameAs(good.result());
    pass(TTL.minusNanos(1));
    assertThat(ask(alice, bad())).isSameAs(good.result());
    pass(Duration.ofNanos(1));
    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void of_badAnswer_rememberedForNegativeTtl() {
    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
    pass(NEGATIVE.minusNanos(1));
    assertThat(ask(alice, good(null))).isInstanceOf(Refused.class);
    pass(Duration.ofNanos(1));
    assertThat(ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void of_answerForThoseWhoAskNow_notRemembered() {
    RemoteAnswer.Once once = new RemoteAnswer.Once(new Refused(Reasons.TOKEN_CLAIM));

    assertThat(ask(alice, once)).isSameAs(once.result());
    assertThat(ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(told()).isEmpty();
  }

  /** I13. */
  @Test
  void of_endBeforeTtl_diesAtItsEnd() {
    ask(alice, good(TestRuntime.NOW.plusSeconds(30)));

    pass(Duration.ofSeconds(30).minusMillis(1));
    assertThat(ask(alice, bad())).isInstanceOf(Authenticated.class);
    pass(Duration.ofMillis(1));
    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13: what has ended, by less than the skew, is good once. */
  /** An authenticator of a user's own may say so that something never ends. */
  @Test
  void of_endThatNoClockReaches_rememberedForTtl() {
    Good good = good(Instant.MAX);

    assertThat(ask(alice, good)).isSameAs(good.result());
    pass(TTL.minusNanos(1));
    assertThat(ask(alice, bad())).isSameAs(good.result());
    pass(Duration.ofNanos(1));
    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
  }

  @Test
  void of_endHasPassed_notRemembered() {
    assertThat(ask(alice, good(TestRuntime.NOW))).isInstanceOf(Authenticated.class);
    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13, D11. */
  @Test
  void of_clockJumpsForward_endHasCome() {
    ask(alice, good(TestRuntime.NOW.plusSeconds(3600)));

    runtime.clock().advance(Duration.ofDays(1));

    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13, D11: a minute of the clock falling back lengthens nothing. */
  @Test
  void of_clockFallsBack_endComesAllTheSame() {
    ask(alice, good(TestRuntime.NOW.plusSeconds(30)));

    runtime.clock().advance(Duration.ofSeconds(-50));
    runtime.ticker().advance(Duration.ofSeconds(30));

    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I09: trouble is nobody's answer. */
  @Test
  void of_failure_notRemembered() {
    AuthenticationResult result = ask(alice, new Failed("401", null, true));

    assertThat(result).isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1)));
    assertThat(ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(told()).containsExactly(Change.REFUSED_US);
  }

  /** I08. */
  @Test
  void of_failureThatSaysWhen_toldToClientsWithinBounds() {
    assertThat(ask(alice, new Failed("503", Duration.ofSeconds(9), false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(9)));
    assertThat(ask(alice, new Failed("503", Duration.ofDays(9), false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofMinutes(1)));
    assertThat(ask(alice, new Failed("503", Duration.ZERO, false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1)));
  }

  @Test
  void of_failureWhereAnonymousIsAllowed_saysSo() {
    onUnavailable = OnUnavailable.ALLOW_ANONYMOUS;

    assertThat(ask(alice, failed())).isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1), true));
  }

  /** I18. */
  @Test
  void of_failureAndAnOldAnswer_deniedByDefault() {
    ask(alice, good(null));
    pass(TTL);

    assertThat(ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I18: from the end of the ttl, and never past the credential's own end. */
  @Test
  void of_failureAndAnOldAnswer_staleForItsTime() {
    onUnavailable = OnUnavailable.STALE;
    ask(alice, good(null));
    TokenDigest bob = digests.of("bob's token", 0);
    ask(bob, good(TestRuntime.NOW.plusSeconds(120)));

    pass(Duration.ofSeconds(119));
    assertThat(ask(bob, failed())).isInstanceOf(Authenticated.class);
    pass(Duration.ofSeconds(1));
    assertThat(ask(bob, failed())).isInstanceOf(Unavailable.class);
    pass(Duration.ofMinutes(4).minusNanos(1));
    assertThat(ask(alice, failed())).isInstanceOf(Authenticated.class);
    pass(Duration.ofNanos(1));
    assertThat(ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I18: what was refused in the meantime does not come back. */
  @Test
  void of_failureAfterARefusal_notStale() {
    onUnavailable = OnUnavailable.STALE;
    ask(alice, good(null));
    pass(TTL);
    ask(alice, bad());
    pass(NEGATIVE);

    assertThat(ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I11. */
  @Test
  void of_manyRefusals_pushNoGoodAnswerOut() {
    ask(alice, good(null));
    for (int i = 0; i < 10 * maxEntries; i++) {
      ask(digests.of("made up " + i, 0), bad());
    }
    asked.set(0);

    assertThat(ask(alice, bad())).isInstanceOf(Authenticated.class);
    assertThat(asked).hasValue(0);
  }

  /** I11, D05: and they have a bound of their own. */
  @Test
  void of_manyRefusals_bounded() {
    for (int i = 0; i < 10 * maxEntries; i++) {
      ask(digests.of("made up " + i, 0), bad());
    }
    asked.set(0);
    for (int i = 0; i < 10 * maxEntries; i++) {
      ask(digests.of("made up " + i, 0), bad());
    }

    assertThat(asked.get()).isGreaterThanOrEqualTo(9 * maxEntries);
  }

  /** I12. */
  @Test
  void forget_goodAnswer_askedAgain() {
    TokenDigest bob = digests.of("bob's token", 0);
    ask(alice, good(null));
    ask(bob, good(null));

    answers().forget(alice);

    assertThat(ask(alice, bad())).isInstanceOf(Refused.class);
    assertThat(ask(bob, bad())).isInstanceOf(Authenticated.class);
  }

  /** I12: an answer that is on its way when its credential is forgotten is not remembered. */
  @Test
  void forget_whileAsking_answerNotKeptAndNotShared() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    RequestThread<AuthenticationResult> before =
        RequestThread.start(
            () ->
                answers()
                    .of(
                        alice,
                        () -> {
                          arrived.countDown();
                          awaitOpen(answer);
                          return good(null);
                        }));
    arrived.await();

    answers().forget(alice);
    assertThat(ask(alice, bad())).as("begun after it").isInstanceOf(Refused.class);
    pass(NEGATIVE);
    answer.countDown();

    assertThat(before.result()).as("begun before it").isInstanceOf(Authenticated.class);
    assertThat(ask(alice, bad())).as("not brought back").isInstanceOf(Refused.class);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** I07: also those who looked before the answer was there, and ask after the call has ended. */
  @Test
  void of_thousandAtOnce_oneCall() throws Exception {
    answers();
    List<RequestThread<AuthenticationResult>> requests = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < 1000; i++) {
      requests.add(
          RequestThread.start(
              () -> {
                start.await();
                return ask(alice, good(null));
              }));
    }
    start.countDown();

    for (RequestThread<AuthenticationResult> request : requests) {
      assertThat(request.result()).isInstanceOf(Authenticated.class);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void of_noPlace_busyOrStale() throws Exception {
    maxConcurrent = 1;
    onUnavailable = OnUnavailable.STALE;
    ask(alice, good(null));
    pass(TTL);
    CountDownLatch answer = new CountDownLatch(1);
    List<RequestThread<AuthenticationResult>> holding = new ArrayList<>();
    for (String token : List.of("a", "b")) {
      holding.add(
          RequestThread.start(
              () ->
                  answers()
                      .of(
                          digests.of(token, 0),
                          () -> {
                            awaitOpen(answer);
                            return bad();
                          })));
    }
    await().until(() -> holding.stream().allMatch(RequestThread::isWaiting));

    assertThat(ask(digests.of("c", 0), good(null)))
        .isEqualTo(new Unavailable(BUSY, Duration.ofSeconds(1)));
    assertThat(ask(alice, bad())).isInstanceOf(Authenticated.class);
    answer.countDown();
    for (RequestThread<AuthenticationResult> request : holding) {
      request.result();
    }
  }

  /** I08: stopped after so many failures, one trial after a while, and each told once. */
  @Test
  void of_manyFailures_stoppedTriedAndToldOnce() {
    breaker = new BreakerSettings(50, 3, Duration.ofSeconds(30), Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      ask(digests.of("t" + i, 0), failed());
    }
    assertThat(asked).hasValue(3);
    assertThat(ask(alice, good(null))).isEqualTo(new Unavailable(GONE, Duration.ofSeconds(10)));
    pass(Duration.ofMillis(10_001));
    ask(alice, failed());
    assertThat(asked).hasValue(4);
    assertThat(ask(alice, good(null))).isInstanceOf(Unavailable.class);
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED);

    pass(Duration.ofMillis(10_001));
    assertThat(ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED, Change.ANSWERS);
  }

  /** A bug in whoever asks refuses those who wait, and opens nothing. */
  @Test
  void of_questionThatThrows_thrown() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                answers()
                    .of(
                        alice,
                        () -> {
                          throw new IllegalArgumentException("a bug");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ask(alice, good(null))).isInstanceOf(Authenticated.class);
  }
}
