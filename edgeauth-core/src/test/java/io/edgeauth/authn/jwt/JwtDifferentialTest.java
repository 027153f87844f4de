package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

/** What EdgeAuth accepts, two other libraries accept too. They may accept more. */
final class JwtDifferentialTest {

  private static final int TOKENS = 5_000;
  private static final TestKey RSA = TestKey.of("RS256", "r1");
  private static final TestKey PSS = TestKey.of("PS256", "p1");
  private static final TestKey CURVE = TestKey.of("ES256", "e1");
  private static final List<TestKey> KEYS = List.of(RSA, PSS, CURVE);
  private static final List<TestKey> STRANGERS =
      List.of(TestKey.of("RS256", "r1"), TestKey.of("ES256", "e1"), TestKey.of("ES384", "e1"));
  private static final long NOW = TestRuntime.NOW.getEpochSecond();

  private final Random random = new Random(20_261_122);

  @Test
  void authenticate_generatedTokens_acceptedByTheOthersToo() throws Exception {
    DefaultJWTProcessor<SecurityContext> nimbus = nimbus();
    JwtConsumer jose4j = jose4j();
    int accepted = 0;
    List<String> alone = new ArrayList<>();
    try (JwtTrial trial = JwtTrial.of(KEYS.toArray(TestKey[]::new))) {
      for (int i = 0; i < TOKENS; i++) {
        String token = next();
        if (!(trial.ask(token) instanceof Authenticated)) {
          continue;
        }
        accepted++;
        if (!accepts(() -> nimbus.process(token, null))) {
          alone.add("nimbus: " + token);
        }
        if (!accepts(() -> jose4j.process(token))) {
          alone.add("jose4j: " + token);
        }
      }
    }
    assertThat(alone).isEmpty();
    assertThat(accepted).isBetween(TOKENS / 5, TOKENS * 4 / 5); // both kinds were there
  }

  private interface Check {
    Object run() throws Exception;
  }

  private static boolean accepts(Check check) {
    try {
      return check.run() != null;
    } catch (Exception e) {
      return false;
    }
  }

  private static DefaultJWTProcessor<SecurityContext> nimbus() {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    List<JWK> keys = KEYS.stream().map(key -> key.jwk().toPublicJWK()).toList();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256),
            new ImmutableJWKSet<>(new JWKSet(keys))));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(null, type("JWT"), type("at+jwt")));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            Set.of("api"),
            new com.nimbusds.jwt.JWTClaimsSet.Builder().issuer(JwtTrial.ISSUER).build(),
            Set.of("exp"),
            Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(TestRuntime.NOW);
          }
        };
    claims.setMaxClockSkew(60);
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  private static com.nimbusds.jose.JOSEObjectType type(String name) {
    return new com.nimbusds.jose.JOSEObjectType(name);
  }

  private static JwtConsumer jose4j() throws Exception {
    String set = JsonWriter.write(Map.of("keys", KEYS.stream().map(TestKey::publicJwk).toList()));
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(
            new JwksVerificationKeyResolver(new JsonWebKeySet(set).getJsonWebKeys()))
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, "RS256", "PS256", "ES256")
        .setExpectedIssuer(JwtTrial.ISSUER)
        .setExpectedAudience("api")
        .setRequireExpirationTime()
        .setAllowedClockSkewInSeconds(60)
        .setEvaluationTime(NumericDate.fromSeconds(NOW))
        .build();
  }

  private String next() {
    TestKey key = pick(KEYS);
    TestToken token = TestToken.valid(JwtTrial.ISSUER, key, TestRuntime.NOW);
    for (int spoils = random.nextInt(3); spoils > 0; spoils--) {
      spoil(token);
    }
    String compact = token.compact();
    return random.nextInt(5) == 0 ? edited(compact) : compact;
  }

  private void spoil(TestToken token) {
    switch (random.nextInt(9)) {
      case 0 -> token.claim("exp", pick(times()));
      case 1 -> token.claim("nbf", pick(times()));
      case 2 -> token.claim("iat", pick(times()));
      case 3 -> token.claim("aud", pick(List.of("api", "API", List.of("x", "api"), List.of(), 1)));
      case 4 -> token.claim("iss", pick(List.of(JwtTrial.ISSUER, JwtTrial.ISSUER + "/", 7)));
      case 5 -> token.header("alg", pick(List.of("RS256", "PS256", "ES256", "none", "HS256", 1)));
      case 6 -> token.header("kid", pick(List.of("r1", "p1", "e1", "x", "")));
      case 7 -> token.header("typ", pick(List.of("JWT", "at+jwt", "dpop+jwt", "jwt")));
      default -> token.signedBy(pick(random.nextBoolean() ? STRANGERS : KEYS));
    }
  }

  /** Without the second at which {@code nbf} just passes: nimbus wants it past. */
  private static List<Object> times() {
    return List.of(
        NOW - 61,
        NOW - 60,
        NOW - 59,
        NOW - 1,
        NOW,
        NOW + 59,
        NOW + 61,
        NOW + 0.5,
        0,
        -1,
        NOW * 1000,
        "1999999999",
        true);
  }

  /** One character replaced, taken away or doubled. */
  private String edited(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
    int at = random.nextInt(token.length());
    String middle =
        switch (random.nextInt(3)) {
          case 0 -> "";
          case 1 -> token.substring(at, at + 1).repeat(2);
          default -> String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
        };
    return token.substring(0, at) + middle + token.substring(at + 1);
  }

  private <T> T pick(List<? extends T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
