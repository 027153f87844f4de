package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.redis.TestInstance.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code rediss://}: whom outbound.trust-store names is believed, under the name that was dialled.
 */
@Timeout(60)
final class TlsTest {

  @TempDir private Path directory;

  private final Authority authority = new Authority().active("t", "alice");

  private static RedisStore store(TlsRelay relay) {
    return RedisStore.at("rediss://127.0.0.1:" + relay.port()).withTimeout(Duration.ofSeconds(1));
  }

  private TestInstance instance(TlsRelay relay, Path trusted) {
    return new TestInstance(
        store(relay), new OutboundSettings(Set.of(), trusted), authority, Duration.ofSeconds(60));
  }

  @Test
  void connect_authorityOfTheTrustStore_shares() throws Exception {
    TestAuthority ca = TestAuthority.make(directory, "ca");
    SSLContext server = ca.server("redis", "-ext", "san=ip:127.0.0.1");
    try (TestRedis redis = TestRedis.start();
        TlsRelay relay = TlsRelay.start(server, redis.port());
        TestInstance a = instance(relay, ca.pem())) {
      a.awaitReached();
      assertThat(a.request("t")).isEqualTo("alice");
      assertThat(a.told()).isEmpty();
    }
  }

  @Test
  void connect_unknownAuthority_neverUsed() throws Exception {
    TestAuthority ca = TestAuthority.make(directory, "ca");
    TestAuthority other = TestAuthority.make(directory, "other");
    refused(ca.server("redis", "-ext", "san=ip:127.0.0.1"), other.pem());
  }

  @Test
  void connect_certificateOfAnotherHost_neverUsed() throws Exception {
    TestAuthority ca = TestAuthority.make(directory, "ca");
    refused(ca.server("redis", "-ext", "san=dns:redis.example.com"), ca.pem());
  }

  private void refused(SSLContext server, Path trusted) throws Exception {
    try (TestRedis redis = TestRedis.start();
        TlsRelay relay = TlsRelay.start(server, redis.port());
        TestInstance a = instance(relay, trusted)) {
      await().atMost(Duration.ofSeconds(10)).until(() -> !a.told().isEmpty());
      assertThat(a.told().get(0).reachable()).isFalse();
      assertThat(a.request("t")).isEqualTo("alice");
      try (TestRedis.Admin admin = redis.admin()) {
        assertThat(admin.commands().dbsize()).isZero();
      }
    }
  }
}
