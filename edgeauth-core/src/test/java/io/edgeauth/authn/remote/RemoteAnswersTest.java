package io.edgeauth.authn.remote;

import static io.edgeauth.authn.remote.RemoteTrial.GONE;
import static io.edgeauth.authn.remote.RemoteTrial.NEGATIVE;
import static io.edgeauth.authn.remote.RemoteTrial.TTL;
import static io.edgeauth.authn.remote.RemoteTrial.bad;
import static io.edgeauth.authn.remote.RemoteTrial.failed;
import static io.edgeauth.authn.remote.RemoteTrial.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.authn.remote.RemoteAnswer.Good;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is remembered of answers, and what requests get where there is none: I08, I09, I11 to I13,
 * I18.
 */
@Timeout(30)
final class RemoteAnswersTest {

  private final RemoteTrial trial = new RemoteTrial();

  private final TokenDigests digests = new TokenDigests();
  private final TokenDigest alice = digests.of("alice's token", 0);

  @AfterEach
  void end() {
    trial.close();
  }

  @Test
  void of_goodAnswer_rememberedForTtl() {
    Good good = good(null);

    assertThat(trial.ask(alice, good)).isSameAs(good.result());
    trial.pass(TTL.minusNanos(1));
    assertThat(trial.ask(alice, bad())).isSameAs(good.result());
    trial.pass(Duration.ofNanos(1));
    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
    assertThat(trial.asked).hasValue(2);
  }

  @Test
  void of_badAnswer_rememberedForNegativeTtl() {
    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
    trial.pass(NEGATIVE.minusNanos(1));
    assertThat(trial.ask(alice, good(null))).isInstanceOf(Refused.class);
    trial.pass(Duration.ofNanos(1));
    assertThat(trial.ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(trial.asked).hasValue(2);
  }

  @Test
  void of_answerForThoseWhoAskNow_notRemembered() {
    RemoteAnswer.Once once = new RemoteAnswer.Once(new Refused(Reasons.TOKEN_CLAIM));

    assertThat(trial.ask(alice, once)).isSameAs(once.result());
    assertThat(trial.ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(trial.told()).isEmpty();
  }

  /** I13. */
  @Test
  void of_endBeforeTtl_diesAtItsEnd() {
    trial.ask(alice, good(TestRuntime.NOW.plusSeconds(30)));

    trial.pass(Duration.ofSeconds(30).minusMillis(1));
    assertThat(trial.ask(alice, bad())).isInstanceOf(Authenticated.class);
    trial.pass(Duration.ofMillis(1));
    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13: what has ended, by less than the skew, is good once. */
  /** An authenticator of a user's own may say so that something never ends. */
  @Test
  void of_endThatNoClockReaches_rememberedForTtl() {
    Good good = good(Instant.MAX);

    assertThat(trial.ask(alice, good)).isSameAs(good.result());
    trial.pass(TTL.minusNanos(1));
    assertThat(trial.ask(alice, bad())).isSameAs(good.result());
    trial.pass(Duration.ofNanos(1));
    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
  }

  @Test
  void of_endHasPassed_notRemembered() {
    assertThat(trial.ask(alice, good(TestRuntime.NOW))).isInstanceOf(Authenticated.class);
    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13, D11. */
  @Test
  void of_clockJumpsForward_endHasCome() {
    trial.ask(alice, good(TestRuntime.NOW.plusSeconds(3600)));

    trial.runtime.clock().advance(Duration.ofDays(1));

    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I13, D11: a minute of the clock falling back lengthens nothing. */
  @Test
  void of_clockFallsBack_endComesAllTheSame() {
    trial.ask(alice, good(TestRuntime.NOW.plusSeconds(30)));

    trial.runtime.clock().advance(Duration.ofSeconds(-50));
    trial.runtime.ticker().advance(Duration.ofSeconds(30));

    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
  }

  /** I09: trouble is nobody's answer. */
  @Test
  void of_failure_notRemembered() {
    AuthenticationResult result = trial.ask(alice, new Failed("401", null, true));

    assertThat(result).isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1)));
    assertThat(trial.ask(alice, good(null))).isInstanceOf(Authenticated.class);
    assertThat(trial.told()).containsExactly(Change.REFUSED_US);
  }

  /** I08. */
  @Test
  void of_failureThatSaysWhen_toldToClientsWithinBounds() {
    assertThat(trial.ask(alice, new Failed("503", Duration.ofSeconds(9), false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(9)));
    assertThat(trial.ask(alice, new Failed("503", Duration.ofDays(9), false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofMinutes(1)));
    assertThat(trial.ask(alice, new Failed("503", Duration.ZERO, false)))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1)));
  }

  @Test
  void of_failureWhereAnonymousIsAllowed_saysSo() {
    trial.onUnavailable = OnUnavailable.ALLOW_ANONYMOUS;

    assertThat(trial.ask(alice, failed()))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1), true));
  }

  /** I18. */
  @Test
  void of_failureAndAnOldAnswer_deniedByDefault() {
    trial.ask(alice, good(null));
    trial.pass(TTL);

    assertThat(trial.ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I18: from the end of the ttl, and never past the credential's own end. */
  @Test
  void of_failureAndAnOldAnswer_staleForItsTime() {
    trial.onUnavailable = OnUnavailable.STALE;
    trial.ask(alice, good(null));
    TokenDigest bob = digests.of("bob's token", 0);
    trial.ask(bob, good(TestRuntime.NOW.plusSeconds(120)));

    trial.pass(Duration.ofSeconds(119));
    assertThat(trial.ask(bob, failed())).isInstanceOf(Authenticated.class);
    trial.pass(Duration.ofSeconds(1));
    assertThat(trial.ask(bob, failed())).isInstanceOf(Unavailable.class);
    trial.pass(Duration.ofMinutes(4).minusNanos(1));
    assertThat(trial.ask(alice, failed())).isInstanceOf(Authenticated.class);
    trial.pass(Duration.ofNanos(1));
    assertThat(trial.ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I18: what was refused in the meantime does not come back. */
  @Test
  void of_failureAfterARefusal_notStale() {
    trial.onUnavailable = OnUnavailable.STALE;
    trial.ask(alice, good(null));
    trial.pass(TTL);
    trial.ask(alice, bad());
    trial.pass(NEGATIVE);

    assertThat(trial.ask(alice, failed())).isInstanceOf(Unavailable.class);
  }

  /** I11. */
  @Test
  void of_manyRefusals_pushNoGoodAnswerOut() {
    trial.ask(alice, good(null));
    for (int i = 0; i < 10 * trial.maxEntries; i++) {
      trial.ask(digests.of("made up " + i, 0), bad());
    }
    trial.asked.set(0);

    assertThat(trial.ask(alice, bad())).isInstanceOf(Authenticated.class);
    assertThat(trial.asked).hasValue(0);
  }

  /** I11, D05: and they have a bound of their own. */
  @Test
  void of_manyRefusals_bounded() {
    for (int i = 0; i < 10 * trial.maxEntries; i++) {
      trial.ask(digests.of("made up " + i, 0), bad());
    }
    trial.asked.set(0);
    for (int i = 0; i < 10 * trial.maxEntries; i++) {
      trial.ask(digests.of("made up " + i, 0), bad());
    }

    assertThat(trial.asked.get()).isGreaterThanOrEqualTo(9 * trial.maxEntries);
  }

  /** I12. */
  @Test
  void forget_goodAnswer_askedAgain() {
    TokenDigest bob = digests.of("bob's token", 0);
    trial.ask(alice, good(null));
    trial.ask(bob, good(null));

    trial.answers().forget(alice);

    assertThat(trial.ask(alice, bad())).isInstanceOf(Refused.class);
    assertThat(trial.ask(bob, bad())).isInstanceOf(Authenticated.class);
  }

  /** I08. */
  @Test
  void of_manyFailures_stopped() {
    trial.breaker = new BreakerSettings(50, 3, Duration.ofSeconds(30), Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      trial.ask(digests.of("t" + i, 0), failed());
    }

    assertThat(trial.asked).hasValue(3);
    assertThat(trial.ask(alice, good(null)))
        .isEqualTo(new Unavailable(GONE, Duration.ofSeconds(1)));
    assertThat(trial.told()).containsExactly(Change.FAILED, Change.STOPPED);
  }

  /** A bug in whoever asks refuses those who wait, and opens nothing. */
  @Test
  void of_questionThatThrows_thrown() {
    assertThatThrownBy(
            () ->
                trial
                    .answers()
                    .of(
                        alice,
                        () -> {
                          throw new IllegalArgumentException("a bug");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(trial.ask(alice, good(null))).isInstanceOf(Authenticated.class);
  }
}
