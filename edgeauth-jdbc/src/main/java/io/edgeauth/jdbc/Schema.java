package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Makes the tables. Two that do so at once disturb each other, and try again. */
final class Schema {

  private static final String FILE = "V1__api_keys.sql";
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final int ATTEMPTS = 8;
  private static final int SECONDS = 30;

  private final DataSource dataSource;
  private final TableName table;

  Schema(DataSource dataSource, TableName table) {
    this.dataSource = dataSource;
    this.table = table;
  }

  void migrate() throws ApiKeyStoreException {
    SQLException last = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (Connection connection = dataSource.getConnection()) {
        boolean autoCommit = connection.getAutoCommit();
        try {
          makeWhatIsMissing(connection);
          return;
        } finally {
          connection.setAutoCommit(autoCommit);
        }
      } catch (SQLException e) {
        last = e;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25L * attempt));
    }
    throw StoreFault.told(Objects.requireNonNull(last), table);
  }

  private void makeWhatIsMissing(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    if (isThere(connection)) {
      return;
    }
    connection.setAutoCommit(false);
    boolean done = false;
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      for (String one : statements()) {
        statement.execute(table.in(one));
      }
      connection.commit();
      done = true;
    } finally {
      if (!done) {
        connection.rollback();
      }
    }
  }

  /** The row of revisions is made last, so that all is there where it is. */
  private boolean isThere(Connection connection) throws SQLException {
    String select = table.in("SELECT version FROM $_revision WHERE one = 1");
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setQueryTimeout(SECONDS);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getInt(1) >= 1;
      }
    } catch (SQLException e) {
      if (StoreFault.isMissingTable(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** The statements of the file, with {@code $} for the table. */
  private static List<String> statements() {
    try (InputStream file = Schema.class.getResourceAsStream(FILE)) {
      String text =
          new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
      String bare = COMMENT.matcher(text).replaceAll("");
      return Pattern.compile(";")
          .splitAsStream(bare.replace(JdbcApiKeys.DEFAULT_TABLE, "$"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read from the jar", e);
    }
  }
}
