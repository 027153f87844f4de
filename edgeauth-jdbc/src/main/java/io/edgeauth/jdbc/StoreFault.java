package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A fault whose message may be shown. What a driver says is never shown: it quotes rows, addresses
 * and names. Its SQLState says what an operator needs.
 */
final class StoreFault extends SQLException {

  private static final long serialVersionUID = 1L;

  private final boolean ofRow;

  StoreFault(String message) {
    this(message, false);
  }

  private StoreFault(String message, boolean ofRow) {
    super(message);
    this.ofRow = ofRow;
  }

  /** The database has answered, with a row that somebody has spoiled. */
  static StoreFault ofRow(String message) {
    return new StoreFault(message, true);
  }

  static StoreFault late() {
    return new StoreFault("no connection or no answer in time");
  }

  static StoreFault unconfirmed() {
    return new StoreFault("no answer to a commit; the change may have been made");
  }

  static StoreFault interrupted() {
    Thread.currentThread().interrupt();
    return new StoreFault("interrupted");
  }

  /** What a caller is told of any fault: neither rows nor addresses, and not the driver's words. */
  static ApiKeyStoreException told(SQLException fault, TableName table) {
    if (fault instanceof StoreFault ours) {
      String message = "store.jdbc: " + ours.getMessage();
      return ours.ofRow
          ? ApiKeyStoreException.ofOneKey(message)
          : new ApiKeyStoreException(message);
    }
    String state = fault.getSQLState();
    return new ApiKeyStoreException(
        "store.jdbc: "
            + meaning(state, table)
            + " (SQLState "
            + (state == null ? "unknown" : state)
            + ", "
            + fault.getClass().getSimpleName()
            + ")");
  }

  private static String meaning(@Nullable String state, TableName table) {
    if (isMissingTable(state)) {
      return "the tables of "
          + table
          + " are missing (expected: made by JdbcApiKeys.migrate, or by"
          + " io/edgeauth/jdbc/V1__api_keys.sql of edgeauth-jdbc)";
    }
    if (state == null || state.length() != 5) {
      return "the database failed";
    }
    return switch (state.substring(0, 2)) {
      case "08" -> "the database is out of reach";
      case "28" -> "the database refuses the username or password";
      case "40" -> "the database undid the change for another's";
      case "42" -> "the database refuses the statement; are rights or columns missing?";
      case "53" -> "the database has no room or no connection left";
      case "57" -> "the database stopped the statement";
      default -> "the database failed";
    };
  }

  /** PostgreSQL has a state of its own for it; the others have those of ODBC. */
  static boolean isMissingTable(@Nullable String state) {
    return state != null && (state.equals("42P01") || state.startsWith("42S0"));
  }
}
