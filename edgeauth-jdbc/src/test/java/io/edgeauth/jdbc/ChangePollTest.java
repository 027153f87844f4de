package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.fixtures.TestRuntime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one instance hears of another's changes. */
@Timeout(60)
final class ChangePollTest {

  private static final class Heard implements ApiKeyStore.ChangeListener {
    private final Set<KeyHash> hashes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger all = new AtomicInteger();

    @Override
    public void changed(Collection<KeyHash> changed) {
      hashes.addAll(changed);
    }

    @Override
    public void allChanged() {
      all.incrementAndGet();
    }
  }

  private final String table = TestPostgres.freshTable();
  private final TestRuntime runtime = TestRuntime.start();
  private final Heard heard = new Heard();
  private final StoredKey key = TestKeys.key("key_a");
  private ApiKeyStore mine;
  private ApiKeyStore theirs;

  @BeforeEach
  void open() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    mine = store();
    theirs = store();
    theirs.insert(key);
    mine.listen(heard);
  }

  private ApiKeyStore store() {
    return JdbcApiKeys.store(TestPostgres.dataSource(), table, Duration.ofMillis(100))
        .open(runtime.runtime());
  }

  @AfterEach
  void close() {
    mine.close();
    theirs.close();
    runtime.close();
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("$", table));
    }
  }

  private static KeyHash hash(StoredKey key) {
    return key.secrets().get(0).hash();
  }

  /** From here on the store knows what it has told. */
  private void begin() throws Exception {
    assertThat(mine.find(List.of(hash(key)))).isEqualTo(key);
    await().until(() -> heard.all.get() == 1);
  }

  @Test
  void changed_revoked_itsHashAlone() throws Exception {
    StoredKey other = TestKeys.key("key_b");
    theirs.insert(other);
    begin();
    theirs.change("key_a", TestKeys::revoked);
    await().until(() -> heard.hashes.contains(hash(key)));
    assertThat(heard.hashes).containsExactly(hash(key));
    assertThat(heard.all).hasValue(1);
  }

  /** A secret that its key has no more is the one that matters most. */
  @Test
  void changed_secretDropped_thatToo_andInEveryLaterChangeOfTheSameInterval() throws Exception {
    begin();
    KeyHash second = TestKeys.hash();
    KeyHash third = TestKeys.hash();
    theirs.change("key_a", present -> TestKeys.withSecrets("key_a", second));
    theirs.change("key_a", present -> TestKeys.withSecrets("key_a", third));
    await().until(() -> heard.hashes.size() == 3);
    assertThat(heard.hashes).containsExactlyInAnyOrder(hash(key), second, third);
    assertThat(heard.all).hasValue(1);
  }

  @Test
  void look_nothingFoundYet_nobodyIsAsked() throws Exception {
    theirs.change("key_a", TestKeys::revoked);
    theirs.find(List.of(hash(key)));
    Heard theirOwn = new Heard();
    theirs.listen(theirOwn);
    await().until(() -> theirOwn.all.get() == 1); // as many intervals for both
    assertThat(heard.all).hasValue(0);
  }

  @Test
  void look_tablesAwayAndBack_allChanged() throws Exception {
    begin();
    execute("ALTER TABLE $_revision RENAME TO $_away");
    // Two looks at least while it is away: one cannot be seen to have failed.
    AtomicInteger looks = new AtomicInteger();
    var counting =
        runtime
            .runtime()
            .timer()
            .scheduleWithFixedDelay(
                looks::incrementAndGet, 100, 100, java.util.concurrent.TimeUnit.MILLISECONDS);
    await().until(() -> looks.get() >= 4);
    counting.cancel(false);
    assertThat(heard.all).hasValue(1);
    execute("ALTER TABLE $_away RENAME TO $_revision");
    await().until(() -> heard.all.get() == 2);
  }

  @Test
  void look_databaseOfYesterday_allChanged() throws Exception {
    begin();
    execute("UPDATE $_revision SET revision = revision - 1");
    await().until(() -> heard.all.get() == 2);
  }

  @Test
  void look_hashesGoneThatWereNotSeen_allChanged() throws Exception {
    begin();
    execute("UPDATE $_revision SET revision = revision + 30000, horizon = revision + 20000");
    await().until(() -> heard.all.get() == 2);
    assertThat(heard.hashes).isEmpty();
  }

  @Test
  void look_tooManyChanges_allChanged() throws Exception {
    begin();
    execute(
        "INSERT INTO $_secret (hash, age, revision) SELECT 'sha-256:' || rpad(n || 'B', 43, 'A'), 0, 5 FROM"
            + " generate_series(1, 10001) n");
    execute("UPDATE $_revision SET revision = 5");
    await().until(() -> heard.all.get() == 2);
    assertThat(heard.hashes).isEmpty();
  }

  /** Hashes without a key do not gather for ever. */
  @Test
  void change_farBehindTheHorizon_oldHashesRemoved() throws Exception {
    KeyHash second = TestKeys.hash();
    theirs.change("key_a", present -> TestKeys.withSecrets("key_a", second));
    execute("UPDATE $_revision SET revision = 20001");
    KeyHash third = TestKeys.hash();
    theirs.change("key_a", present -> TestKeys.withSecrets("key_a", third));
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT hash, (SELECT horizon FROM $_revision) FROM $_secret ORDER BY revision, age"
                    .replace("$", table))) {
      java.util.ArrayList<String> left = new java.util.ArrayList<>();
      long horizon = 0;
      while (rows.next()) {
        left.add(rows.getString(1));
        horizon = rows.getLong(2);
      }
      assertThat(left).containsExactlyInAnyOrder(second.toString(), third.toString());
      assertThat(horizon).isEqualTo(10_002);
    }
  }
}
