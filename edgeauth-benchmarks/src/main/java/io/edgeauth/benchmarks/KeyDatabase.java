package io.edgeauth.benchmarks;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.jdbc.JdbcApiKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A database of API keys in this process: asking it costs no network.
 *
 * <p>Its pages stand outside of the heap, but for a cache of a few: a collector that has to walk
 * over a million keys would be measured with EdgeAuth, though a database is a process of its own.
 */
final class KeyDatabase implements AutoCloseable {

  private static final int BATCH = 10_000;
  private static final int HASH_BYTES = 32;

  private final JdbcConnectionPool pool;

  private KeyDatabase(JdbcConnectionPool pool) {
    this.pool = pool;
  }

  /** One without keys. */
  static KeyDatabase empty() {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:nioMemFS:" + UUID.randomUUID(), "", "");
    try {
      JdbcApiKeys.migrate(pool);
    } catch (ApiKeyStoreException e) {
      throw new IllegalStateException("no tables", e);
    }
    return new KeyDatabase(pool);
  }

  ApiKeyStoreSpec store() {
    return JdbcApiKeys.store(pool);
  }

  /** Adds keys that nobody calls with, as the store would have written them, but all at once. */
  void addOthers(int count) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String rows = " FROM system_range(1, " + count + ")";
      statement.execute(
          "INSERT INTO edgeauth_api_key (id, owner, scopes, roles, routes, allow_ip, created_at,"
              + " revision) SELECT 'key_' || lpad(x, 24, '0'), 'acme', '[\"orders:read\"]', '[]',"
              + " '[]', '[]', '2026-11-22T12:00:00.000000000Z', 0"
              + rows);
      statement.execute(
          "INSERT INTO edgeauth_api_key_usage (key_id, uses) SELECT 'key_' || lpad(x, 24, '0'), 0"
              + rows);
      addSecrets(connection, count);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("the database takes no keys", e);
    }
  }

  private static void addSecrets(Connection connection, int count) throws SQLException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    Random random = new Random(count);
    byte[] hash = new byte[HASH_BYTES];
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO edgeauth_api_key_secret (hash, key_id, age, revision) VALUES (?, ?, 0, 0)")) {
      for (int i = 1; i <= count; i++) {
        random.nextBytes(hash);
        insert.setString(1, "sha-256:" + base64.encodeToString(hash));
        insert.setString(2, "key_%024d".formatted(i));
        insert.addBatch();
        if (i % BATCH == 0 || i == count) {
          insert.executeBatch();
        }
      }
    }
  }

  /** How many keys it has. */
  int size() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM edgeauth_api_key_secret")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not count", e);
    }
  }

  @Override
  public void close() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not end", e);
    }
    pool.dispose();
  }
}
