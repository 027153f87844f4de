package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.jwt.JwtVerifier.KeySearch;
import io.edgeauth.authn.jwt.JwtVerifier.Verification;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.VerificationKey;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D03: only so many signatures are verified at once, and each gives its place back. */
@Timeout(30)
final class JwtVerifierTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private final JwtParts.Gate gate = new JwtParts.Gate();
  private EdgeRuntime runtime;
  private KeyLookup lookup;

  @BeforeEach
  void start() {
    runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(gate)), false);
    var unused = runtime.leases().begin();
    lookup = JwtParts.found(KEY, runtime);
  }

  @AfterEach
  void end() {
    gate.open();
    runtime.close();
  }

  private JwtVerifier verifier(int maxUnderWay) {
    return new JwtVerifier(JwtParts.settings(), (keyId, algorithm) -> lookup, runtime, maxUnderWay);
  }

  private Verification verify(JwtVerifier verifier, TestToken token) {
    return verify(verifier, token, ((KeyLookup.Found) lookup).key());
  }

  private Verification verify(JwtVerifier verifier, TestToken token, VerificationKey key) {
    KeySearch.Found candidate = (KeySearch.Found) verifier.findKey(plausible(token));
    return verifier.verify(new KeySearch.Found(candidate.token, candidate.signature, key));
  }

  private PlausibleJwt plausible(TestToken token) {
    byte[] bytes = token.compact().getBytes(StandardCharsets.US_ASCII);
    JwtSettings settings = JwtParts.settings();
    UnverifiedJwt read = ((JwtParser.Parsed.Read) new JwtParser(settings).parse(bytes)).token();
    return ((JwtRules.Judgement.Good)
            new JwtRules(settings, DenyList.open("user", null, runtime), Clock.systemUTC())
                .judge(read))
        .token();
  }

  private static TestToken good() {
    return TestToken.valid(JwtTrial.ISSUER, KEY);
  }

  private static void assertBusy(Verification verification) {
    assertThat(verification)
        .isEqualTo(
            new Verification.Failed(
                new Unavailable(Reasons.VERIFICATION_BUSY, Duration.ofSeconds(1))));
  }

  @Test
  void verify_allPlacesTaken_comeAgain() throws Exception {
    JwtVerifier verifier = verifier(2);
    RequestThread<Verification> first =
        RequestThread.start(() -> verify(verifier, JwtParts.gated(KEY)));
    RequestThread<Verification> second =
        RequestThread.start(() -> verify(verifier, JwtParts.gated(KEY)));
    await().until(() -> gate.met() == 2);

    assertBusy(verify(verifier, good()));

    gate.open();
    assertThat(first.result()).isInstanceOf(Verification.Verified.class);
    assertThat(second.result()).isInstanceOf(Verification.Verified.class);
    assertThat(verify(verifier, good())).isInstanceOf(Verification.Verified.class);
  }

  /** Of one place, used again and again. */
  @Test
  void verify_whateverComesOut_placeIsGivenBack() {
    JwtVerifier verifier = verifier(1);
    TestToken forged = good().signedBy(TestKey.of("ES256", "k1"));
    VerificationKey unfit = JwtParts.found(TestKey.of("RS256", "k1"), runtime).key();
    for (int i = 0; i < 3; i++) {
      assertThat(verify(verifier, good())).isInstanceOf(Verification.Verified.class);
      assertThat(verify(verifier, forged))
          .isEqualTo(new Verification.Failed(new Refused(Reasons.TOKEN_SIGNATURE)));
      assertThat(verify(verifier, good().claim("email", 7)))
          .isInstanceOf(Verification.Failed.class)
          .isNotEqualTo(new Verification.Failed(new Refused(Reasons.TOKEN_SIGNATURE)));
      assertThatThrownBy(() -> verify(verifier, good(), unfit))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(verify(verifier, good())).isInstanceOf(Verification.Verified.class);
  }

  /** Whoever waits for a key takes no processor, and no place of those who do. */
  @Test
  void findKey_allPlacesTaken_stillAnswers() {
    JwtVerifier verifier = verifier(0);

    assertThat(verifier.findKey(plausible(good()))).isInstanceOf(KeySearch.Found.class);
    assertBusy(verify(verifier, good()));
    lookup = new KeyLookup.NotFound();
    assertThat(verifier.findKey(plausible(good())))
        .isEqualTo(new KeySearch.Failed(new Refused(Reasons.TOKEN_KEY_UNKNOWN)));
    lookup = new KeyLookup.Unavailable(Duration.ofSeconds(7));
    assertThat(verifier.findKey(plausible(good())))
        .isEqualTo(
            new KeySearch.Failed(new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(7))));
  }
}
