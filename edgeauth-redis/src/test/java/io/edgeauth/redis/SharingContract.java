package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.remote.SharedAnswers.Listener;
import io.edgeauth.authn.remote.SharedAnswers.Listening;
import io.edgeauth.redis.TestInstance.Authority;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What instances get from any kind of Redis. */
@Timeout(60)
abstract class SharingContract {

  abstract RedisStore redis();

  private final Authority authority = new Authority().active("t", "alice").active("u", "bob");

  /** Waits for what was given to Redis without waiting. */
  private static void awaitShared(RedisStore redis, Authority authority) {
    int before = authority.calls.get();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              try (TestInstance fresh = TestInstance.reached(redis, authority)) {
                String subject = fresh.request("t");
                int now = authority.calls.get();
                return "alice".equals(subject) && now == before;
              }
            });
  }

  @Test
  void request_knownToAnother_authorityNotAsked() {
    RedisStore redis = redis().withKeyPrefix("shared:");
    try (TestInstance a = TestInstance.reached(redis, authority)) {
      assertThat(a.request("t")).isEqualTo("alice");
      awaitShared(redis, authority);
      assertThat(authority.calls).hasValue(1);
    }
  }

  @Test
  void request_otherKeyPrefix_askedItself() {
    try (TestInstance a = TestInstance.reached(redis().withKeyPrefix("one:"), authority);
        TestInstance b = TestInstance.reached(redis().withKeyPrefix("two:"), authority)) {
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(b.request("t")).isEqualTo("alice");
      assertThat(authority.calls).hasValue(2);
    }
  }

  /** I12: none of a thousand requests elsewhere is decided by the old answer. */
  @Test
  void invalidate_onOneInstance_thousandRequestsRefusedOnTheOther() {
    RedisStore redis = redis().withKeyPrefix("gone:");
    try (TestInstance a = TestInstance.reached(redis, authority);
        TestInstance b = TestInstance.reached(redis, authority)) {
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(b.request("t")).isEqualTo("alice");
      assertThat(a.request("u")).isEqualTo("bob");
      authority.revoke("t");
      AtomicReference<byte[]> heard = new AtomicReference<>();
      Listening listening = a.store().listen(new Hearing(heard));
      b.invalidate("t");
      await().atMost(Duration.ofSeconds(5)).until(() -> heard.get() != null);
      listening.close();
      for (int i = 0; i < 1000; i++) {
        assertThat(a.request("t")).isNull();
        assertThat(b.request("t")).isNull();
      }
      assertThat(a.request("u")).isEqualTo("bob");
    }
  }

  private record Hearing(AtomicReference<byte[]> heard) implements Listener {

    @Override
    public void forgotten(byte[] name) {
      heard.set(name);
    }

    @Override
    public void mayHaveMissed() {}
  }

  @Test
  void put_nameTaken_firstStays() {
    try (TestInstance a = TestInstance.reached(redis(), authority)) {
      byte[] name = {1, 2, 3};
      assertThat(a.store().forget(name, Duration.ofSeconds(30))).isTrue();
      byte[] forgotten = a.store().get(name);
      a.store().put(name, new byte[] {9}, Duration.ofSeconds(30));
      assertThat(a.store().get(name)).isEqualTo(forgotten); // behind the put, on one connection
      byte[] other = {4, 5, 6};
      a.store().put(other, new byte[] {9}, Duration.ofSeconds(30));
      await().atMost(Duration.ofSeconds(5)).until(() -> a.store().get(other) != null);
    }
  }

  @Test
  void put_timePassed_gone() {
    try (TestInstance a = TestInstance.reached(redis(), authority)) {
      byte[] name = {7};
      a.store().put(name, new byte[] {9}, Duration.ofSeconds(1));
      await().atMost(Duration.ofSeconds(5)).until(() -> a.store().get(name) != null);
      await().atMost(Duration.ofSeconds(5)).until(() -> a.store().get(name) == null);
      assertThat(a.told()).isEmpty();
    }
  }
}
