package io.edgeauth.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The row that counts changes. A transaction that has counted it up holds its lock until it ends,
 * so that changes happen one after another, and are seen in the order of their revisions.
 */
final class RevisionRow {

  /**
   * What it says.
   *
   * @param revision of the last change
   * @param horizon up to which revision hashes without a key may have been removed
   */
  record State(long revision, long horizon) {}

  private final String countUp;
  private final String select;
  private final String setHorizon;

  RevisionRow(TableName table) {
    this.countUp = table.in("UPDATE $_revision SET revision = revision + 1 WHERE one = 1");
    this.select = table.in("SELECT revision, horizon FROM $_revision WHERE one = 1");
    this.setHorizon = table.in("UPDATE $_revision SET horizon = ? WHERE one = 1");
  }

  /** Begins a change: waits for those before, and keeps those behind waiting. */
  State next(Sql sql) throws SQLException {
    if (sql.update(countUp) == 0) {
      throw missing();
    }
    return read(sql);
  }

  State read(Sql sql) throws SQLException {
    try (PreparedStatement prepared = sql.prepare(select);
        ResultSet rows = prepared.executeQuery()) {
      if (!rows.next()) {
        throw missing();
      }
      return new State(rows.getLong(1), rows.getLong(2));
    }
  }

  void setHorizon(Sql sql, long horizon) throws SQLException {
    sql.update(setHorizon, horizon);
  }

  private static StoreFault missing() {
    return new StoreFault(
        "the row of revisions is missing (expected: made by JdbcApiKeys.migrate, or by"
            + " io/edgeauth/jdbc/V1__api_keys.sql of edgeauth-jdbc)");
  }
}
