package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.Credential;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** J41: a proof passes once, also where many bring it at the same moment. */
@Timeout(60)
final class DpopReplayTest {

  private static final TestKey KEY = TestKey.of("ES256", null);

  @TempDir private Path directory;

  @Test
  void authenticate_sameProofAgain_refused() {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      TestRequest request = trial.request();
      trial.accepts(request);
      trial.refuses(request, Reasons.DPOP_PROOF_REPLAYED);
      trial.jwt().runtime().clock().advance(Duration.ofSeconds(119));
      trial.refuses(request, Reasons.DPOP_PROOF_REPLAYED);
      trial.jwt().runtime().clock().advance(Duration.ofSeconds(1));
      trial.refuses(request, Reasons.DPOP_PROOF_INVALID); // it has ended
      trial.accepts(trial.request());
    }
  }

  /** The jti alone counts, not how the signature happens to be written (J24). */
  @Test
  void authenticate_sameJtiSignedAnew_refused() {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      TestProof proof = trial.proof();
      trial.accepts(proof);
      trial.refuses(proof, Reasons.DPOP_PROOF_REPLAYED);
    }
  }

  /** Nobody can use up another's jti. */
  @Test
  void authenticate_sameJtiOfAnotherKey_accepted() {
    TestKey other = TestKey.of("ES256", null);
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      String token = trial.jwt().token().claim("cnf", TestProof.binding(other)).compact();
      TestProof theirs =
          TestProof.of(other, BoundTrial.PATH, token, trial.now()).claim("jti", "the same");
      trial.accepts(TestRequest.get(BoundTrial.PATH).dpop(token, theirs.compact()));
      trial.accepts(trial.proof().claim("jti", "the same"));
    }
  }

  /**
   * What was refused is not used up: who spoils a copy of a proof does not keep it from passing.
   */
  @Test
  void authenticate_refusedProof_isNotUsedUp() {
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      TestProof proof = trial.proof();
      String good = proof.compact();
      trial.refuses(proof.signedBy(TestKey.of("ES256", null)), Reasons.DPOP_PROOF_INVALID);
      trial.accepts(trial.request(good));
    }
  }

  @Test
  void authenticate_oneJtiByManyThreads_oneFirst() throws Exception {
    int many = 100;
    try (BoundTrial trial = BoundTrial.of(KEY)) {
      trial.accepts(trial.request());
      ExecutorService threads = Executors.newFixedThreadPool(many);
      try {
        for (int round = 0; round < 20; round++) {
          TestRequest request = trial.request();
          CountDownLatch start = new CountDownLatch(1);
          List<Future<AuthenticationResult>> results = new ArrayList<>();
          for (int i = 0; i < many; i++) {
            results.add(
                threads.submit(
                    () -> {
                      start.await();
                      return trial.ask(request);
                    }));
          }
          start.countDown();
          int passed = 0;
          for (Future<AuthenticationResult> result : results) {
            AuthenticationResult said = result.get(30, TimeUnit.SECONDS);
            passed += said instanceof Authenticated ? 1 : 0;
            assertThat(said instanceof Authenticated || isReplay(said)).isTrue();
          }
          assertThat(passed).isEqualTo(1);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static boolean isReplay(AuthenticationResult result) {
    return JwtTrial.reasonOf(result).equals(Reasons.DPOP_PROOF_REPLAYED);
  }

  /** A memory without room lets nothing pass that it could not know again. */
  @Test
  void judge_noRoom_unavailable() {
    try (TestRuntime runtime = TestRuntime.start()) {
      EdgeRuntime real = runtime.runtime();
      ProofMemory tiny =
          new ProofMemory("user", 120, new SeenProofs(1, real.clock()), null, real.clock());
      DpopCheck check =
          new DpopCheck(
              new ProofKeys(),
              new ProofRules(
                  TestRuntime.context(real).publicUrls(),
                  Duration.ofSeconds(60),
                  Duration.ofSeconds(60)),
              tiny,
              null,
              real.clock());
      TestProof first = TestProof.of(KEY, "/", "t", TestRuntime.NOW);
      TestProof second = TestProof.of(KEY, "/", "t", TestRuntime.NOW);
      Authenticated proven = new Authenticated(Credential.builder("jwt").build());
      assertThat(judged(check, first, proven)).isSameAs(proven);
      assertThat(judged(check, second, proven))
          .isInstanceOfSatisfying(
              Unavailable.class,
              full -> {
                assertThat(full.reason()).isEqualTo(Reasons.DPOP_PROOFS_FULL);
                assertThat(full.reason().status()).isEqualTo(503);
                assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(16));
                assertThat(full.orAnonymous()).isFalse();
              });
      assertThat(JwtTrial.reasonOf(judged(check, first, proven)))
          .isEqualTo(Reasons.DPOP_PROOF_REPLAYED);
    }
  }

  private static AuthenticationResult judged(
      DpopCheck check, TestProof proof, Authenticated proven) {
    byte[] thumbprint =
        java.util.Base64.getUrlDecoder().decode((String) TestProof.binding(KEY).get("jkt"));
    byte[] hash = Sha256.of(new byte[] {'t'});
    TestRequest request = TestRequest.get("/").dpop("t", proof.compact());
    return check.judge(request, thumbprint, hash, proven);
  }

  /** A configuration that is read again, also with another lifetime, forgets no proof. */
  @Test
  void decide_afterReload_stillReplayed() throws Exception {
    TestKey issuerKey = TestKey.of("ES256", "k1");
    Path keys = Files.writeString(directory.resolve("keys.json"), TestIssuer.keySet(issuerKey));
    Path file = directory.resolve("edgeauth.yaml");
    Files.writeString(file, yaml(keys, "60s"));
    try (EdgeAuth edge = EdgeAuth.from(file)) {
      String token =
          TestToken.valid(JwtTrial.ISSUER, issuerKey)
              .claim("cnf", TestProof.binding(KEY))
              .compact();
      String proof = TestProof.of(KEY, "/x", token, Instant.now()).compact();
      assertThat(edge.decide(TestRequest.get("/x").dpop(token, proof)))
          .isInstanceOf(Decision.Forward.class);
      Files.writeString(file, yaml(keys, "90s"));
      edge.reload();
      assertThat(edge.decide(TestRequest.get("/x").dpop(token, proof)))
          .isInstanceOfSatisfying(
              Decision.Reject.class,
              reject -> assertThat(reject.problem().status()).isEqualTo(401));
      String next = TestProof.of(KEY, "/x", token, Instant.now()).compact();
      assertThat(edge.decide(TestRequest.get("/x").dpop(token, next)))
          .isInstanceOf(Decision.Forward.class);
    }
  }

  private static String yaml(Path keys, String lifetime) {
    return """
        edgeauth:
          authenticators:
            user:
              jwt:
                issuer: %s
                audience: api
                jwks-file: %s
                algorithms: ES256
                sender-constrained: require
                dpop: {proof-lifetime: %s}
          routes: [{path: /**, authenticate: user}]
        """
        .formatted(JwtTrial.ISSUER, keys, lifetime);
  }

  /** Two steps look at one proof of one request: each for itself. */
  @Test
  void decide_twoStepsWithTheSameToken_bothPass() throws Exception {
    TestKey issuerKey = TestKey.of("ES256", "k1");
    Path keys = Files.writeString(directory.resolve("keys.json"), TestIssuer.keySet(issuerKey));
    Jwt one = Jwt.issuer(JwtTrial.ISSUER).audience("api").jwksFile(keys);
    Jwt two = Jwt.issuer(JwtTrial.ISSUER).audience("api").jwksFile(keys);
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("one", one)
            .authenticator("two", two)
            .route(io.edgeauth.route.Route.path("/**").authenticate("one", "two"))
            .build()) {
      String token =
          TestToken.valid(JwtTrial.ISSUER, issuerKey)
              .claim("cnf", TestProof.binding(KEY))
              .compact();
      TestRequest request =
          TestRequest.get("/x")
              .dpop(token, TestProof.of(KEY, "/x", token, Instant.now()).compact());
      assertThat(edge.decide(request)).isInstanceOf(Decision.Forward.class);
      assertThat(edge.decide(request)).isInstanceOf(Decision.Reject.class);
    }
  }
}
