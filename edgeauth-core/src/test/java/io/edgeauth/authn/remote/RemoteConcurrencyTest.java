package io.edgeauth.authn.remote;

import static io.edgeauth.authn.remote.RemoteTrial.BUSY;
import static io.edgeauth.authn.remote.RemoteTrial.NEGATIVE;
import static io.edgeauth.authn.remote.RemoteTrial.TTL;
import static io.edgeauth.authn.remote.RemoteTrial.bad;
import static io.edgeauth.authn.remote.RemoteTrial.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.fixtures.RequestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many who ask at the same time, and who forgets meanwhile: I07, I12. */
@Timeout(30)
final class RemoteConcurrencyTest {

  private final RemoteTrial trial = new RemoteTrial();

  private final TokenDigests digests = new TokenDigests();
  private final TokenDigest alice = digests.of("alice's token", 0);

  @AfterEach
  void end() {
    trial.close();
  }

  /** I12: an answer that is on its way when its credential is forgotten is not remembered. */
  @Test
  void forget_whileAsking_answerNotKeptAndNotShared() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    RequestThread<AuthenticationResult> before =
        RequestThread.start(
            () ->
                trial
                    .answers()
                    .of(
                        alice,
                        () -> {
                          arrived.countDown();
                          awaitOpen(answer);
                          return good(null);
                        }));
    arrived.await();

    trial.answers().forget(alice);
    assertThat(trial.ask(alice, bad())).as("begun after it").isInstanceOf(Refused.class);
    trial.pass(NEGATIVE);
    answer.countDown();

    assertThat(before.result()).as("begun before it").isInstanceOf(Authenticated.class);
    assertThat(trial.ask(alice, bad())).as("not brought back").isInstanceOf(Refused.class);
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
    trial.answers();
    List<RequestThread<AuthenticationResult>> requests = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < 1000; i++) {
      requests.add(
          RequestThread.start(
              () -> {
                start.await();
                return trial.ask(alice, good(null));
              }));
    }
    start.countDown();

    for (RequestThread<AuthenticationResult> request : requests) {
      assertThat(request.result()).isInstanceOf(Authenticated.class);
    }
    assertThat(trial.asked).hasValue(1);
  }

  @Test
  void of_noPlace_busyOrStale() throws Exception {
    trial.maxConcurrent = 1;
    trial.onUnavailable = OnUnavailable.STALE;
    trial.ask(alice, good(null));
    trial.pass(TTL);
    CountDownLatch answer = new CountDownLatch(1);
    List<RequestThread<AuthenticationResult>> holding = new ArrayList<>();
    for (String token : List.of("a", "b")) {
      holding.add(
          RequestThread.start(
              () ->
                  trial
                      .answers()
                      .of(
                          digests.of(token, 0),
                          () -> {
                            awaitOpen(answer);
                            return bad();
                          })));
    }
    await().until(() -> holding.stream().allMatch(RequestThread::isWaiting));

    assertThat(trial.ask(digests.of("c", 0), good(null)))
        .isEqualTo(new Unavailable(BUSY, Duration.ofSeconds(1)));
    assertThat(trial.ask(alice, bad())).isInstanceOf(Authenticated.class);
    answer.countDown();
    for (RequestThread<AuthenticationResult> request : holding) {
      request.result();
    }
  }
}
