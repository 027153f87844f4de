package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in tables of a database. Instances that use the same tables are one store: what a
 * change of one has returned, every query of the others sees, and what they remember is forgotten
 * at their next look.
 *
 * <p>Every call ends within five seconds, adding up uses within twenty; it blocks meanwhile. A
 * change whose connection breaks while it is confirmed is told as failed, though it may have been
 * made.
 */
final class JdbcApiKeyStore implements ApiKeyStore {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Nobody waits for it, and an instance may have used a hundred thousand keys. */
  private static final Duration USAGE_PATIENCE = Duration.ofSeconds(20);

  private final Database database;
  private final KeyRows rows;
  private final KeyWrites writes;
  private final UsageRows usage;
  private final ChangePoll poll;

  JdbcApiKeyStore(
      ConnectionSource source, TableName table, Duration pollInterval, EdgeRuntime runtime) {
    RevisionRow revisions = new RevisionRow(table);
    this.database = new Database(source, table, runtime);
    this.rows = new KeyRows(table);
    this.writes = new KeyWrites(table, rows, revisions);
    this.usage = new UsageRows(table);
    this.poll = new ChangePoll(database, table, revisions, pollInterval, runtime);
  }

  @Override
  public boolean isInMemory() {
    return false;
  }

  @Override
  public @Nullable StoredKey find(List<KeyHash> hashes) throws ApiKeyStoreException {
    if (hashes.isEmpty()) {
      return null;
    }
    poll.answered(); // before the answer: a look between the two must not be missed
    return database.read(PATIENCE, sql -> Optional.ofNullable(rows.find(sql, hashes))).orElse(null);
  }

  @Override
  public @Nullable StoredKey get(String id) throws ApiKeyStoreException {
    return database.read(PATIENCE, sql -> Optional.ofNullable(rows.get(sql, id))).orElse(null);
  }

  @Override
  public List<StoredKey> list(@Nullable String after, int limit) throws ApiKeyStoreException {
    return database.read(PATIENCE, sql -> rows.list(sql, after, limit));
  }

  @Override
  public void insert(StoredKey key) throws ApiKeyStoreException {
    var unused =
        database.write(
            PATIENCE,
            sql -> {
              writes.insert(sql, key);
              return key;
            });
  }

  @Override
  public @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change)
      throws ApiKeyStoreException {
    List<KeyHash> touched = new ArrayList<>();
    UnaryOperator<StoredKey> noted =
        present -> {
          present.secrets().forEach(secret -> touched.add(secret.hash()));
          return change.apply(present);
        };
    try {
      return database
          .write(PATIENCE, sql -> Optional.ofNullable(writes.change(sql, id, noted)))
          .orElse(null);
    } finally {
      // Not only the cache of whoever asked: another authenticator may have the same store, or the
      // same one after a change of its settings, and must not believe a revoked key until the poll.
      poll.changedHere(touched);
    }
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException {
    var unused =
        database.write(
            USAGE_PATIENCE,
            sql -> {
              usage.add(sql, used);
              return used;
            });
  }

  @Override
  public Map<String, ApiKeyUsage> usage(Collection<String> ids) throws ApiKeyStoreException {
    return database.read(PATIENCE, sql -> usage.read(sql, ids));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The store does not keep the listener alive: whoever gives it holds it as long as it matters.
   */
  @Override
  public void listen(ChangeListener listener) {
    poll.listen(listener);
  }

  @Override
  public void close() {
    poll.close();
    database.close();
  }
}
