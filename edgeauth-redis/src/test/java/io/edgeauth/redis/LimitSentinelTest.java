package io.edgeauth.redis;

import static io.edgeauth.redis.TestLimiter.charge;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.RateLimit;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisCluster;

/** Limits in a master that Sentinels name. */
final class LimitSentinelTest extends LimitingContract {

  private static RedisCluster group;

  @BeforeAll
  static void start() throws IOException {
    group = TestRedisGroup.sentinels();
  }

  @AfterAll
  static void stop() throws IOException {
    group.stop();
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(TestRedisGroup.sentinelUri(group.sentinelPorts()))
        .withTimeout(Duration.ofSeconds(1));
  }

  private static final String CONFIGURATION =
      """
      edgeauth:
        redis: {uri: "%s", timeout: 1s}
        limiter: {store: redis}
        rate-limits:
          probe: {key: ip, permits: 1000000, per: 1s, on-store-failure: deny}
          all: {key: ip, algorithm: sliding-window, permits: 10, per: 366d}
        routes:
          - {path: /probe, access: public, rate-limits: probe}
          - {path: /all, access: public, rate-limits: all}
      """;

  /**
   * L09: the replica that takes the master's place has never seen the script, and knows the counts.
   */
  @Test
  @Timeout(90)
  void master_gone_replicaCountsOn() throws IOException {
    RedisCluster own = TestRedisGroup.sentinels();
    RedisStore store =
        RedisStore.at(TestRedisGroup.sentinelUri(own.sentinelPorts()))
            .withTimeout(Duration.ofSeconds(1));
    List<Charge> charges = slowWithoutQueue().map(TestLimiter::charge).toList();
    Charge gone = charge(RateLimit.fixedWindow(9, YEAR));
    TestRequest request = TestRequest.get("/all");
    try (TestLimiter one = TestLimiter.reached(store);
        TestLimiter other = TestLimiter.reached(store);
        LimitingInstance gateway =
            LimitingInstance.reached(
                CONFIGURATION.formatted(TestRedisGroup.sentinelUri(own.sentinelPorts())))) {
      assertThat(gateway.passed(7, request)).isEqualTo(7);
      for (int i = 0; i < 5; i++) {
        assertThat(one.limiter().acquire(charges)).isInstanceOf(Acquisition.Granted.class);
      }
      for (int port : own.serverPorts()) {
        try (TestRedis.Admin admin =
            TestRedis.Admin.to(RedisURI.create("redis://127.0.0.1:" + port))) {
          if (admin.commands().role().get(0).equals("master")) {
            admin.commands().waitForReplication(1, 2000);
            admin.commands().shutdown(false);
            break;
          }
        }
      }
      assertThat(one.limiter().acquire(List.of(gone))).isInstanceOf(Acquisition.Unavailable.class);
      assertThat(gateway.passed(30, request)).as("one local limit").isEqualTo(10);
      one.awaitReached(Duration.ofSeconds(30));
      other.awaitReached(Duration.ofSeconds(5));
      assertThat(other.look(charges.get(0)).remaining()).isEqualTo(LIMIT - 5);
      assertThat(other.limiter().acquire(charges)).isInstanceOf(Acquisition.Granted.class);
      for (Charge charge : charges) {
        assertThat(one.look(charge).remaining()).isEqualTo(LIMIT - 6);
      }
      gateway.awaitReached(Duration.ofSeconds(5));
      assertThat(gateway.passed(30, request)).as("what the replica knew").isEqualTo(3);
    } finally {
      own.stop();
    }
  }
}
