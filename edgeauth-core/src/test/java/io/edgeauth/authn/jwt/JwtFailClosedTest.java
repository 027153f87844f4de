package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeySet;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A bug below the authenticator never opens the door: J45. */
final class JwtFailClosedTest {

  @Test
  void decide_keySetThatThrows_refusedWith500() {
    KeySet broken =
        (keyId, algorithm) -> {
          throw new IllegalStateException("a bug, with a secret in its message");
        };
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator(
                "user",
                context ->
                    new JwtAuthenticator(
                        settings(),
                        broken,
                        DenyList.open("user", null, context.runtime()),
                        "edgeauth",
                        16_384,
                        context.runtime()))
            .route(Route.path("/**").authenticate("user"))
            .build()) {
      String token = TestToken.valid(JwtTrial.ISSUER, TestKey.of("ES256", "k1")).compact();

      Decision decision = edge.decide(TestRequest.get("/").bearer(token));

      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Reject.class,
              reject -> {
                assertThat(reject.problem().status()).isEqualTo(500);
                assertThat(reject.problem().body()).doesNotContain("secret", "Exception");
              });
    }
  }

  private static JwtSettings settings() {
    return new JwtSettings(
        JwtTrial.ISSUER,
        Set.of("api"),
        List.of(JwsAlgorithm.ES256),
        Set.of(),
        Map.of(),
        Duration.ofSeconds(60),
        null,
        false,
        List.of(Carrier.AUTHORIZATION),
        10,
        Duration.ofSeconds(5),
        ClaimMapping.DEFAULTS);
  }
}
