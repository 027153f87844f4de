package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.fixtures.TestRuntime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SchemaTest {

  private enum Kind {
    POSTGRES,
    H2
  }

  private static final Duration POLL = Duration.ofMinutes(1);

  private final TestRuntime runtime = TestRuntime.start();

  @AfterEach
  void close() {
    runtime.close();
  }

  private static DataSource of(Kind kind) {
    if (kind == Kind.POSTGRES) {
      return TestPostgres.dataSource();
    }
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:schema;DB_CLOSE_DELAY=-1");
    return h2;
  }

  private static void execute(DataSource dataSource, String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void requireUsable(DataSource dataSource, String table) throws Exception {
    StoredKey key = TestKeys.key("key_" + table.replace('.', '_'));
    try (ApiKeyStore store = JdbcApiKeys.store(dataSource, table, POLL).open(runtime.runtime())) {
      store.insert(key);
      assertThat(store.find(List.of(key.secrets().get(0).hash()))).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void migrate_manyAtOnce_eachReturnsAndTheTablesAreThere(Kind kind) throws Exception {
    DataSource dataSource = of(kind);
    for (int round = 0; round < 5; round++) {
      String table = TestPostgres.freshTable();
      int threads = 8;
      CountDownLatch start = new CountDownLatch(1);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
          all.add(
              pool.submit(
                  () -> {
                    start.await();
                    JdbcApiKeys.migrate(dataSource, table);
                    return null;
                  }));
        }
        start.countDown();
        for (Future<?> one : all) {
          one.get();
        }
      } finally {
        pool.shutdownNow();
      }
      requireUsable(dataSource, table);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void migrate_again_keepsWhatIsThere(Kind kind) throws Exception {
    DataSource dataSource = of(kind);
    String table = TestPostgres.freshTable();
    JdbcApiKeys.migrate(dataSource, table);
    requireUsable(dataSource, table);
    JdbcApiKeys.migrate(dataSource, table);
    try (ApiKeyStore store = JdbcApiKeys.store(dataSource, table, POLL).open(runtime.runtime())) {
      assertThat(store.list(null, 10)).hasSize(1);
    }
  }

  /** What somebody, or a database without transactions for such, has left half done. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void migrate_someTablesThere_makesTheOthers(Kind kind) throws Exception {
    DataSource dataSource = of(kind);
    String table = TestPostgres.freshTable();
    JdbcApiKeys.migrate(dataSource, table);
    execute(dataSource, "DROP TABLE " + table + "_revision");
    execute(dataSource, "DROP TABLE " + table + "_usage");
    JdbcApiKeys.migrate(dataSource, table);
    requireUsable(dataSource, table);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void migrate_inAnotherSchema_usable(Kind kind) throws Exception {
    DataSource dataSource = of(kind);
    execute(dataSource, "CREATE SCHEMA IF NOT EXISTS security");
    String table = "security." + TestPostgres.freshTable();
    JdbcApiKeys.migrate(dataSource, table);
    requireUsable(dataSource, table);
  }

  /** Opening asks nobody; whoever uses it is told what to do. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void open_noTables_saidAtFirstUse(Kind kind) throws Exception {
    try (ApiKeyStore store = JdbcApiKeys.store(of(kind), "nowhere", POLL).open(runtime.runtime())) {
      for (var call :
          List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
              () -> store.find(List.of(TestKeys.hash())),
              () -> store.get("key_a"),
              () -> store.insert(TestKeys.key("key_a")),
              () -> store.change("key_a", present -> present))) {
        assertThatExceptionOfType(ApiKeyStoreException.class)
            .isThrownBy(call)
            .withMessageContaining("the tables of nowhere are missing")
            .withMessageContaining("JdbcApiKeys.migrate")
            .withMessageContaining("V1__api_keys.sql")
            .withNoCause();
      }
    }
  }

  @Test
  void migrate_noRight_refusedWithoutTheDriversWords() throws Exception {
    DataSource all = TestPostgres.dataSource();
    execute(all, "CREATE ROLE reader LOGIN");
    org.postgresql.ds.PGSimpleDataSource reader = new org.postgresql.ds.PGSimpleDataSource();
    reader.setUrl(TestPostgres.url());
    reader.setUser("reader");
    assertThatExceptionOfType(ApiKeyStoreException.class)
        .isThrownBy(() -> JdbcApiKeys.migrate(reader, TestPostgres.freshTable()))
        .withMessageContaining("42501")
        .withMessageNotContaining("public")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a;b",
        "a\"b",
        "a'b",
        "1a",
        "a.b.c",
        ".a",
        "a.",
        "ž",
        "a-b",
        "a--b",
        "a\n",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddee"
      })
  void store_tableThatIsNoName_refused(String table) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcApiKeys.store(of(Kind.H2), table, POLL))
        .withMessageContaining("expected: up to 41 letters");
    assertThatIllegalArgumentException().isThrownBy(() -> JdbcApiKeys.migrate(of(Kind.H2), table));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_a", "Keys_2", "s.k", "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde"})
  void store_tableThatIsAName_taken(String table) {
    assertThat(JdbcApiKeys.store(of(Kind.H2), table, POLL))
        .hasToString("JdbcApiKeys[table=" + table + ", poll=PT1M]");
  }

  @Test
  void store_pollOutOfRange_refused() {
    for (Duration poll : List.of(Duration.ofMillis(99), Duration.ofMinutes(5).plusMillis(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> JdbcApiKeys.store(of(Kind.H2), "a", poll));
    }
    assertThat(JdbcApiKeys.store(of(Kind.H2), "a", Duration.ofMillis(100))).isNotNull();
  }
}
