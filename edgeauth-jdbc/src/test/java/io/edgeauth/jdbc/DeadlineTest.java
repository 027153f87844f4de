package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.event.EventSink;
import io.edgeauth.runtime.EdgeRuntime;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D09: whatever the pool, the network and the database do, a call ends. */
@Timeout(120)
final class DeadlineTest {

  /** Five seconds, and what a busy machine adds. */
  private static final Duration BOUND = Duration.ofSeconds(7);

  private static final int THREADS = 32;

  private final String table = TestPostgres.freshTable();
  private final EdgeRuntime runtime =
      EdgeRuntime.start(Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of()), false);
  private final GatedDataSource gated = new GatedDataSource(TestPostgres.dataSource());
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
  private final StoredKey key = TestKeys.key("key_a");

  @BeforeEach
  void migrate() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
  }

  @AfterEach
  void close() {
    gated.unshut();
    pool.shutdownNow();
    runtime.close();
  }

  private ApiKeyStore borrowing() {
    return JdbcApiKeys.store(gated, table, Duration.ofMinutes(1)).open(runtime);
  }

  private List<Future<StoredKey>> findThirtyTwoTimes(ApiKeyStore store) {
    List<Future<StoredKey>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(pool.submit(() -> store.find(List.of(key.secrets().get(0).hash()))));
    }
    return all;
  }

  @Test
  void find_poolGivesNoConnection_refusedInTime_andLateConnectionsGoBack() throws Exception {
    try (ApiKeyStore store = borrowing()) {
      store.insert(key);
      gated.shut();
      long begin = System.nanoTime();
      for (Future<StoredKey> one : findThirtyTwoTimes(store)) {
        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
            .isThrownBy(() -> one.get(30, TimeUnit.SECONDS))
            .withCauseInstanceOf(ApiKeyStoreException.class)
            .withMessageContaining("no connection or no answer in time");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);

      gated.unshut();
      await().until(() -> gated.open() == 0);
      assertThat(store.find(List.of(key.secrets().get(0).hash()))).isEqualTo(key);
      await().until(() -> gated.open() == 0);
    }
  }

  /** What its caller was told has failed is not made behind their back. */
  @Test
  void change_poolGivesAConnectionTooLate_notMade() throws Exception {
    try (ApiKeyStore store = borrowing()) {
      store.insert(key);
      gated.shut();
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.change("key_a", TestKeys::revoked));
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.insert(TestKeys.key("key_b")));
      gated.unshut();
      await().until(() -> gated.given() == 3 && gated.open() == 0);
      assertThat(store.get("key_a")).isEqualTo(key);
      assertThat(store.get("key_b")).isNull();
    }
  }

  @Test
  void find_thirtyTwoThreads_tenConnectionsAtMost() throws Exception {
    try (ApiKeyStore store = borrowing()) {
      store.insert(key);
      for (int round = 0; round < 5; round++) {
        for (Future<StoredKey> one : findThirtyTwoTimes(store)) {
          assertThat(one.get()).isEqualTo(key);
        }
      }
      assertThat(gated.open()).isZero();
      assertThat(gated.most()).isBetween(2, Database.MAX_CONNECTIONS);
    }
  }

  @Test
  void change_rowLockedBySomebodyElse_refusedInTime_thenMade() throws Exception {
    try (ApiKeyStore store = borrowing();
        Connection other = TestPostgres.dataSource().getConnection()) {
      store.insert(key);
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.executeUpdate("UPDATE " + table + "_revision SET revision = revision + 0");
      }
      long begin = System.nanoTime();
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.change("key_a", TestKeys::revoked))
          .withMessageContaining("57014");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
      assertThat(store.find(List.of(key.secrets().get(0).hash()))).isEqualTo(key);
      other.rollback();
      assertThat(store.change("key_a", TestKeys::revoked)).isEqualTo(TestKeys.revoked(key));
    }
  }

  @Test
  void find_networkSwallowsEverything_refusedInTime_thenServed() throws Exception {
    String url = TestPostgres.url();
    int port = java.net.URI.create(url.substring("jdbc:".length())).getPort();
    try (Relay relay = new Relay(port);
        ApiKeyStore store =
            new AddressSpec(
                    url.replace(":" + port, ":" + relay.port()),
                    "",
                    null,
                    new TableName(table),
                    Duration.ofMinutes(1))
                .open(runtime)) {
      store.insert(key);
      relay.swallow();
      long begin = System.nanoTime();
      for (Future<StoredKey> one : findThirtyTwoTimes(store)) {
        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
            .isThrownBy(() -> one.get(60, TimeUnit.SECONDS))
            .withCauseInstanceOf(ApiKeyStoreException.class);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);

      relay.heal();
      await()
          .ignoreExceptions()
          .until(() -> store.find(List.of(key.secrets().get(0).hash())), key::equals);
    }
  }

  @Test
  void call_connection_goesBackAsItCame() throws Exception {
    try (Connection one = TestPostgres.dataSource().getConnection()) {
      one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      one.setAutoCommit(false);
      one.setNetworkTimeout(Runnable::run, 1_234_567);
      try (Database database =
          new Database(
              new ConnectionSource() {
                @Override
                public Connection take(Deadline deadline) {
                  return one;
                }

                @Override
                public void giveBack(Connection connection, boolean good) {
                  assertThat(good).isTrue();
                }

                @Override
                public void close() {}
              },
              new TableName(table),
              runtime)) {
        Duration patience = Duration.ofSeconds(5);
        String select = "UPDATE " + table + "_revision SET horizon = 0";
        assertThat(database.<Integer>write(patience, sql -> sql.update(select))).isEqualTo(1);
        assertThatExceptionOfType(IllegalArgumentException.class)
            .isThrownBy(
                () ->
                    database.write(
                        patience,
                        sql -> {
                          throw new IllegalArgumentException("the caller's");
                        }));
        var unused = database.read(patience, sql -> sql.update(select));
      }
      assertThat(one.getAutoCommit()).isFalse();
      assertThat(one.getNetworkTimeout()).isEqualTo(1_234_567);
      assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    }
  }
}
