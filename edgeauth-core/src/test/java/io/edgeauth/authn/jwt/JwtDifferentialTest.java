package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.jwt.JwtGenerator.Generated;
import io.edgeauth.authn.jwt.JwtGenerator.Spoil;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.junit.jupiter.api.Test;

/**
 * What EdgeAuth accepts of 100 000 tokens, two other libraries accept too. They may accept more.
 */
final class JwtDifferentialTest {

  private static final long SEED = 20_261_122;
  private static final int UNDER_A_SECRET = 60_000;
  private static final int UNDER_PUBLIC_KEYS = 40_000;

  private final List<String> alone = new ArrayList<>();
  private final Map<Reason, Integer> refused = new HashMap<>();
  private final Map<Spoil, Integer> made = new EnumMap<>(Spoil.class);
  private final Map<Spoil, Integer> accepted = new EnumMap<>(Spoil.class);

  @Test
  void authenticate_tokensUnderASecret_acceptedByTheOthersToo() throws Exception {
    String secret = HexFormat.of().formatHex(TestKey.randomBytes(32));
    TestKey key = TestKey.secret("HS256", secret.getBytes(StandardCharsets.US_ASCII));
    List<TestKey> strangers =
        List.of(TestKey.secret("HS256", TestKey.randomBytes(64)), key.as("HS384"), key.as("HS512"));
    JwtGenerator generator = new JwtGenerator(SEED, List.of(key), strangers);
    OtherLibraries others = OtherLibraries.ofSecret(key);
    try (JwtTrial trial = JwtTrial.ofSecret(secret, JwsAlgorithm.HS256)) {
      for (int i = 0; i < UNDER_A_SECRET; i++) {
        compare(generator.next(i, i % 3 != 2), trial, others);
      }
    }
    assertBothKinds(UNDER_A_SECRET);
  }

  @Test
  void authenticate_tokensUnderPublicKeys_acceptedByTheOthersToo() throws Exception {
    List<TestKey> keys =
        List.of(
            TestKey.of("RS256", "r1"),
            TestKey.of("RS256", "r2"),
            TestKey.of("PS256", "p1"),
            TestKey.of("ES256", "e1"),
            TestKey.of("EdDSA", "o1"));
    List<TestKey> strangers =
        List.of(
            TestKey.of("RS256", "r1"),
            TestKey.of("ES256", "e1"),
            TestKey.of("ES384", "e1"),
            TestKey.of("EdDSA", "o1"),
            keys.get(0).as("PS256"),
            TestKey.secret("HS256", keys.get(0).rsa().toRSAPublicKey().getEncoded()));
    JwtGenerator generator = new JwtGenerator(SEED, keys, strangers);
    OtherLibraries others = OtherLibraries.of(keys);
    try (JwtTrial trial = JwtTrial.of(keys.toArray(TestKey[]::new))) {
      for (int i = 0; i < UNDER_PUBLIC_KEYS; i++) {
        compare(generator.next(i, i % 3 == 0), trial, others);
      }
    }
    assertBothKinds(UNDER_PUBLIC_KEYS);
  }

  private void compare(Generated generated, JwtTrial trial, OtherLibraries others)
      throws MalformedClaimException {
    String token = generated.token();
    made.merge(generated.spoil(), 1, Integer::sum);
    AuthenticationResult result = trial.ask(token);
    if (!(result instanceof Authenticated proven)) {
      refused.merge(JwtTrial.reasonOf(result), 1, Integer::sum);
      return;
    }
    accepted.merge(generated.spoil(), 1, Integer::sum);
    String subject = proven.credential().subject();
    JwtClaims jose4j = others.jose4j(token);
    if (jose4j == null || !Objects.equals(jose4j.getSubject(), subject)) {
      alone.add("not jose4j: " + generated);
    }
    if (generated.key().algorithm().equals("EdDSA")) {
      return;
    }
    JWTClaimsSet nimbus = others.nimbus(token);
    if (nimbus == null || !Objects.equals(nimbus.getSubject(), subject)) {
      alone.add("not nimbus: " + generated);
    }
  }

  /** Neither who refuses everything passes, nor a generator that makes one kind alone. */
  private void assertBothKinds(int tokens) {
    String told = "seed " + SEED + ", made " + made + ", accepted " + accepted + ", " + refused;
    assertThat(alone).as(told).isEmpty();
    assertThat(accepted.get(Spoil.NONE)).as(told).isEqualTo(made.get(Spoil.NONE));
    assertThat(made.get(Spoil.NONE)).as(told).isGreaterThan(tokens / 12);
    for (Spoil spoil : List.of(Spoil.CLAIMS, Spoil.HEADER, Spoil.JSON)) {
      int some = made.get(spoil) / 10;
      assertThat(accepted.get(spoil)).as(told).isBetween(some, made.get(spoil) - some);
    }
    assertThat(accepted).as(told).doesNotContainKey(Spoil.TEXT);
    for (Reason reason :
        List.of(
            Reasons.TOKEN_MALFORMED,
            Reasons.TOKEN_SIGNATURE,
            Reasons.TOKEN_ISSUER,
            Reasons.TOKEN_ALGORITHM,
            Reasons.TOKEN_AUDIENCE,
            Reasons.TOKEN_CLAIM,
            Reasons.TOKEN_EXPIRED,
            Reasons.CREDENTIAL_MALFORMED)) {
      assertThat(refused.getOrDefault(reason, 0)).as(told).isGreaterThan(tokens / 400);
    }
  }
}
