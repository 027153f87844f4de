package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.redis.TestInstance.Authority;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One Redis: the contract, and what can be seen in it. */
final class StandaloneTest extends SharingContract {

  private static TestRedis redis;

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Override
  RedisStore redis() {
    return RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(1));
  }

  /** So that no run tries another Lettuce than it means. */
  @Test
  void lettuce_ofThisRun_isTheOneMeant() {
    String jar = RedisURI.class.getProtectionDomain().getCodeSource().getLocation().toString();
    assertThat(jar).contains(System.getProperty("edgeauth.expected-lettuce", "lettuce-core-7."));
  }

  @Test
  void sharedHit_always_oneRoundTrip() {
    Authority authority = new Authority();
    for (int i = 0; i < 100; i++) {
      authority.active("t" + i, "s" + i);
    }
    RedisStore store = redis().withKeyPrefix("trips:");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestInstance b = TestInstance.reached(store, authority);
        TestRedis.Admin admin = redis.admin()) {
      for (int i = 0; i < 100; i++) {
        a.request("t" + i);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> admin.keys("trips:answer:*").size() >= 102);
      admin.commands().configResetstat();
      for (int i = 0; i < 100; i++) {
        assertThat(b.request("t" + i)).isEqualTo("s" + i);
      }
      assertThat(admin.calls("getrange")).isEqualTo(100);
      assertThat(admin.calls("set")).isZero();
      for (String other : List.of("get", "eval", "evalsha", "mget", "exists", "pttl", "del")) {
        assertThat(admin.calls(other)).as(other).isZero();
      }
      assertThat(authority.calls).hasValue(100);
    }
  }

  @Test
  void answer_inRedis_expiresAndTellsNothing() {
    Authority authority = new Authority().active("a token to look for", "somebody");
    RedisStore store = redis().withKeyPrefix("seen:");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestRedis.Admin admin = redis.admin()) {
      a.request("a token to look for");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> admin.keys("seen:answer:*").size() == 2);
      for (String key : admin.keys("seen:*")) {
        assertThat(key).matches("seen:answer:[A-Za-z0-9_-]{43}");
        assertThat(admin.commands().pttl(key)).isBetween(1L, 60_000L);
        assertThat(admin.commands().get(key)).doesNotContain("somebody").doesNotContain("token");
      }
    }
  }

  @Test
  void flushall_atAnyTime_askedAnew() {
    Authority authority = new Authority().active("t", "alice");
    RedisStore store = redis().withKeyPrefix("flushed:");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestInstance b = TestInstance.reached(store, authority);
        TestRedis.Admin admin = redis.admin()) {
      a.request("t");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> admin.keys("flushed:*").size() == 3); // of each instance one, and the answer
      admin.commands().flushall();
      assertThat(b.request("t")).isEqualTo("alice");
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(authority.calls).hasValue(2);
    }
  }

  @Test
  void keys_writtenByOthers_countAsNothing() {
    Authority authority = new Authority().active("t", "alice");
    RedisStore store = redis().withKeyPrefix("garbage:");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestRedis.Admin admin = redis.admin()) {
      a.request("t");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> admin.keys("garbage:*").size() == 2);
      int calls = 1;
      for (String garbage :
          List.of("", "{\"active\":true,\"sub\":\"root\"}", "x".repeat(3 << 20))) {
        admin.keys("garbage:*").forEach(key -> admin.commands().set(key, garbage));
        try (TestInstance b = new TestInstance(store, authority)) {
          await(b);
          assertThat(b.request("t")).isEqualTo("alice");
          assertThat(authority.calls).hasValue(++calls);
        }
      }
      admin.keys("garbage:*").forEach(key -> wrongType(admin, key));
      try (TestInstance b = new TestInstance(store, authority)) {
        await(b);
        assertThat(b.request("t")).isEqualTo("alice");
        assertThat(authority.calls).hasValue(++calls);
      }
    }
  }

  /** D05: whoever can write Redis does not fill the memory of those who read it. */
  @Test
  void get_valueOfAnySize_cut() {
    byte[] name = {1, 2, 3};
    RedisStore store = redis().withKeyPrefix("huge:");
    try (TestInstance a = TestInstance.reached(store, new Authority());
        TestRedis.Admin admin = redis.admin()) {
      admin.commands().setrange("huge:answer:AQID", 64 << 20, "x");
      assertThat(a.store().get(name)).hasSize(RedisAnswers.LONGEST);
      admin.commands().set("huge:answer:AQID", "x".repeat(1000));
      assertThat(a.store().get(name)).hasSize(1000);
      admin.commands().set("huge:answer:AQID", "");
      assertThat(a.store().get(name)).isNull();
      assertThat(a.told()).isEmpty();
    }
  }

  private static void await(TestInstance instance) {
    instance.awaitReached();
  }

  private static void wrongType(TestRedis.Admin admin, String key) {
    admin.commands().del(key);
    admin.commands().lpush(key, "a list");
  }

  /** Messages that no instance of ours sent do no harm. */
  @Test
  void messages_ofOthers_ignored() {
    Authority authority = new Authority().active("t", "alice");
    RedisStore store = redis().withKeyPrefix("spam:");
    try (TestInstance a = TestInstance.reached(store, authority);
        TestRedis.Admin admin = redis.admin()) {
      a.request("t");
      for (String spam : List.of("", "?", "not base64 at all!", "AAAA", "A".repeat(5000))) {
        assertThat(admin.commands().publish("spam:forgotten", spam)).isEqualTo(1);
      }
      a.awaitReached();
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(a.told()).isEmpty();
    }
  }
}
