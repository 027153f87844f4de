package io.edgeauth.benchmarks;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.jdbc.JdbcApiKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A database of API keys in the memory of this process: asking it costs no network, and a million
 * keys take a gigabyte of the heap.
 */
final class KeyDatabase implements AutoCloseable {

  private static final int BATCH = 10_000;
  private static final int HASH_BYTES = 32;

  private final JdbcDataSource source;
  private final JdbcConnectionPool pool;

  private KeyDatabase(JdbcDataSource source) {
    this.source = source;
    this.pool = JdbcConnectionPool.create(source);
  }

  /** One without keys. */
  static KeyDatabase empty() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    try {
      JdbcApiKeys.migrate(source);
    } catch (ApiKeyStoreException e) {
      throw new IllegalStateException("no tables", e);
    }
    return new KeyDatabase(source);
  }

  ApiKeyStoreSpec store() {
    return JdbcApiKeys.store(pool);
  }

  /**
   * Adds keys that nobody calls with, so that nobody's uses are counted: as the store would have
   * written them, but in large transactions, and in the order of the indexes, which takes about
   * half the time.
   */
  void addOthers(int count) {
    List<String> hashes = hashes(count);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET REFERENTIAL_INTEGRITY FALSE");
      for (int from = 0; from < count; from += BATCH) {
        int to = Math.min(from + BATCH, count);
        addKeys(connection, from + 1, to);
        addSecrets(connection, from, hashes.subList(from, to));
      }
      statement.execute("SET REFERENTIAL_INTEGRITY TRUE");
    } catch (SQLException e) {
      throw new IllegalStateException("the database takes no keys", e);
    }
  }

  /** Of keys that nobody knows. */
  private static List<String> hashes(int count) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    Random random = new Random(count);
    byte[] hash = new byte[HASH_BYTES];
    List<String> hashes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      random.nextBytes(hash);
      hashes.add("sha-256:" + base64.encodeToString(hash));
    }
    Collections.sort(hashes);
    return hashes;
  }

  private static void addKeys(Connection connection, int first, int last) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO edgeauth_api_key (id, owner, scopes, roles, routes, allow_ip, created_at,"
                + " revision) SELECT 'key_' || lpad(x, 24, '0'), 'acme', '[\"orders:read\"]', '[]',"
                + " '[]', '[]', '2026-11-22T12:00:00.000000000Z', 0 FROM system_range(?, ?)")) {
      insert.setInt(1, first);
      insert.setInt(2, last);
      insert.executeUpdate();
    }
  }

  private static void addSecrets(Connection connection, int before, List<String> hashes)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO edgeauth_api_key_secret (hash, key_id, age, revision)"
                + " SELECT u.hash, 'key_' || lpad(? + u.n, 24, '0'), 0, 0"
                + " FROM UNNEST(?) WITH ORDINALITY AS u(hash, n)")) {
      insert.setInt(1, before);
      insert.setArray(2, connection.createArrayOf("VARCHAR", hashes.toArray()));
      insert.executeUpdate();
    }
  }

  /** How many keys it has. */
  int size() {
    try (Connection connection = source.getConnection();
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
    pool.dispose();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not end", e);
    }
  }
}
