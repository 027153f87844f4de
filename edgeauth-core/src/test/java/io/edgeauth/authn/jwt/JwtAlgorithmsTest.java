package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every algorithm, with tokens that nimbus or the JDK signed. */
final class JwtAlgorithmsTest {

  private static final String SECRET = HexFormat.of().formatHex(TestKey.randomBytes(32));

  private static JwtTrial trialOf(JwsAlgorithm algorithm) {
    return algorithm.keyType() == JwsAlgorithm.KeyType.SECRET
        ? JwtTrial.ofSecret(SECRET, algorithm)
        : JwtTrial.of(TestKey.of(algorithm.header(), "k1"));
  }

  private static TestKey otherKey(JwsAlgorithm algorithm) {
    return algorithm.keyType() == JwsAlgorithm.KeyType.SECRET
        ? TestKey.secret(algorithm.header(), TestKey.randomBytes(64))
        : TestKey.of(algorithm.header(), "k1");
  }

  @ParameterizedTest
  @EnumSource
  void authenticate_signedByTheIssuer_acceptedAndForgedRefused(JwsAlgorithm algorithm) {
    try (JwtTrial trial = trialOf(algorithm)) {
      assertThat(trial.accepts(trial.token()).subject()).isEqualTo("alice");
      trial.refuses(trial.token().signedBy(otherKey(algorithm)), Reasons.TOKEN_SIGNATURE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void authenticate_oneBitOfTheSignatureFlipped_refused(JwsAlgorithm algorithm) {
    Random random = new Random(43);
    try (JwtTrial trial = trialOf(algorithm)) {
      String token = trial.token().compact();
      int signature = token.lastIndexOf('.') + 1;
      for (int i = 0; i < 200; i++) {
        int at = signature + random.nextInt(token.length() - signature);
        assertNotAccepted(trial, flipped(token, at, random.nextInt(8)));
      }
      trial.accepts(token);
    }
  }

  /** J43: all bits of a token, one after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EDDSA", "HS256"})
  void authenticate_anyOneBitFlipped_refused(JwsAlgorithm algorithm) {
    try (JwtTrial trial = trialOf(algorithm)) {
      String token = trial.token().compact();
      for (int at = 0; at < token.length(); at++) {
        for (int bit = 0; bit < 8; bit++) {
          assertNotAccepted(trial, flipped(token, at, bit));
        }
      }
      trial.accepts(token);
    }
  }

  private static void assertNotAccepted(JwtTrial trial, String token) {
    assertThat(trial.ask(token)).as(token).isNotInstanceOf(Authenticated.class);
  }

  private static String flipped(String token, int at, int bit) {
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
    bytes[at] ^= (byte) (1 << bit);
    assertThat(Arrays.equals(bytes, token.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
