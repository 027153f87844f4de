package io.edgeauth.authn.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import java.security.Key;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * nimbus and jose4j as verifiers of what a {@link JwtTrial} verifies: the same keys, algorithms,
 * issuer, audience and time. They take any {@code typ}; which ones are taken is EdgeAuth's own
 * rule.
 */
final class OtherLibraries {

  private static final int SKEW_SECONDS = 60;

  private final DefaultJWTProcessor<SecurityContext> nimbus;
  private final JwtConsumer jose4j;

  private OtherLibraries(
      JWSKeySelector<SecurityContext> nimbusKeys,
      VerificationKeyResolver jose4jKeys,
      Set<String> algorithms) {
    this.nimbus = nimbus(nimbusKeys);
    this.jose4j = jose4j(jose4jKeys, algorithms);
  }

  /** For public keys. nimbus would need one more library for EdDSA, and refuses it. */
  static OtherLibraries of(List<TestKey> keys) throws JoseException {
    Set<String> algorithms = keys.stream().map(TestKey::algorithm).collect(Collectors.toSet());
    List<JWK> jwks = keys.stream().map(key -> key.jwk().toPublicJWK()).toList();
    String set = JsonWriter.write(Map.of("keys", keys.stream().map(TestKey::publicJwk).toList()));
    return new OtherLibraries(
        new JWSVerificationKeySelector<>(
            algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()),
            new ImmutableJWKSet<>(new JWKSet(jwks))),
        new JwksVerificationKeyResolver(new JsonWebKeySet(set).getJsonWebKeys()),
        algorithms);
  }

  /** For a shared secret; a {@code kid} says nothing about it. */
  static OtherLibraries ofSecret(TestKey secret) {
    Key key = ((OctetSequenceKey) secret.jwk()).toSecretKey();
    return new OtherLibraries(
        (header, context) ->
            header.getAlgorithm().getName().equals(secret.algorithm()) ? List.of(key) : List.of(),
        (jws, nesting) -> key,
        Set.of(secret.algorithm()));
  }

  private static DefaultJWTProcessor<SecurityContext> nimbus(JWSKeySelector<SecurityContext> keys) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(keys);
    processor.setJWSTypeVerifier((type, context) -> {});
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            Set.of(TestToken.AUDIENCE),
            new JWTClaimsSet.Builder().issuer(JwtTrial.ISSUER).build(),
            Set.of("exp"),
            Set.of()) {
          @Override
          protected Date currentTime() {
            return Date.from(TestRuntime.NOW);
          }
        };
    claims.setMaxClockSkew(SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  private static JwtConsumer jose4j(VerificationKeyResolver keys, Set<String> algorithms) {
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(keys)
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT, algorithms.toArray(String[]::new))
        .setExpectedIssuer(JwtTrial.ISSUER)
        .setExpectedAudience(TestToken.AUDIENCE)
        .setRequireExpirationTime()
        .setAllowedClockSkewInSeconds(SKEW_SECONDS)
        .setEvaluationTime(NumericDate.fromSeconds(TestRuntime.NOW.getEpochSecond()))
        .build();
  }

  /** What nimbus verifies, or null where it refuses. */
  JWTClaimsSet nimbus(String token) {
    return verified(() -> nimbus.process(token, null));
  }

  /** What jose4j verifies, or null where it refuses. */
  JwtClaims jose4j(String token) {
    return verified(() -> jose4j.processToClaims(token));
  }

  private interface Verification<T> {
    T run() throws Exception;
  }

  /** Some refuse by exceptions that they do not declare. */
  private static <T> T verified(Verification<T> verification) {
    try {
      return verification.run();
    } catch (Exception e) {
      return null;
    }
  }
}
