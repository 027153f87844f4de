package io.edgeauth.authn.remote;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.remote.RemoteAnswer.Bad;
import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.authn.remote.RemoteAnswer.Good;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers about credentials on time that stands still; what is set holds before the first is asked
 * for.
 */
final class RemoteTrial implements AutoCloseable {

  static final Reason GONE = new Reason("test-gone", 503);
  static final Reason BUSY = new Reason("test-busy", 503);
  static final Duration TTL = Duration.ofSeconds(60);
  static final Duration NEGATIVE = Duration.ofSeconds(10);
  final TestRuntime runtime = TestRuntime.start();
  final AtomicInteger asked = new AtomicInteger();
  OnUnavailable onUnavailable = OnUnavailable.DENY;
  int maxEntries = 100;
  int maxConcurrent = 4;
  BreakerSettings breaker = BreakerSettings.DEFAULTS;
  private RemoteAnswers answers;

  @Override
  public void close() {
    if (answers != null) {
      answers.close();
    }
    runtime.close();
  }

  RemoteAnswers answers() {
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

  AuthenticationResult ask(TokenDigest credential, RemoteAnswer answer) {
    return answers()
        .of(
            credential,
            () -> {
              asked.incrementAndGet();
              return answer;
            });
  }

  void pass(Duration time) {
    runtime.ticker().advance(time);
    runtime.clock().advance(time);
  }

  static Good good(Instant until) {
    return new Good(new Authenticated(Credential.builder("test").build()), until, 100);
  }

  static Bad bad() {
    return new Bad(new Refused(Reasons.TOKEN_CLAIM));
  }

  static Failed failed() {
    return new Failed("it hangs", null, false);
  }

  List<Change> told() {
    return runtime.events().of(AuthorityEvent.class).stream().map(AuthorityEvent::change).toList();
  }
}
