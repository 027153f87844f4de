package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import org.junit.jupiter.api.Test;

final class EdgeAuthTest {

  @Test
  void decide_quickStart_asPrinted() {
    TestKey key = TestKey.of("RS256", "k1");
    try (TestIssuer issuer = TestIssuer.start(key);
        EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator("user", Jwt.issuer(issuer.issuer()).audience("api"))
                .route(Route.path("/health").allowPublic())
                .route(Route.path("/api/admin/**").authenticate("user").requireRole("admin"))
                .route(Route.path("/api/**").authenticate("user"))
                .build()) {
      String token = TestToken.valid(issuer.issuer(), key).compact();

      assertThat(edge.decide(TestRequest.get("/health"))).isInstanceOf(Decision.Forward.class);
      assertThat(edge.decide(TestRequest.get("/api/x").bearer(token)))
          .isInstanceOf(Decision.Forward.class);
      assertThat(status(edge.decide(TestRequest.get("/api/x")))).isEqualTo(401);
      assertThat(status(edge.decide(TestRequest.get("/api/admin/x").bearer(token)))).isEqualTo(403);
      assertThat(status(edge.decide(TestRequest.get("/elsewhere").bearer(token)))).isEqualTo(403);
    }
  }

  private static int status(Decision decision) {
    return ((Decision.Reject) decision).problem().status();
  }
}
