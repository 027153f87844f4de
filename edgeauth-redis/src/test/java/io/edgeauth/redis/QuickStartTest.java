package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.keys.Secret;
import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class QuickStartTest {

  @Test
  void decide_answerOfTheServer_isInRedis() {
    Secret secret = Secret.standIn();
    try (TestRedis redis = TestRedis.start();
        TestAuthorizationServer server =
            TestAuthorizationServer.start(Map.of("active", true, "sub", "alice"));
        EdgeAuth edge = QuickStart.edge(server.uri(), secret, redis.uri());
        TestRedis.Admin admin = redis.admin()) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                TestRequest request = TestRequest.get("/orders/7").bearer("t" + System.nanoTime());
                assertThat(edge.decide(request)).isInstanceOf(Decision.Forward.class);
                return admin.commands().dbsize() > 0;
              });
    }
  }
}
