package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reasons;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
}
