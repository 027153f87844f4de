package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.RateLimiterEvent;
import io.edgeauth.fixtures.TestRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two gateways have counted together, over changes of the configuration of one of them. */
@Timeout(60)
final class ConfiguredReloadTest {

  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private static final String CONFIGURATION =
      """
      edgeauth:
        redis: {uri: "%s", key-prefix: "reload:", timeout: %s}
        limiter: {store: %s}
        rate-limits:
          probe: {key: ip, permits: 1000000, per: 1s, on-store-failure: deny}
          all: {key: ip, permits: %d, per: 366d}
          month: {key: ip, algorithm: fixed-window, permits: %d, per: month}
        routes:
          - {path: /probe, access: public, rate-limits: probe}
          - {path: /all, access: public, rate-limits: [all, month]}
      """;

  private static final TestRequest REQUEST = TestRequest.get("/all");

  @TempDir private Path directory;

  private final TestRedis redis = TestRedis.start();

  @AfterEach
  void end() {
    redis.close();
  }

  private Path file(String name, String timeout, String store, int permits) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        CONFIGURATION.formatted(redis.uri(), timeout, store, permits, permits));
  }

  private LimitingInstance instance(String name) throws IOException {
    LimitingInstance instance = LimitingInstance.of(file(name, "1s", "redis", 10));
    instance.awaitReached(Duration.ofSeconds(20));
    return instance;
  }

  private void reload(LimitingInstance instance, String timeout, String store, int permits)
      throws IOException {
    file("one.yaml", timeout, store, permits);
    instance.edge().reload();
  }

  @Test
  void permits_changedAtOneGateway_countStays() throws IOException {
    try (LimitingInstance one = instance("one.yaml");
        LimitingInstance other = instance("other.yaml")) {
      assertThat(one.passed(4, REQUEST)).isEqualTo(4);
      assertThat(other.passed(4, REQUEST)).isEqualTo(4);
      reload(one, "1s", "redis", 13);
      // Each compares what was taken together with its own limit, without a moment of its own.
      assertThat(one.passed(9, REQUEST)).isEqualTo(5);
      assertThat(other.passed(9, REQUEST)).isZero();
      reload(one, "1s", "redis", 9);
      assertThat(one.passed(9, REQUEST)).isZero();
      reload(one, "1s", "redis", 20);
      assertThat(one.passed(9, REQUEST)).isEqualTo(7);
      assertThat(one.storeTold()).isEmpty();
    }
  }

  /** Other connections, the same Redis. */
  @Test
  void timeout_changed_countedOnWhenReached() throws IOException {
    try (LimitingInstance one = instance("one.yaml")) {
      assertThat(one.passed(8, REQUEST)).isEqualTo(8);
      reload(one, "2s", "redis", 10);
      one.awaitReached(RECOVERY);
      assertThat(one.passed(9, REQUEST)).isEqualTo(2);
    }
  }

  @Test
  void store_changedToLocalAndBack_eachGoesOnWhereItStood() throws IOException {
    try (LimitingInstance one = instance("one.yaml");
        LimitingInstance other = instance("other.yaml")) {
      assertThat(one.passed(3, REQUEST)).isEqualTo(3);
      reload(one, "1s", "local", 10);
      assertThat(one.passed(8, REQUEST)).as("here, from nothing").isEqualTo(8);
      assertThat(other.passed(4, REQUEST)).as("there, from three").isEqualTo(4);
      reload(one, "1s", "redis", 10);
      one.awaitReached(RECOVERY);
      assertThat(one.passed(2, REQUEST)).as("shared, from seven").isEqualTo(2);
      assertThat(other.passed(9, REQUEST)).isEqualTo(1);
      reload(one, "1s", "local", 10);
      assertThat(one.passed(9, REQUEST)).as("here, from eight").isEqualTo(2);
    }
  }

  @Test
  @DisplayName("L09: a change of the configuration while Redis is away grants nothing anew")
  void permits_changedInAnOutage_countedAloneStays() throws IOException {
    try (LimitingInstance one = instance("one.yaml")) {
      assertThat(one.passed(10, REQUEST)).isEqualTo(10);
      redis.pause();
      assertThat(one.passed(20, REQUEST)).as("one local limit").isEqualTo(10);
      reload(one, "1s", "redis", 11);
      assertThat(one.passed(20, REQUEST)).as("and one permit more").isEqualTo(1);
      redis.goOn();
      one.awaitReached(RECOVERY);
      assertThat(one.passed(20, REQUEST)).isEqualTo(1);
      assertThat(one.limiterTold().get(0)).extracting(RateLimiterEvent::counting).isEqualTo(false);
    }
  }
}
