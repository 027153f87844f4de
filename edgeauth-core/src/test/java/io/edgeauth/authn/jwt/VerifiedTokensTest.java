package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Credential;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D05: entries go when they can be of no use any more, and long tokens count for more. */
final class VerifiedTokensTest {

  private static final long NOW = TestRuntime.NOW.getEpochSecond();
  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private final TestRuntime runtime = TestRuntime.start();
  private final KeyLookup.Found found = JwtParts.found(KEY, runtime.runtime());
  private final KeySet keys = (keyId, algorithm) -> found;
  private final VerifiedTokens tokens =
      VerifiedTokens.open(JwtParts.settings(), keys, runtime.runtime());

  @AfterEach
  void end() {
    runtime.close();
  }

  private static TokenDigest digest(int number) {
    return new TokenDigest(number, 0, 0, 0);
  }

  private VerifiedJwt token(long expiry, int length) {
    return new VerifiedJwt(
        new Authenticated(Credential.builder("jwt").build()),
        new ValidityPeriod(Long.MIN_VALUE, expiry),
        new TokenMarks(null, null, null, Long.MIN_VALUE),
        length,
        new JwtHeader(JwsAlgorithm.ES256, "k1"),
        found.key());
  }

  @Test
  void sweep_expiredAndGood_goodStay() {
    long skew = JwtParts.settings().clockSkew().toSeconds();
    tokens.put(digest(1), token(NOW - skew, 500)); // expired at this second
    tokens.put(digest(2), token(NOW - skew + 1, 500));
    tokens.put(digest(3), token(Long.MAX_VALUE, 500)); // never expires

    tokens.sweep();

    assertThat(tokens.get(digest(1))).isNull();
    assertThat(tokens.get(digest(2))).isNotNull();
    assertThat(tokens.get(digest(3))).isNotNull();
    assertThat(tokens.size()).isEqualTo(2);
  }

  @Test
  void open_equalSettingsAndSameKeys_sameCache() {
    assertThat(VerifiedTokens.open(JwtParts.settings(), keys, runtime.runtime())).isSameAs(tokens);
    assertThat(VerifiedTokens.open(JwtParts.settings(), (id, one) -> found, runtime.runtime()))
        .isNotSameAs(tokens);
  }

  @Test
  void put_longTokens_fewerAreHeld() {
    int most = JwtParts.settings().verifiedCacheEntries();
    for (int i = 0; i < 2 * most; i++) {
      tokens.put(digest(i), token(Long.MAX_VALUE, 16_384)); // each counts as nine
    }
    assertThat(tokens.size()).isBetween(1L, most / 9L);
    for (int i = 0; i < 2 * most; i++) {
      tokens.put(digest(2 * most + i), token(Long.MAX_VALUE, 2_047)); // each counts as one
    }
    assertThat(tokens.size()).isGreaterThan(most / 9L).isLessThanOrEqualTo(most);
  }
}
