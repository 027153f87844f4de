package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.fixtures.TestRuntime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** D07: what fails midway has not happened. */
final class AtomicityTest {

  private final String table = TestPostgres.freshTable();
  private final TestRuntime runtime = TestRuntime.start();
  private final StoredKey key = TestKeys.key("key_a");
  private ApiKeyStore store;

  @BeforeEach
  void open() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    store =
        JdbcApiKeys.store(TestPostgres.dataSource(), table, Duration.ofMinutes(1))
            .open(runtime.runtime());
    store.insert(key);
  }

  @AfterEach
  void close() {
    store.close();
    runtime.close();
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("$", table));
    }
  }

  private long number(String sql) throws Exception {
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.replace("$", table))) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  @Test
  void insert_failsMidway_leavesNothing() throws Exception {
    long revision = number("SELECT revision FROM $_revision");
    execute("ALTER TABLE $_usage ADD CHECK (key_id <> 'key_b')");
    StoredKey other = TestKeys.key("key_b");
    assertThatExceptionOfType(ApiKeyStoreException.class)
        .isThrownBy(() -> store.insert(other))
        .withMessageContaining("23514")
        .withMessageNotContaining("key_b")
        .withNoCause();
    assertThat(store.get("key_b")).isNull();
    assertThat(store.find(List.of(other.secrets().get(0).hash()))).isNull();
    assertThat(number("SELECT count(*) FROM $_secret")).isEqualTo(1);
    assertThat(number("SELECT revision FROM $_revision")).isEqualTo(revision);
    store.insert(TestKeys.key("key_c"));
    assertThat(number("SELECT revision FROM $_revision")).isEqualTo(revision + 1);
  }

  /** The secrets are written behind the key: a rotation must not leave one without the other. */
  @Test
  void change_failsMidway_leavesWhatWas() throws Exception {
    execute("ALTER TABLE $_secret ADD CONSTRAINT young CHECK (age < 1)");
    KeyHash old = key.secrets().get(0).hash();
    KeyHash next = TestKeys.hash();
    StoredKey rotated = TestKeys.withSecrets("key_a", next, old);
    assertThatExceptionOfType(ApiKeyStoreException.class)
        .isThrownBy(() -> store.change("key_a", present -> rotated));
    assertThat(store.get("key_a")).isEqualTo(key);
    assertThat(store.find(List.of(next))).isNull();
    execute("ALTER TABLE $_secret DROP CONSTRAINT young");
    assertThat(store.change("key_a", present -> rotated)).isEqualTo(rotated);
    assertThat(store.find(List.of(old))).isEqualTo(rotated);
  }

  @Test
  void addUsage_failsMidway_addsNothing() throws Exception {
    store.insert(TestKeys.key("key_b"));
    execute("ALTER TABLE $_usage ADD CHECK (key_id <> 'key_b' OR uses < 5)");
    Map<String, ApiKeyUsage> both =
        Map.of(
            "key_a", new ApiKeyUsage(3, TestRuntime.NOW, "192.0.2.1"),
            "key_b", new ApiKeyUsage(5, TestRuntime.NOW, "192.0.2.1"));
    assertThatExceptionOfType(ApiKeyStoreException.class).isThrownBy(() -> store.addUsage(both));
    assertThat(store.usage(List.of("key_a", "key_b"))).isEmpty();
  }

  @Test
  void addUsage_moreThanANumberHolds_staysTheGreatest() throws Exception {
    ApiKeyUsage most = new ApiKeyUsage(Long.MAX_VALUE - 1, TestRuntime.NOW, null);
    store.addUsage(Map.of("key_a", most));
    store.addUsage(Map.of("key_a", most));
    assertThat(store.usage(List.of("key_a")).get("key_a").count()).isEqualTo(Long.MAX_VALUE);
  }

  /** A runtime ends its threads first; the last uses are still to be written then. */
  @Test
  void addUsage_threadsHaveEnded_added() throws Exception {
    runtime.close();
    ApiKeyUsage last = new ApiKeyUsage(2, TestRuntime.NOW, "192.0.2.1");
    store.addUsage(Map.of("key_a", last));
    assertThat(store.usage(List.of("key_a"))).containsEntry("key_a", last);
  }

  /** A hash that its key had before may be that key's again, and nobody else's while it is. */
  @Test
  void change_secretDroppedAndTakenAgain_findsIt() throws Exception {
    KeyHash first = key.secrets().get(0).hash();
    store.change("key_a", present -> TestKeys.withSecrets("key_a", TestKeys.hash()));
    assertThat(store.find(List.of(first))).isNull();
    store.change("key_a", present -> key);
    assertThat(store.find(List.of(first))).isEqualTo(key);
  }
}
