package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.KeySets;
import io.edgeauth.reason.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of a token, and what is looked at all the same: J42. */
final class JwtCacheTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  /** Says what the test wants, and counts how often it was asked. */
  private static final class ScriptedKeySet implements KeySet {
    private KeyLookup answer;
    private int finds;

    @Override
    public KeyLookup find(String keyId, JwsAlgorithm algorithm) {
      finds++;
      return answer;
    }
  }

  @TempDir private Path directory;
  private TestRuntime runtime;
  private final ScriptedKeySet keys = new ScriptedKeySet();

  @BeforeEach
  void start() throws IOException {
    runtime = TestRuntime.start();
    keys.answer = found(KEY);
  }

  @AfterEach
  void end() {
    runtime.close();
  }

  private KeyLookup found(TestKey key) throws IOException {
    Path file = Files.createTempFile(directory, "keys", ".json");
    Files.writeString(file, JsonWriter.write(Map.of("keys", List.of(key.publicJwk()))));
    KeySet set = KeySets.file(file, runtime.runtime());
    KeyLookup lookup = set.find("k1", JwsAlgorithm.ES256);
    assertThat(lookup).isInstanceOf(KeyLookup.Found.class);
    return lookup;
  }

  private JwtAuthenticator authenticator(int cacheEntries) {
    return new JwtAuthenticator(
        JwtParts.settings(cacheEntries),
        keys,
        DenyList.open("user", null, runtime.runtime()),
        JwtParts.bound(runtime.runtime()),
        16_384,
        runtime.runtime());
  }

  private static String token() {
    return TestToken.valid(JwtTrial.ISSUER, KEY, TestRuntime.NOW).compact();
  }

  private static AuthenticationResult ask(JwtAuthenticator authenticator, String token) {
    return authenticator.authenticate(io.edgeauth.fixtures.TestRequest.get("/").bearer(token));
  }

  @Test
  void authenticate_secondTime_givesWhatWasVerified() {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();

    AuthenticationResult first = ask(authenticator, token);

    assertThat(first).isInstanceOf(Authenticated.class);
    assertThat(ask(authenticator, token)).isSameAs(first);
    assertThat(ask(authenticator, token())).isNotSameAs(first);
    assertThat(keys.finds).isEqualTo(3); // the key is looked up each time
  }

  @Test
  void forget_oneToken_verifiedAnewAndOthersKept() {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    String other = token();
    AuthenticationResult first = ask(authenticator, token);
    AuthenticationResult kept = ask(authenticator, other);

    authenticator.forget(token);
    authenticator.forget("nobody knows this one \u20ac");

    assertThat(ask(authenticator, token)).isInstanceOf(Authenticated.class).isNotSameAs(first);
    assertThat(ask(authenticator, other)).isSameAs(kept);
    authenticator(0).forget(token); // which remembers nothing
  }

  @Test
  void authenticate_cacheOff_verifiesEachTime() {
    JwtAuthenticator authenticator = authenticator(0);
    String token = token();

    AuthenticationResult first = ask(authenticator, token);

    assertThat(ask(authenticator, token)).isInstanceOf(Authenticated.class).isNotSameAs(first);
  }

  @Test
  void authenticate_remembered_endsToTheSecond() {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    ask(authenticator, token);

    runtime.clock().set(TestRuntime.NOW.plusSeconds(359));
    assertThat(ask(authenticator, token)).isInstanceOf(Authenticated.class);
    runtime.clock().set(TestRuntime.NOW.plusSeconds(360));
    assertThat(JwtTrial.reasonOf(ask(authenticator, token))).isEqualTo(Reasons.TOKEN_EXPIRED);
  }

  /** D11: a clock that is put back revives no token, and takes none that is good. */
  @Test
  void authenticate_rememberedAndClockPutBack_judgedByTheTimeSinceTheStart() {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    ask(authenticator, token);

    runtime.clock().set(TestRuntime.NOW.minusSeconds(86_400));
    assertThat(ask(authenticator, token)).isInstanceOf(Authenticated.class);
    runtime.ticker().advance(Duration.ofMinutes(7)); // to its end, skew and tolerance
    assertThat(JwtTrial.reasonOf(ask(authenticator, token))).isEqualTo(Reasons.TOKEN_EXPIRED);
    assertThat(JwtTrial.reasonOf(ask(authenticator, token))).isEqualTo(Reasons.TOKEN_EXPIRED);
  }

  /** J42. */
  @Test
  void authenticate_keyLeftTheSet_refused() throws IOException {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    ask(authenticator, token);

    keys.answer = new KeyLookup.NotFound();
    assertThat(JwtTrial.reasonOf(ask(authenticator, token))).isEqualTo(Reasons.TOKEN_KEY_UNKNOWN);
    keys.answer = found(KEY);
    assertThat(ask(authenticator, token)).isInstanceOf(Authenticated.class);
  }

  @Test
  void authenticate_sameIdWithAnotherKey_theNewOneCounts() throws IOException {
    JwtAuthenticator authenticator = authenticator(10);
    TestKey next = TestKey.of("ES256", "k1");
    String token = token();
    ask(authenticator, token);

    keys.answer = found(next);

    assertThat(JwtTrial.reasonOf(ask(authenticator, token))).isEqualTo(Reasons.TOKEN_SIGNATURE);
    String newer = TestToken.valid(JwtTrial.ISSUER, next, TestRuntime.NOW).compact();
    assertThat(ask(authenticator, newer)).isInstanceOf(Authenticated.class);
  }

  /** An equal key that was read again is the same key. */
  @Test
  void authenticate_setReadAgain_staysRemembered() throws IOException {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    AuthenticationResult first = ask(authenticator, token);

    keys.answer = found(KEY);

    assertThat(ask(authenticator, token)).isSameAs(first);
  }

  /** A request that waited for the keys in vain does not wait once more. */
  @Test
  void authenticate_keysOutOfReach_askedOnceAndRememberedAgainLater() throws IOException {
    JwtAuthenticator authenticator = authenticator(10);
    String token = token();
    AuthenticationResult first = ask(authenticator, token);
    KeyLookup known = keys.answer;
    keys.finds = 0;

    keys.answer = new KeyLookup.Unavailable(Duration.ofSeconds(7));

    assertThat(ask(authenticator, token))
        .isEqualTo(new Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(7)));
    assertThat(keys.finds).isEqualTo(1);
    keys.answer = known;
    assertThat(ask(authenticator, token)).isSameAs(first);
  }

  @Test
  void authenticate_badToken_neverRemembered() {
    JwtAuthenticator authenticator = authenticator(10);
    String forged =
        TestToken.valid(JwtTrial.ISSUER, KEY, TestRuntime.NOW)
            .signedBy(TestKey.of("ES256", "k1"))
            .compact();
    for (int i = 0; i < 3; i++) {
      assertThat(JwtTrial.reasonOf(ask(authenticator, forged))).isEqualTo(Reasons.TOKEN_SIGNATURE);
    }
    assertThat(keys.finds).isEqualTo(3);
  }
}
