package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.network.Cidr;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads keys with all their secrets, each with one query: a row for each secret. */
final class KeyRows {

  private static final String SELECT =
      "SELECT k.id, k.name, k.owner, k.tenant, k.scopes, k.roles, k.routes, k.allow_ip, k.plan,"
          + " k.permits, k.permits_per, k.created_at, k.not_before, k.expires_at, k.revoked_at,"
          + " s.hash, s.ends_at"
          + " FROM $ k JOIN $_secret s ON s.key_id = k.id WHERE k.id ";

  private final TableName table;
  private final String byId;

  KeyRows(TableName table) {
    this.table = table;
    this.byId = table.in(SELECT + "= ? ORDER BY s.age");
  }

  /** The key that has one of some hashes, or null. */
  @Nullable StoredKey find(Sql sql, List<KeyHash> hashes) throws SQLException {
    List<StoredKey> found =
        read(sql, byHashes(hashes.size()), hashes.stream().map(KeyHash::toString).toArray());
    for (KeyHash hash : hashes) { // the newest pepper's first, should two keys ever be found
      for (StoredKey key : found) {
        if (key.secrets().stream().anyMatch(secret -> secret.hash().equals(hash))) {
          return key;
        }
      }
    }
    return null;
  }

  /** The statement of {@link #find}. */
  String byHashes(int count) {
    String marks = "?" + ", ?".repeat(count - 1);
    return table.in(
        SELECT
            + "IN (SELECT f.key_id FROM $_secret f WHERE f.hash IN ("
            + marks
            + ")) ORDER BY k.id, s.age");
  }

  /** The key of an id, or null. */
  @Nullable StoredKey get(Sql sql, String id) throws SQLException {
    List<StoredKey> found = read(sql, byId, id);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Some keys in the order of their ids. */
  List<StoredKey> list(Sql sql, @Nullable String after, int limit) throws SQLException {
    String ids =
        "IN (SELECT l.id FROM $ l WHERE l.id > ? ORDER BY l.id FETCH FIRST "
            + limit
            + " ROWS ONLY) ORDER BY k.id, s.age";
    return read(sql, table.in(SELECT + ids), after == null ? "" : after);
  }

  private static List<StoredKey> read(Sql sql, String statement, Object... parameters)
      throws SQLException {
    List<StoredKey> keys = new ArrayList<>();
    try (PreparedStatement prepared = sql.prepare(statement, parameters);
        ResultSet rows = prepared.executeQuery()) {
      ApiKey key = null;
      List<StoredKey.Secret> secrets = new ArrayList<>();
      while (rows.next()) {
        if (key != null && !key.id().equals(rows.getString(1))) {
          keys.add(new StoredKey(key, secrets));
          key = null;
          secrets.clear();
        }
        key = key == null ? key(rows) : key;
        secrets.add(secret(rows));
      }
      if (key != null) {
        keys.add(new StoredKey(key, secrets));
      }
    }
    return keys;
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        required(row, 1),
        row.getString(2),
        required(row, 3),
        row.getString(4),
        new LinkedHashSet<>(Columns.list(row.getString(5))),
        new LinkedHashSet<>(Columns.list(row.getString(6))),
        Columns.list(row.getString(7)),
        networks(Columns.list(row.getString(8))),
        row.getString(9),
        limit(row),
        created(row),
        Columns.instant(row.getString(13)),
        Columns.instant(row.getString(14)),
        Columns.instant(row.getString(15)));
  }

  private static String required(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private static Instant created(ResultSet row) throws SQLException {
    return Objects.requireNonNullElse(Columns.instant(row.getString(12)), Instant.EPOCH);
  }

  private static List<Cidr> networks(List<String> texts) throws StoreFault {
    try {
      return texts.stream().map(Cidr::parse).toList();
    } catch (IllegalArgumentException e) {
      throw StoreFault.ofRow("a row with a network that cannot be read");
    }
  }

  private static ApiKey.@Nullable Limit limit(ResultSet row) throws SQLException {
    long permits = row.getLong(10);
    if (row.wasNull()) {
      return null;
    }
    try {
      return new ApiKey.Limit(permits, Duration.parse(required(row, 11)));
    } catch (DateTimeException e) {
      throw StoreFault.ofRow("a row with a duration that cannot be read");
    }
  }

  private static StoredKey.Secret secret(ResultSet row) throws SQLException {
    try {
      return new StoredKey.Secret(
          KeyHash.parse(required(row, 16)), Columns.instant(row.getString(17)));
    } catch (IllegalArgumentException e) {
      throw StoreFault.ofRow("a row with a hash that cannot be read");
    }
  }
}
