package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** J43: a token of each algorithm with one bit flipped, for all of its bits. */
final class JwtBitFlipTest {

  private static final List<String> NOT_NEEDED =
      List.of("sub", "client_id", "scope", "roles", "email", "tenant", "iat");

  /** Two authenticators of one key: one remembers what it verified, one forgets it. */
  private record Pair(JwtTrial remembering, JwtTrial forgetting) implements AutoCloseable {

    static Pair of(JwsAlgorithm algorithm) {
      if (algorithm.keyType() == JwsAlgorithm.KeyType.SECRET) {
        String secret = HexFormat.of().formatHex(TestKey.randomBytes(32));
        return new Pair(
            JwtTrial.ofSecret(secret, algorithm),
            JwtTrial.ofSecret(jwt -> jwt.verifiedCache(0), secret, algorithm));
      }
      TestKey key = TestKey.of(algorithm.header(), "k");
      return new Pair(JwtTrial.of(key), JwtTrial.of(jwt -> jwt.verifiedCache(0), key));
    }

    void accept(String token) {
      remembering.accepts(token);
      forgetting.accepts(token);
    }

    /** Why both refuse. */
    Reason refuse(String token) {
      Reason reason = refuse(remembering, token);
      assertThat(refuse(forgetting, token)).as(token).isEqualTo(reason);
      return reason;
    }

    private static Reason refuse(JwtTrial trial, String token) {
      AuthenticationResult result = trial.ask(token);
      assertThat(result).as(token).isNotInstanceOf(Authenticated.class);
      return JwtTrial.reasonOf(result);
    }

    @Override
    public void close() {
      remembering.close();
      forgetting.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void authenticate_anyOneBitFlipped_refused(JwsAlgorithm algorithm) {
    Map<Reason, Integer> reasons = new HashMap<>();
    try (Pair pair = Pair.of(algorithm)) {
      String token = shortToken(pair.remembering());
      pair.accept(token);
      for (int at = 0; at < token.length(); at++) {
        for (int bit = 0; bit < 8; bit++) {
          reasons.merge(pair.refuse(flipped(token, at, bit)), 1, Integer::sum);
        }
      }
      pair.accept(token);

      int signature = token.length() - token.lastIndexOf('.') - 1;
      assertThat(reasons.get(Reasons.TOKEN_SIGNATURE))
          .as("not only by characters: %s", reasons)
          .isGreaterThan(signature);
    }
  }

  private static String shortToken(JwtTrial trial) {
    TestToken token = trial.token();
    NOT_NEEDED.forEach(token::without);
    return token.compact();
  }

  private static String flipped(String token, int at, int bit) {
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
    bytes[at] ^= (byte) (1 << bit);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
