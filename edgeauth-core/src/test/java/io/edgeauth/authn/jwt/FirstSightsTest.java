package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One verification for all who bring the same new token at once, and what becomes of them. */
@Timeout(30)
final class FirstSightsTest {

  private static final TokenDigest TOKEN = new TokenDigest(1, 2, 3, 4);
  private static final TokenDigest OTHER = new TokenDigest(1, 2, 3, 5);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Unavailable BUSY =
      new Unavailable(Reasons.VERIFICATION_BUSY, Duration.ofSeconds(1));

  private final AtomicInteger verifications = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void end() {
    released.countDown();
  }

  /** A result that is nobody else's. */
  private AuthenticationResult verified() {
    return new Refused(Reasons.TOKEN_SIGNATURE, "number " + verifications.incrementAndGet());
  }

  private AuthenticationResult verifiedWhenReleased() {
    AuthenticationResult result = verified();
    try {
      assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  private RequestThread<AuthenticationResult> leader(FirstSights<TokenDigest> sights) {
    return leader(sights, this::verifiedWhenReleased);
  }

  /** The first request, in the middle of its verification. */
  private RequestThread<AuthenticationResult> leader(
      FirstSights<TokenDigest> sights, Supplier<AuthenticationResult> verification) {
    int before = verifications.get();
    RequestThread<AuthenticationResult> leader =
        RequestThread.start(() -> sights.verify(TOKEN, verification));
    await().until(() -> verifications.get() > before);
    return leader;
  }

  private RequestThread<AuthenticationResult> follower(FirstSights<TokenDigest> sights) {
    RequestThread<AuthenticationResult> follower =
        RequestThread.start(() -> sights.verify(TOKEN, this::verified));
    await().until(follower::isWaiting);
    return follower;
  }

  @Test
  void verify_oneAfterAnother_eachVerifies() {
    FirstSights<TokenDigest> sights = new FirstSights<>(1, LONG);

    assertThat(sights.verify(TOKEN, this::verified))
        .isNotEqualTo(sights.verify(TOKEN, this::verified));
    assertThat(verifications).hasValue(2);
  }

  @Test
  void verify_manyAtOnce_oneVerificationForAll() throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(20, LONG);
    RequestThread<AuthenticationResult> leader = leader(sights);
    List<RequestThread<AuthenticationResult>> followers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      followers.add(follower(sights));
    }
    released.countDown();

    AuthenticationResult found = leader.result();
    for (RequestThread<AuthenticationResult> follower : followers) {
      assertThat(follower.result()).isSameAs(found);
    }
    assertThat(verifications).hasValue(1);
  }

  @Test
  void verify_anotherToken_waitsForNobody() {
    FirstSights<TokenDigest> sights = new FirstSights<>(0, Duration.ZERO);
    RequestThread<AuthenticationResult> leader = leader(sights);

    assertThat(sights.verify(OTHER, this::verified)).isInstanceOf(Refused.class);
    assertThat(leader.isDone()).isFalse();
  }

  /** A bug refuses all who wait for it, and nobody who comes later. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_verificationThrows_failsForAllAndIsTriedAgain(boolean error) throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(1, LONG);
    RequestThread<AuthenticationResult> leader =
        leader(
            sights,
            () -> {
              var unused = verifiedWhenReleased();
              if (error) {
                throw new StackOverflowError();
              }
              throw new IllegalArgumentException("a bug");
            });
    RequestThread<AuthenticationResult> follower = follower(sights);
    released.countDown();

    Class<? extends Throwable> bug =
        error ? StackOverflowError.class : IllegalArgumentException.class;
    assertThatThrownBy(leader::result).hasCauseInstanceOf(bug);
    assertThatThrownBy(follower::result)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(bug);
    assertThat(sights.verify(TOKEN, this::verified)).isInstanceOf(Refused.class);
    assertThat(verifications).hasValue(2);
  }

  @Test
  void verify_moreThanMayWait_theNextAreToldAtOnce() throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(2, LONG);
    RequestThread<AuthenticationResult> leader = leader(sights);
    RequestThread<AuthenticationResult> first = follower(sights);
    RequestThread<AuthenticationResult> second = follower(sights);

    assertThat(sights.verify(TOKEN, this::verified)).isEqualTo(BUSY);

    assertThat(first.isDone() || second.isDone() || leader.isDone()).isFalse();
    released.countDown();
    assertThat(first.result()).isSameAs(leader.result()).isSameAs(second.result());
  }

  /** Each time the only place is given back; the token's own end is not touched. */
  @Test
  void verify_patienceEnds_comeAgain() throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(1, Duration.ofMillis(20));
    RequestThread<AuthenticationResult> leader = leader(sights);

    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertThat(sights.verify(TOKEN, this::verified)).isEqualTo(BUSY);
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(20_000_000);
    }

    assertThat(leader.isDone()).isFalse();
    released.countDown();
    assertThat(leader.result()).isInstanceOf(Refused.class);
    assertThat(verifications).hasValue(1);
  }

  /** D10: only who is interrupted leaves; the place is for the next. */
  @Test
  void verify_interruptedWhileWaiting_keepsTheInterruptAndLeavesTheOthers() throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(1, LONG);
    RequestThread<AuthenticationResult> leader = leader(sights);
    RequestThread<Boolean> interrupted =
        RequestThread.start(
            () -> {
              AuthenticationResult result = sights.verify(TOKEN, this::verified);
              return BUSY.equals(result) && Thread.currentThread().isInterrupted();
            });
    await().until(interrupted::isWaiting);
    interrupted.interrupt();
    assertThat(interrupted.result()).isTrue();

    RequestThread<AuthenticationResult> follower = follower(sights);
    released.countDown();
    assertThat(follower.result()).isSameAs(leader.result());
    assertThat(verifications).hasValue(1);
  }

  /** The first may go; whoever waits for it gets what it found all the same. */
  @Test
  void verify_firstIsInterrupted_followersGetItsResult() throws Exception {
    FirstSights<TokenDigest> sights = new FirstSights<>(1, LONG);
    RequestThread<AuthenticationResult> leader = leader(sights);
    RequestThread<AuthenticationResult> follower = follower(sights);

    leader.interrupt();

    assertThat(follower.result()).isSameAs(leader.result()).isInstanceOf(Refused.class);
  }
}
