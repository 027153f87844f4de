package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.fixtures.Crowd;
import io.edgeauth.fixtures.Crowd.Got;
import io.edgeauth.fixtures.FaultRelay;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.keys.Secret;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D09: a thousand requests while Redis stands still and the server hangs. */
@Timeout(90)
final class RedisCrowdTest {

  private static final int CROWD = 1000;
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** A thousand threads on two processors. */
  private static final Duration NOISE = Duration.ofSeconds(4);

  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private static int status(EdgeAuth edge, String token) {
    return IntrospectionTrial.status(edge.decide(TestRequest.get("/any").bearer(token)));
  }

  @ParameterizedTest
  @EnumSource(Crowd.Kind.class)
  void decide_redisAndServerHang_eachToldInTimeAndSoonWell(Crowd.Kind kind) throws Exception {
    try (TestRedis redis = TestRedis.start();
        TestAuthorizationServer server =
            TestAuthorizationServer.start(Map.of("active", true, "sub", "alice"));
        FaultRelay relay = FaultRelay.to(server.uri());
        EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator(
                    "opaque",
                    Introspection.endpoint(relay.uri())
                        .clientId("gateway")
                        .clientSecret(Secret.of("the-gateway's-secret"))
                        .connectTimeout(DEADLINE)
                        .totalTimeout(DEADLINE)
                        .shared(RedisStore.at(redis.uri())))
                .route(Route.path("/**").authenticate("opaque"))
                .build()) {
      await().atMost(Duration.ofSeconds(20)).until(() -> isReached(edge, redis));
      assertThat(status(edge, "warm")).isEqualTo(200);
      redis.pause();
      relay.swallow();

      List<Got<Integer>> all =
          Crowd.of(kind, CROWD, i -> status(edge, i % 10 == 0 ? "warm" : "t" + i));

      for (int i = 0; i < CROWD; i++) {
        assertThat(all.get(i).result()).isEqualTo(i % 10 == 0 ? 200 : 503);
        assertThat(all.get(i).took()).isLessThan(DEADLINE.plus(NOISE));
      }
      redis.goOn();
      relay.heal();
      await().atMost(RECOVERY).until(() -> status(edge, "after" + System.nanoTime()) == 200);
    }
  }

  private static boolean isReached(EdgeAuth edge, TestRedis redis) {
    status(edge, "probe" + System.nanoTime());
    try (TestRedis.Admin admin = redis.admin()) {
      return admin.commands().dbsize() > 0;
    }
  }
}
