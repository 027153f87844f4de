package io.edgeauth.authn.jwt;

import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a token is valid, to the second: J26 to J29. The skew is 60 seconds unless said. */
final class JwtTimeTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final long NOW = TestRuntime.NOW.getEpochSecond();
  private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";

  /** J26: the edge itself is refused. */
  @ParameterizedTest
  @CsvSource({"1, true", "0, true", "-1, true", "-59, true", "-60, false", "-61, false"})
  void authenticate_expiryNearNow_endsWithTheSkew(long after, boolean valid) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestToken token = trial.token().claim("iat", NOW - 600).claim("exp", NOW + after);
      if (valid) {
        trial.accepts(token);
      } else {
        trial.refuses(token, Reasons.TOKEN_EXPIRED);
      }
    }
  }

  /** J26. */
  @Test
  void authenticate_withoutSkew_endsAtExpiry() {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.clockSkew(Duration.ZERO), KEY)) {
      trial.refuses(trial.token().claim("exp", NOW), Reasons.TOKEN_EXPIRED);
      trial.accepts(trial.token().claim("exp", NOW + 1));
      trial.refuses(trial.token().claim("nbf", NOW + 1), Reasons.TOKEN_NOT_YET_VALID);
      trial.accepts(trial.token().claim("nbf", NOW));
      trial.runtime().clock().advance(Duration.ofMillis(999));
      trial.accepts(trial.token().claim("exp", NOW + 1));
    }
  }

  /** J27: no legal spelling of a time that has passed, and none of a time, lives. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1999999999\"",
        "true",
        "false",
        "[]",
        "[1999999999]",
        "{}",
        "1e999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "9007199254740993",
        "1795349100000",
        "253402300800",
        "1e400"
      })
  void authenticate_expiryThatIsNoTime_refused(String exp) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(TestToken.compact(HEADER, claims(exp), KEY), Reasons.TOKEN_CLAIM);
      trial.accepts(TestToken.compact(HEADER, claims("1999999999"), KEY));
    }
  }

  /** J27. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "-1", "-1.5", "1e3", "1.79e9", "1790000000.5", "1e-999"})
  void authenticate_expiryLongAgo_refused(String exp) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(TestToken.compact(HEADER, claims(exp), KEY), Reasons.TOKEN_EXPIRED);
      trial.accepts(TestToken.compact(HEADER, claims("1999999999"), KEY));
    }
  }

  /** J27: legal numbers, read down to the whole second. */
  @Test
  void authenticate_expiryInOtherLegalNumbers_read() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (String exp : List.of("1.999999999e9", "1999999999.9", "1999999999.0", "253402300799")) {
        trial.accepts(TestToken.compact(HEADER, claims(exp), KEY));
      }
      trial.accepts(TestToken.compact(HEADER, claims((NOW - 59) + ".0"), KEY));
      trial.refuses(
          TestToken.compact(HEADER, claims((NOW - 60) + ".999"), KEY), Reasons.TOKEN_EXPIRED);
    }
  }

  private static String claims(String exp) {
    return "{\"iss\":\"%s\",\"aud\":\"api\",\"sub\":\"alice\",\"exp\":%s}"
        .formatted(JwtTrial.ISSUER, exp);
  }

  /** J28. */
  @Test
  void authenticate_missingExpiry_refusedUnlessAllowed() {
    try (JwtTrial strict = JwtTrial.of(KEY);
        JwtTrial loose = JwtTrial.of(Jwt::allowMissingExpiry, KEY)) {
      strict.refuses(strict.token().without("exp"), Reasons.TOKEN_CLAIM);
      strict.refuses(strict.token().claim("exp", null), Reasons.TOKEN_CLAIM);
      loose.accepts(loose.token().without("exp"));
      for (String noDate : List.of("-9223372036854775808", "9223372036854775807", "\"x\"")) {
        loose.refuses(TestToken.compact(HEADER, claims(noDate), KEY), Reasons.TOKEN_CLAIM);
      }
      loose.accepts(loose.token().claim("exp", null));
      loose.refuses(loose.token().without("iat").claim("exp", NOW - 100), Reasons.TOKEN_EXPIRED);
      loose.refuses(loose.token().claim("exp", "never"), Reasons.TOKEN_CLAIM);
    }
  }

  /** J28. */
  @Test
  void authenticate_longLife_refusedPastTheMaximum() {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.maxLifetime(Duration.ofMinutes(5)), KEY)) {
      trial.accepts(trial.token().claim("iat", NOW).claim("exp", NOW + 300));
      trial.refuses(trial.token().claim("exp", NOW + 301), Reasons.TOKEN_LIFETIME);
      trial.refuses(trial.token().without("iat"), Reasons.TOKEN_LIFETIME);
      trial.refuses(
          trial.token().claim("iat", -253_402_300_799L).claim("exp", 253_402_300_799L),
          Reasons.TOKEN_LIFETIME);
    }
    try (JwtTrial loose =
        JwtTrial.of(jwt -> jwt.maxLifetime(Duration.ofMinutes(5)).allowMissingExpiry(), KEY)) {
      loose.refuses(loose.token().without("exp"), Reasons.TOKEN_LIFETIME);
    }
  }

  /** J29. */
  @ParameterizedTest
  @ValueSource(strings = {"nbf", "iat"})
  void authenticate_beginsLater_refusedBeyondTheSkew(String claim) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.accepts(trial.token().claim(claim, NOW + 59));
      trial.accepts(trial.token().claim(claim, NOW + 60));
      trial.refuses(trial.token().claim(claim, NOW + 61), Reasons.TOKEN_NOT_YET_VALID);
      trial.refuses(trial.token().claim(claim, Long.toString(NOW)), Reasons.TOKEN_CLAIM);
      trial.refuses(trial.token().claim(claim, NOW * 1000), Reasons.TOKEN_CLAIM);
      trial.refuses(trial.token().claim(claim, true), Reasons.TOKEN_CLAIM);
      trial.accepts(trial.token().claim(claim, null));
      trial.accepts(trial.token().without(claim));
    }
  }

  /** J29. */
  @Test
  void authenticate_beginsAfterItsEnd_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(
          trial.token().claim("nbf", NOW + 31).claim("exp", NOW + 30), Reasons.TOKEN_CLAIM);
      trial.refuses(
          trial.token().claim("iat", NOW + 31).claim("exp", NOW + 30), Reasons.TOKEN_CLAIM);
      trial.accepts(trial.token().claim("nbf", NOW + 30).claim("exp", NOW + 30));
    }
  }
}
