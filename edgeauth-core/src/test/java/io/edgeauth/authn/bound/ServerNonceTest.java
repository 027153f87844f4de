package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.bound.ServerNonces.Standing;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.HeaderField;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nonces of the server (RFC 9449, section 9). */
final class ServerNonceTest {

  private static final TestKey KEY = TestKey.of("ES256", null);

  private final BoundTrial trial = BoundTrial.of(KEY, jwt -> jwt.dpop(Dpop.DEFAULTS.withNonce()));

  @AfterEach
  void end() {
    trial.close();
  }

  private static String nonce(List<HeaderField> headers) {
    assertThat(headers).singleElement().extracting(HeaderField::name).isEqualTo("DPoP-Nonce");
    return headers.get(0).value();
  }

  /** What a client is given that has none, or none that is good. */
  private String given(TestRequest request) {
    AuthenticationResult result = trial.ask(request);
    assertThat(result).isInstanceOf(Refused.class);
    Refused refused = (Refused) result;
    assertThat(refused.reason()).isEqualTo(Reasons.DPOP_NONCE_REQUIRED);
    return nonce(refused.responseHeaders());
  }

  private TestRequest with(Object nonce) {
    return trial.request(trial.proof().claim("nonce", nonce).compact());
  }

  private void pass(Duration time) {
    trial.jwt().runtime().clock().advance(time);
  }

  @Test
  void authenticate_withoutNonce_givenOneThatPasses() {
    String nonce = given(trial.request());
    Authenticated proven = trial.accepts(with(nonce));
    assertThat(proven.responseHeaders()).isEmpty();
    trial.accepts(with(nonce)); // for as many proofs as it lives
  }

  @Test
  void authenticate_usedProof_refusedAlsoWithNonce() {
    TestRequest request = with(given(trial.request()));
    trial.accepts(request);
    trial.refuses(request, Reasons.DPOP_PROOF_REPLAYED);
  }

  /** Before it ends the client is given the next, on an answer that passes. */
  @Test
  void authenticate_ageingNonce_nextComesWithTheAnswer() {
    String nonce = given(trial.request());
    pass(Duration.ofSeconds(149));
    assertThat(trial.accepts(with(nonce)).responseHeaders()).isEmpty();
    pass(Duration.ofSeconds(1));
    String next = nonce(trial.accepts(with(nonce)).responseHeaders());
    assertThat(next).isNotEqualTo(nonce);
    pass(Duration.ofSeconds(149));
    trial.accepts(with(nonce));
    pass(Duration.ofSeconds(1));
    assertThat(given(with(nonce))).isNotEqualTo(nonce);
    trial.accepts(with(next));
  }

  @Test
  void authenticate_noNonceOfOurs_givenAnother() {
    String nonce = given(trial.request());
    for (Object spoilt :
        List.of(
            "",
            "x",
            1,
            List.of(nonce),
            nonce.substring(1),
            nonce + "A",
            (nonce.charAt(0) == 'A' ? 'B' : 'A') + nonce.substring(1),
            nonce.substring(0, 31) + (nonce.charAt(31) == 'A' ? 'B' : 'A'),
            "A".repeat(32),
            "_".repeat(32),
            "\u0130".repeat(32))) {
      trial.accepts(with(given(with(spoilt))));
    }
    trial.accepts(with(nonce));
  }

  /** Nonces cannot be made without the key, and no two processes have the same. */
  @Test
  void authenticate_nonceOfAnotherProcess_refused() {
    try (BoundTrial other = BoundTrial.of(KEY, jwt -> jwt.dpop(Dpop.DEFAULTS.withNonce()))) {
      Refused refused = (Refused) other.ask(other.request());
      given(with(nonce(refused.responseHeaders())));
    }
  }

  /** A proof that is wrong in itself is told so, and costs no nonce. */
  @Test
  void authenticate_wrongProof_invalidNotNonce() {
    trial.refuses(trial.proof().claim("htm", "POST"), Reasons.DPOP_PROOF_INVALID);
  }

  /** The same for all that agree, and of each alone while they cannot. */
  private static final class Agreed implements SharedProofs {

    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private volatile boolean reachable = true;

    @Override
    public Seen remember(byte[] name, Duration holds) {
      return Seen.UNKNOWN;
    }

    @Override
    public byte[] agree(String name, byte[] offer, Duration holds) {
      return reachable ? keys.computeIfAbsent(name, unused -> offer) : null;
    }

    @Override
    public void close() {}
  }

  @Test
  void judge_instancesThatAgree_takeEachOthersNonces() {
    Agreed store = new Agreed();
    try (TestRuntime runtime = TestRuntime.start()) {
      FakeClock clock = runtime.clock();
      NonceKeys keysOfA = NonceKeys.open(store, runtime.runtime());
      NonceKeys keysOfB = NonceKeys.open(store, runtime.runtime());
      ServerNonces a = new ServerNonces(keysOfA, clock);
      ServerNonces b = new ServerNonces(keysOfB, clock);
      String before = a.next();
      assertThat(a.judge(before)).isEqualTo(Standing.GOOD);
      assertThat(b.judge(before)).isEqualTo(Standing.BAD);
      keysOfA.agree();
      keysOfB.agree();
      assertThat(a.judge(before)).isEqualTo(Standing.GOOD); // its own counts on
      String nonce = a.next();
      assertThat(b.judge(nonce)).isEqualTo(Standing.GOOD);
      // The key of the next period is known before it begins; the one of the last is kept.
      store.reachable = false;
      clock.advance(Duration.ofSeconds(NonceKeys.PERIOD_SECONDS - 1));
      keysOfA.agree();
      assertThat(b.judge(nonce)).isEqualTo(Standing.AGEING);
      String next = b.next();
      assertThat(a.judge(next)).isEqualTo(Standing.GOOD);
      clock.advance(Duration.ofSeconds(NonceKeys.PERIOD_SECONDS));
      assertThat(a.judge(nonce)).isEqualTo(Standing.BAD);
      // Out of reach for longer than that, each goes on alone.
      clock.advance(Duration.ofSeconds(2 * NonceKeys.PERIOD_SECONDS));
      String alone = a.next();
      assertThat(a.judge(alone)).isEqualTo(Standing.GOOD);
      assertThat(b.judge(alone)).isEqualTo(Standing.BAD);
    }
  }
}
