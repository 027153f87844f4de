package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two instances on one PostgreSQL, as the configuration opens them, with an hour of cache. */
@Timeout(60)
final class InstancesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final String table = TestPostgres.freshTable();
  private Instance one;
  private Instance other;

  @BeforeEach
  void open() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    one = instance();
    other = instance();
  }

  private Instance instance() {
    return new Instance(
        new AddressSpec(
            TestPostgres.url(), "", null, new TableName(table), JdbcApiKeys.DEFAULT_POLL),
        Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void revoke_there_refusedHereAtOnceAndElsewhereSoon() throws Exception {
    IssuedKey kept = one.keys().issue(ApiKeyRequest.owner("acme"));
    IssuedKey ended = one.keys().issue(ApiKeyRequest.owner("acme"));
    assertThat(other.status(kept.secret())).isEqualTo(200);
    assertThat(other.status(ended.secret())).isEqualTo(200);
    assertThat(one.status(ended.secret())).isEqualTo(200);
    one.keys().revoke(ended.key().id());
    assertThat(one.status(ended.secret())).isEqualTo(401);
    await().atMost(SOON).until(() -> other.status(ended.secret()) == 401);
    assertThat(other.status(kept.secret())).isEqualTo(200);
  }

  /**
   * The poll of the defaults, a second, is the whole time that a revoked key has elsewhere. A busy
   * machine may be late now and then, but not in each of five rounds.
   */
  @Test
  void revoke_there_refusedElsewhereWithinThePoll() throws Exception {
    Duration slowest = slowestOfThree();
    for (int i = 0; i < 4 && slowest.compareTo(JdbcApiKeys.DEFAULT_POLL) > 0; i++) {
      slowest = slowestOfThree();
    }
    assertThat(slowest).isLessThanOrEqualTo(JdbcApiKeys.DEFAULT_POLL);
  }

  private Duration slowestOfThree() throws Exception {
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < 3; i++) {
      IssuedKey issued = one.keys().issue(ApiKeyRequest.owner("acme"));
      assertThat(other.status(issued.secret())).isEqualTo(200);
      one.keys().revoke(issued.key().id());
      long begin = System.nanoTime();
      await().pollInterval(Duration.ofMillis(5)).until(() -> other.status(issued.secret()) == 401);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    return slowest;
  }

  /** The dropped secret has no row that says whose it was, and must be heard of all the same. */
  @Test
  void rotate_withoutOverlap_oldSecretRefusedElsewhereSoon() throws Exception {
    IssuedKey issued = one.keys().issue(ApiKeyRequest.owner("acme"));
    assertThat(other.status(issued.secret())).isEqualTo(200);
    IssuedKey first = Objects.requireNonNull(one.keys().rotate(issued.key().id(), Duration.ZERO));
    await().atMost(SOON).until(() -> other.status(issued.secret()) == 401);
    assertThat(other.status(first.secret())).isEqualTo(200);
    // Once more: the first look may have said that everything has changed.
    IssuedKey second = Objects.requireNonNull(one.keys().rotate(issued.key().id(), Duration.ZERO));
    assertThat(one.status(first.secret())).isEqualTo(401);
    await().atMost(SOON).until(() -> other.status(first.secret()) == 401);
    assertThat(other.status(second.secret())).isEqualTo(200);
  }

  /** Closing takes what was counted along, though the threads have ended by then. */
  @Test
  void usage_ofBoth_addedUpAtTheirEnd() throws Exception {
    IssuedKey issued = one.keys().issue(ApiKeyRequest.owner("acme"));
    for (int i = 0; i < 3; i++) {
      assertThat(one.status(issued.secret())).isEqualTo(200);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(other.status(issued.secret())).isEqualTo(200);
    }
    one.close();
    other.close();
    try (Instance third = instance()) {
      KnownApiKey known = Objects.requireNonNull(third.keys().find(issued.key().id()));
      assertThat(known.usage().count()).isEqualTo(7);
    }
  }
}
