package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.fixtures.FaultRelay;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.redis.TestInstance.Authority;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is invalidated while Redis is away is told when it is back: I12, D06, D10. */
@Timeout(90)
final class InvalidationTest {

  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private final TestRedis redis = TestRedis.start();
  private final Authority authority = new Authority().active("t", "alice").active("u", "bob");

  @AfterEach
  void end() {
    redis.close();
  }

  private TestInstance at(int port) {
    return TestInstance.reached(
        RedisStore.at("redis://127.0.0.1:" + port).withTimeout(Duration.ofMillis(250)), authority);
  }

  private static List<Boolean> reachable(TestInstance instance) {
    return instance.told().stream().map(SharedStoreEvent::reachable).toList();
  }

  /** The other instance's connections never broke, so that nothing makes it forget by itself. */
  @Test
  void invalidate_onlyThisInstanceCutOff_othersToldWhenItIsBack() {
    try (FaultRelay relay = FaultRelay.to(URI.create(redis.uri()));
        TestInstance a = at(redis.port());
        TestInstance b = at(relay.uri().getPort())) {
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(a.request("u")).isEqualTo("bob");
      relay.refuse();
      await().atMost(RECOVERY).until(() -> reachable(b).contains(false));
      authority.revoke("t");
      authority.revoke("u");
      b.invalidate("t");
      assertThat(b.request("t")).isNull();
      assertThat(a.request("t")).as("not told yet").isEqualTo("alice");

      relay.heal();

      await().atMost(RECOVERY).until(() -> a.request("t") == null);
      assertThat(a.request("u")).as("and nothing else").isEqualTo("bob");
      assertThat(reachable(a)).isEmpty();
      try (TestInstance c = at(redis.port())) {
        assertThat(c.request("t")).as("nor does Redis remember it").isNull();
      }
    }
  }

  /** What was sent to a Redis that stood still, and timed out here, may have arrived in part. */
  @Test
  void invalidate_redisStandsStill_othersToldWhenItGoesOn() {
    try (TestInstance a = at(redis.port());
        TestInstance b = at(redis.port())) {
      assertThat(a.request("t")).isEqualTo("alice");
      redis.pause();
      authority.revoke("t");
      b.invalidate("t");
      redis.goOn();

      await().atMost(RECOVERY).until(() -> a.request("t") == null);
    }
  }

  /** Redis is there and takes no messages: told again each second until it does. */
  @Test
  void invalidate_redisRefuses_toldWhenItDoesNot() {
    try (TestInstance a = at(redis.port());
        TestInstance b = at(redis.port());
        TestRedis.Admin admin = redis.admin()) {
      assertThat(a.request("t")).isEqualTo("alice");
      admin
          .commands()
          .aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.PUBLISH));
      authority.revoke("t");
      b.invalidate("t");
      assertThat(a.request("t")).isEqualTo("alice");
      await().atMost(RECOVERY).until(() -> reachable(b).contains(false));
      admin
          .commands()
          .aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.PUBLISH));

      await().atMost(RECOVERY).until(() -> a.request("t") == null);
      await().atMost(RECOVERY).until(() -> reachable(b).equals(List.of(false, true)));
    }
  }

  /** A bound: the newest are told. */
  @Test
  void invalidate_moreThanAreKept_newestTold() {
    try (FaultRelay relay = FaultRelay.to(URI.create(redis.uri()));
        TestInstance a = at(redis.port());
        TestInstance b = at(relay.uri().getPort());
        TestRedis.Admin admin = redis.admin()) {
      assertThat(a.request("t")).isEqualTo("alice");
      relay.refuse();
      await().atMost(RECOVERY).until(() -> reachable(b).contains(false));
      authority.revoke("t");
      for (int i = 0; i < 1500; i++) {
        b.invalidate("made-up-" + i);
      }
      b.invalidate("t");
      admin.commands().configResetstat();
      relay.heal();

      await().atMost(RECOVERY).until(() -> a.request("t") == null);
      await().atMost(RECOVERY).until(() -> admin.calls("publish") == 1024);
    }
  }

  /** D10: who is interrupted while Redis stands still goes at once, with the flag set again. */
  @Test
  void invalidate_interruptedWhileRedisStandsStill_goesAtOnceAndIsTold() throws Exception {
    RedisStore patient = RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(5));
    try (TestInstance a = TestInstance.reached(patient, authority);
        TestInstance b = at(redis.port())) {
      assertThat(b.request("t")).isEqualTo("alice");
      redis.pause();
      authority.revoke("t");
      RequestThread<Boolean> invalidates =
          RequestThread.start(
              () -> {
                a.invalidate("t");
                return Thread.currentThread().isInterrupted();
              });
      await().until(invalidates::isWaiting);
      invalidates.interrupt();
      assertThat(invalidates.result()).isTrue();
      assertThat(invalidates.took()).isLessThan(Duration.ofSeconds(4));
      redis.goOn();

      await().atMost(RECOVERY).until(() -> b.request("t") == null);
      assertThat(a.request("t")).isNull();
    }
  }
}
