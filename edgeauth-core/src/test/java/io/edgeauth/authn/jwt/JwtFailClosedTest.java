package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A bug below the authenticator never opens the door: J45. */
final class JwtFailClosedTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private final AtomicBoolean broken = new AtomicBoolean();

  @Test
  void decide_keySetThatThrows_refusedWith500() {
    String token = TestToken.valid(JwtTrial.ISSUER, KEY).compact();
    String unseen = TestToken.valid(JwtTrial.ISSUER, KEY).claim("jti", "2").compact();
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("user", this::authenticator)
            .route(Route.path("/**").authenticate("user"))
            .build()) {
      assertForwarded(edge, token);

      broken.set(true);
      assertRefused(edge, token);
      assertRefused(edge, unseen);

      broken.set(false);
      assertForwarded(edge, token);
      assertForwarded(edge, unseen);
    }
  }

  private Authenticator authenticator(AuthenticatorContext context) {
    KeyLookup found = JwtParts.found(KEY, context.runtime());
    KeySet keys =
        (keyId, algorithm) -> {
          if (broken.get()) {
            throw new IllegalStateException("a bug, with a secret in its message");
          }
          return found;
        };
    return new JwtAuthenticator(
        JwtParts.settings(),
        keys,
        DenyList.open("user", null, context.runtime()),
        JwtParts.bound(context.runtime()),
        16_384,
        context.runtime());
  }

  private static Decision decide(EdgeAuth edge, String token) {
    return edge.decide(TestRequest.get("/").bearer(token));
  }

  private static void assertForwarded(EdgeAuth edge, String token) {
    assertThat(decide(edge, token)).isInstanceOf(Decision.Forward.class);
  }

  private static void assertRefused(EdgeAuth edge, String token) {
    assertThat(decide(edge, token))
        .isInstanceOfSatisfying(
            Decision.Reject.class,
            reject -> {
              assertThat(reject.problem().status()).isEqualTo(500);
              assertThat(reject.problem().body()).doesNotContain("secret", "Exception");
            });
  }
}
