package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.DenialKeeper;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.reason.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** J44: a token that is right and denied is refused, remembered or not. */
final class JwtDenyListTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final Instant NOW = TestRuntime.NOW;

  @TempDir private Path directory;

  private static void deny(JwtTrial trial, Denial denial) {
    ((DenialKeeper) trial.authenticator()).deny(denial);
  }

  private static boolean lift(JwtTrial trial, Denial denial) {
    return ((DenialKeeper) trial.authenticator()).lift(denial);
  }

  /** J44, with and without the cache of verified tokens. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void authenticate_deniedAfterItPassed_refusedUntilLifted(int cacheEntries) {
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.verifiedCache(cacheEntries), KEY)) {
      String token = trial.token().claim("jti", "t1").compact();
      List<Denial> denials =
          List.of(
              Denial.token("t1"),
              Denial.subject("alice"),
              Denial.subjectBefore("alice", NOW.plusSeconds(1)),
              Denial.subjectBefore("alice", NOW.plusNanos(1)));
      for (Denial denial : denials) {
        trial.accepts(token);
        deny(trial, denial);
        trial.refuses(token, Reasons.TOKEN_DENIED);
        trial.refuses(token, Reasons.TOKEN_DENIED);
        assertThat(lift(trial, denial)).isTrue();
        trial.accepts(token);
        trial.accepts(token);
      }
      for (Denial other :
          List.of(
              Denial.token("t2"),
              Denial.token("alice"),
              Denial.subject("t1"),
              Denial.subject("bob"),
              Denial.subjectBefore("alice", NOW))) {
        deny(trial, other);
        trial.accepts(token);
      }
    }
  }

  @Test
  void authenticate_remembered_keptUntilDenied() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String token = trial.token().claim("jti", "t1").compact();
      Object first = trial.ask(token);
      deny(trial, Denial.token("t2"));
      assertThat(trial.ask(token)).isSameAs(first);

      deny(trial, Denial.token("t1"));
      trial.refuses(token, Reasons.TOKEN_DENIED);
      assertThat(lift(trial, Denial.token("t1"))).isTrue();
      assertThat(trial.ask(token)).as("verified anew").isNotSameAs(first);
    }
  }

  /** J24: the twin of an ECDSA signature is another text, and the same token. */
  @Test
  void authenticate_sameClaimsSignedAnew_deniedToo() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestToken token = trial.token().claim("jti", "t1");
      String one = token.compact();
      String other = token.compact();
      assertThat(one).isNotEqualTo(other);
      deny(trial, Denial.token("t1"));
      trial.refuses(one, Reasons.TOKEN_DENIED);
      trial.refuses(other, Reasons.TOKEN_DENIED);
      trial.accepts(token.claim("jti", "t2"));
    }
  }

  @Test
  void authenticate_before_toTheSecondOfIat() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      deny(trial, Denial.subjectBefore("alice", NOW));
      long now = NOW.getEpochSecond();
      trial.refuses(trial.token().claim("iat", now - 1), Reasons.TOKEN_DENIED);
      trial.refuses(trial.token().claim("iat", now - 0.5), Reasons.TOKEN_DENIED);
      trial.accepts(trial.token().claim("iat", now));
      trial.accepts(trial.token().claim("iat", now + 0.5));
      trial.refuses(trial.token().without("iat"), Reasons.TOKEN_DENIED);
      trial.refuses(trial.token().claim("iat", null), Reasons.TOKEN_DENIED);
      trial.accepts(trial.token().without("iat").claim("sub", "bob"));
    }
  }

  /** Operators name a subject as they see it: in the token, or in their logs. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void authenticate_subjectMappedElsewhere_eitherNameDenies(int cacheEntries) {
    ClaimMapping defaults = ClaimMapping.DEFAULTS;
    ClaimMapping mapping =
        new ClaimMapping(
            List.of(ClaimPath.parse("uid"), ClaimPath.parse("sub")),
            defaults.client(),
            defaults.scopes(),
            defaults.roles(),
            defaults.tenant(),
            defaults.email(),
            defaults.username());
    try (JwtTrial trial =
        JwtTrial.of(jwt -> jwt.claims(mapping).verifiedCache(cacheEntries), KEY)) {
      String token = trial.token().claim("uid", "u-7").compact();
      for (String name : List.of("alice", "u-7")) {
        assertThat(trial.accepts(token).subject()).isEqualTo("u-7");
        deny(trial, Denial.subject(name));
        trial.refuses(token, Reasons.TOKEN_DENIED);
        assertThat(lift(trial, Denial.subject(name))).isTrue();
      }
      deny(trial, Denial.subject("u-8"));
      trial.accepts(token);
    }
  }

  @Test
  void authenticate_fileAndCode_eachDenies() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("denied.txt"),
            "jti:t1\nsub:bob\nsub:carol before " + NOW + "\n# and nobody else\n");
    try (JwtTrial trial = JwtTrial.of(jwt -> jwt.denyList(file), KEY)) {
      trial.refuses(trial.token().claim("jti", "t1"), Reasons.TOKEN_DENIED);
      trial.accepts(trial.token().claim("jti", "t2"));
      trial.refuses(trial.token().claim("sub", "bob"), Reasons.TOKEN_DENIED);
      trial.refuses(
          trial.token().claim("sub", "carol").claim("iat", NOW.getEpochSecond() - 1),
          Reasons.TOKEN_DENIED);
      trial.accepts(trial.token().claim("sub", "carol"));
      trial.accepts(trial.token());
      deny(trial, Denial.subject("alice"));
      trial.refuses(trial.token(), Reasons.TOKEN_DENIED);
      assertThat(lift(trial, Denial.subject("bob"))).isFalse();
      trial.refuses(trial.token().claim("sub", "bob"), Reasons.TOKEN_DENIED);
    }
  }

  /** A denied token costs no signature; what else is wrong with it is told first. */
  @Test
  void authenticate_deniedAndBad_otherClaimsFirstSignatureLast() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      deny(trial, Denial.subject("alice"));
      trial.refuses(trial.token().signedBy(TestKey.of("ES256", "k1")), Reasons.TOKEN_DENIED);
      trial.refuses(trial.token().header("kid", "unknown"), Reasons.TOKEN_DENIED);
      trial.refuses(trial.token().claim("aud", "other"), Reasons.TOKEN_AUDIENCE);
      trial.refuses(trial.token().claim("iat", 1).claim("exp", 2), Reasons.TOKEN_EXPIRED);
    }
  }

  /** RFC 7519, section 4.1.7: what is no string could not be denied. */
  @Test
  void authenticate_jtiThatIsNoString_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object jti : Arrays.asList(7, true, List.of("t1"), Map.of("t1", 1))) {
        trial.refuses(trial.token().claim("jti", jti), Reasons.TOKEN_CLAIM);
      }
      trial.accepts(trial.token().claim("jti", "7"));
      trial.accepts(trial.token().claim("jti", null));
      trial.accepts(trial.token());
    }
  }

  @Test
  void create_unreadableFiles_eachToldUnderItsKey() throws IOException {
    Path faulty = Files.writeString(directory.resolve("faulty"), "jti:a\nplanted\n");
    Path missing = directory.resolve("missing");
    Jwt jwt = Jwt.issuer(JwtTrial.ISSUER).audience("api").jwksFile(missing).denyList(faulty);
    try (TestRuntime runtime = TestRuntime.start()) {
      assertThatThrownBy(() -> runtime.authenticator(jwt))
          .isInstanceOfSatisfying(
              InvalidSpecException.class,
              e ->
                  assertThat(e.faults())
                      .extracting(Fault::key)
                      .containsExactly("jwks-file", "deny-list"))
          .hasMessageContaining("deny-list: line 2: no denial")
          .hasMessageNotContaining("planted");
    }
  }
}
