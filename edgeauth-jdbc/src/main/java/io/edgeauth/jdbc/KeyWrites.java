package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.jdbc.Sql.Nothing;
import io.edgeauth.network.Cidr;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys, inside a transaction that holds the row of revisions: nobody else writes meanwhile,
 * so that what has been looked up stays true until the end of the transaction.
 */
final class KeyWrites {

  /** So many revisions a hash stays that its key has no more; an instance that missed more asks. */
  private static final long KEPT = 10_000;

  private static final String COLUMNS =
      "name, owner, tenant, scopes, roles, routes, allow_ip, plan, permits, permits_per, created_at,"
          + " not_before, expires_at, revoked_at, revision";

  private final TableName table;
  private final KeyRows rows;
  private final RevisionRow revisions;
  private final String insertKey;
  private final String updateKey;
  private final String insertUsage;
  private final String insertSecret;
  private final String updateSecret;
  private final String dropSecret;
  private final String forget;

  KeyWrites(TableName table, KeyRows rows, RevisionRow revisions) {
    this.table = table;
    this.rows = rows;
    this.revisions = revisions;
    this.insertKey =
        table.in("INSERT INTO $ (" + COLUMNS + ", id) VALUES (" + "?, ".repeat(15) + "?)");
    this.updateKey =
        table.in("UPDATE $ SET " + COLUMNS.replace(",", " = ?,") + " = ? WHERE id = ?");
    this.insertUsage = table.in("INSERT INTO $_usage (key_id, uses) VALUES (?, 0)");
    this.insertSecret =
        table.in(
            "INSERT INTO $_secret (key_id, age, ends_at, revision, hash) VALUES (?, ?, ?, ?, ?)");
    this.updateSecret =
        table.in(
            "UPDATE $_secret SET key_id = ?, age = ?, ends_at = ?, revision = ? WHERE hash = ?");
    this.dropSecret =
        table.in("UPDATE $_secret SET key_id = NULL, revision = ? WHERE key_id = ? AND hash = ?");
    this.forget = table.in("DELETE FROM $_secret WHERE key_id IS NULL AND revision <= ?");
  }

  /**
   * Adds a key.
   *
   * @throws IllegalStateException if a key has its id or one of its hashes
   */
  void insert(Sql sql, StoredKey stored) throws SQLException {
    RevisionRow.State state = revisions.next(sql);
    String id = stored.key().id();
    if (rows.get(sql, id) != null) {
      throw new IllegalStateException("a key has this id already");
    }
    sql.update(insertKey, values(stored.key(), state.revision()));
    sql.update(insertUsage, id);
    writeSecrets(sql, stored, state.revision());
  }

  /** Changes a key; null where there is none. */
  @Nullable StoredKey change(Sql sql, String id, UnaryOperator<StoredKey> change)
      throws SQLException {
    RevisionRow.State state = revisions.next(sql);
    StoredKey present = rows.get(sql, id);
    if (present == null) {
      return null;
    }
    StoredKey next = sql.errand().whileAwaited(() -> change.apply(present));
    if (!next.key().id().equals(id)) {
      throw new IllegalStateException("a change gave the key another id");
    }
    sql.update(updateKey, values(next.key(), state.revision()));
    if (drop(sql, present, next, state.revision())) {
      prune(sql, state);
    }
    writeSecrets(sql, next, state.revision());
    return next;
  }

  private static Object[] values(ApiKey key, long revision) {
    ApiKey.Limit limit = key.limit();
    return new Object[] {
      Columns.text(key.name()),
      key.owner(),
      Columns.text(key.tenant()),
      Columns.list(key.scopes()),
      Columns.list(key.roles()),
      Columns.list(key.routes()),
      Columns.list(key.allowedAddresses().stream().map(Cidr::toString).toList()),
      Columns.text(key.plan()),
      limit == null ? Nothing.NUMBER : limit.permits(),
      limit == null ? Nothing.TEXT : limit.per().toString(),
      Columns.instant(key.created()),
      Columns.instant(key.notBefore()),
      Columns.instant(key.expiresAt()),
      Columns.instant(key.revokedAt()),
      revision,
      key.id()
    };
  }

  /** Takes hashes from the key that it has no more; other instances are to hear of them. */
  private boolean drop(Sql sql, StoredKey present, StoredKey next, long revision)
      throws SQLException {
    List<KeyHash> kept = next.secrets().stream().map(StoredKey.Secret::hash).toList();
    boolean dropped = false;
    for (StoredKey.Secret secret : present.secrets()) {
      if (!kept.contains(secret.hash())) {
        sql.update(dropSecret, revision, present.key().id(), secret.hash().toString());
        dropped = true;
      }
    }
    return dropped;
  }

  /** Removes the oldest hashes without a key, now and then. */
  private void prune(Sql sql, RevisionRow.State state) throws SQLException {
    if (state.revision() - state.horizon() > 2 * KEPT) {
      long horizon = state.revision() - KEPT;
      revisions.setHorizon(sql, horizon);
      sql.update(forget, horizon);
    }
  }

  private void writeSecrets(Sql sql, StoredKey stored, long revision) throws SQLException {
    String id = stored.key().id();
    Map<String, String> present = owners(sql, stored);
    int age = 0;
    for (StoredKey.Secret secret : stored.secrets()) {
      String hash = secret.hash().toString();
      String owner = present.get(hash);
      if (owner != null && !owner.isEmpty() && !owner.equals(id)) {
        throw new IllegalStateException("a key has this hash already");
      }
      sql.update(
          owner == null ? insertSecret : updateSecret,
          id,
          age++,
          Columns.instant(secret.until()),
          revision,
          hash);
    }
  }

  /** The ids of the keys that have these hashes now; empty for a hash without one. */
  private Map<String, String> owners(Sql sql, StoredKey stored) throws SQLException {
    List<String> hashes = new ArrayList<>();
    stored.secrets().forEach(secret -> hashes.add(secret.hash().toString()));
    String marks = String.join(", ", Collections.nCopies(hashes.size(), "?"));
    String select = table.in("SELECT hash, key_id FROM $_secret WHERE hash IN (" + marks + ")");
    Map<String, String> owners = new HashMap<>();
    try (PreparedStatement prepared = sql.prepare(select, hashes.toArray());
        ResultSet found = prepared.executeQuery()) {
      while (found.next()) {
        String owner = found.getString(2);
        owners.put(found.getString(1), owner == null ? "" : owner);
      }
    }
    return owners;
  }
}
