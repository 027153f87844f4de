package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyUsage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How keys were used. The database adds up, so that no instance takes another's count away. */
final class UsageRows {

  private static final int BATCH = 500;

  private final TableName table;
  private final String add;

  UsageRows(TableName table) {
    this.table = table;
    this.add =
        table.in(
            "UPDATE $_usage SET uses = CASE WHEN uses > ? THEN ? ELSE uses + ? END,"
                + " last_address = CASE WHEN last_used IS NULL OR last_used <= ? THEN ?"
                + " ELSE last_address END,"
                + " last_used = CASE WHEN last_used IS NULL OR last_used <= ? THEN ?"
                + " ELSE last_used END"
                + " WHERE key_id = ?");
  }

  /** Adds up. Rows are taken in the order of their ids, so that two that add never deadlock. */
  void add(Sql sql, Map<String, ApiKeyUsage> used) throws SQLException {
    try (PreparedStatement statement = sql.prepare(add)) {
      int waiting = 0;
      for (Map.Entry<String, ApiKeyUsage> one : new TreeMap<>(used).entrySet()) {
        ApiKeyUsage more = one.getValue();
        Object last = Columns.instant(more.lastUsed());
        Sql.set(
            statement,
            Long.MAX_VALUE - more.count(),
            Long.MAX_VALUE,
            more.count(),
            last,
            Columns.text(more.lastAddress()),
            last,
            last,
            one.getKey());
        statement.addBatch();
        if (++waiting == BATCH) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }

  Map<String, ApiKeyUsage> read(Sql sql, Collection<String> ids) throws SQLException {
    Map<String, ApiKeyUsage> found = new HashMap<>();
    List<String> all = new ArrayList<>(ids);
    for (int from = 0; from < all.size(); from += BATCH) {
      read(sql, all.subList(from, Math.min(from + BATCH, all.size())), found);
    }
    return found;
  }

  private void read(Sql sql, List<String> ids, Map<String, ApiKeyUsage> found) throws SQLException {
    String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
    String select =
        table.in(
            "SELECT key_id, uses, last_used, last_address FROM $_usage WHERE uses > 0 AND key_id IN ("
                + marks
                + ")");
    try (PreparedStatement prepared = sql.prepare(select, ids.toArray());
        ResultSet rows = prepared.executeQuery()) {
      while (rows.next()) {
        found.put(
            rows.getString(1),
            new ApiKeyUsage(
                rows.getLong(2), Columns.instant(rows.getString(3)), rows.getString(4)));
      }
    }
  }
}
