package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.reason.Reasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime leaves behind, and what outlives a generation: G12. */
@Timeout(30)
final class EdgeRuntimeTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private static Set<Thread> threads() {
    Set<Thread> ours = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.isAlive() && thread.getName().startsWith("edgeauth-")) {
        ours.add(thread);
      }
    }
    return ours;
  }

  @Test
  void close_whileAFetchHangsAndFilesAreWatched_noThreadIsLeft(@TempDir Path directory)
      throws Exception {
    Set<Thread> before = threads();
    CountDownLatch released = new CountDownLatch(1);
    try (TestIssuer issuer = TestIssuer.start(KEY)) {
      issuer.answerKeySetWith(
          exchange -> {
            try {
              assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      TestRuntime runtime = TestRuntime.startPrefetching();
      runtime.authenticator(Jwt.issuer(issuer.issuer()).audience("api").jwksUri(issuer.jwksUri()));
      runtime.runtime().files().watch(Files.writeString(directory.resolve("f"), ""), () -> {});
      await().until(() -> issuer.keySetRequests() == 1);
      Set<Thread> during = threads();
      during.removeAll(before);
      assertThat(during).hasSizeGreaterThanOrEqualTo(2).allMatch(Thread::isDaemon);

      runtime.close();
      runtime.close();

      await().until(() -> during.stream().noneMatch(Thread::isAlive));
      released.countDown();
    }
  }

  /** A reload keeps the key set and everything that it lives on. */
  @Test
  void leases_olderGenerationEnds_keySetStillFetches() {
    try (TestIssuer issuer = TestIssuer.start(KEY);
        EdgeRuntime runtime =
            EdgeRuntime.start(
                Clock.systemUTC(), System::nanoTime, EventSink.to(List.of()), false)) {
      Leases.Holder old = runtime.leases().begin();
      Authenticator first = authenticator(issuer, runtime);
      Leases.Holder next = runtime.leases().begin();
      Authenticator second = authenticator(issuer, runtime);
      first.close();
      old.close();

      String token = TestToken.valid(issuer.issuer(), KEY).compact();
      assertThat(second.authenticate(TestRequest.get("/").bearer(token)))
          .isInstanceOf(Authenticated.class);
      assertThat(issuer.keySetRequests()).isEqualTo(1);

      next.close();
      assertThat(
              JwtTrial.reasonOf(
                  authenticatorAfterAll(issuer, runtime)
                      .authenticate(TestRequest.get("/").bearer(token + "A"))))
          .isIn(Reasons.TOKEN_MALFORMED, Reasons.TOKEN_SIGNATURE);
      assertThat(issuer.keySetRequests()).isBetween(1, 2); // a new set, not the closed one
    }
  }

  private static Authenticator authenticatorAfterAll(TestIssuer issuer, EdgeRuntime runtime) {
    var unused = runtime.leases().begin();
    return authenticator(issuer, runtime);
  }

  private static Authenticator authenticator(TestIssuer issuer, EdgeRuntime runtime) {
    return Jwt.issuer(issuer.issuer())
        .audience("api")
        .algorithms(io.edgeauth.keys.JwsAlgorithm.ES256)
        .create(TestRuntime.context(runtime));
  }
}
