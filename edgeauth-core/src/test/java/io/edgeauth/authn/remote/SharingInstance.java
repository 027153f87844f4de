package io.edgeauth.authn.remote;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One instance of several, whose authority says subjects as plain words. */
final class SharingInstance implements AutoCloseable {

  static final Duration TTL = Duration.ofSeconds(60);
  static final Duration NEGATIVE = Duration.ofSeconds(10);
  static final String SECRET = "a secret of this test's instances";
  private static final Duration TOTAL = Duration.ofSeconds(20);

  final AtomicInteger asked = new AtomicInteger();
  final RemoteAnswers answers;
  private final TestRuntime runtime = TestRuntime.start();
  private final TokenDigests digests = new TokenDigests();

  SharingInstance(SharedAnswers store) {
    this(store, SECRET, "https://id.example.com\nedge");
  }

  SharingInstance(SharedAnswers store, String secret, String whom) {
    answers =
        new RemoteAnswers(
            "far",
            new RemoteSettings(
                TOTAL,
                4,
                TTL,
                NEGATIVE,
                1000,
                BreakerSettings.DEFAULTS,
                OnUnavailable.DENY,
                Duration.ofMinutes(5)),
            new RemoteAnswers.Reasons(new Reason("test-gone", 503), new Reason("test-busy", 503)),
            runtime.runtime());
    answers.share(store, secret.getBytes(StandardCharsets.UTF_8), whom);
  }

  TokenDigest digest(String token) {
    return digests.of(token, 0);
  }

  /** What a request with the token gets; the authority says what it is given to say. */
  AuthenticationResult request(String token, Supplier<RemoteAnswer> authority) {
    return answers.of(
        digest(token),
        new RemoteQuestion() {
          @Override
          public RemoteAnswer ask() {
            asked.incrementAndGet();
            return authority.get();
          }

          @Override
          public RemoteAnswer judge(String said) {
            return SharingInstance.this.judge(said);
          }
        });
  }

  AuthenticationResult request(String token, String said) {
    return request(token, () -> judge(said));
  }

  RemoteAnswer judge(String said) {
    if (said.equals("inactive")) {
      return new RemoteAnswer.Bad(new Refused(Reasons.TOKEN_EXPIRED), said);
    }
    Credential credential = Credential.builder("test").subject(said).build();
    return new RemoteAnswer.Good(
        new Authenticated(credential),
        said.equals("short") ? TestRuntime.NOW.plusSeconds(30) : null,
        100,
        said);
  }

  static String subject(AuthenticationResult result) {
    return ((Authenticated) result).credential().subject();
  }

  void advance(Duration by) {
    runtime.clock().advance(by);
    runtime.ticker().advance(by);
  }

  @Override
  public void close() {
    answers.close();
    runtime.close();
  }
}
