/** API keys in a database: {@code io.edgeauth.jdbc.JdbcApiKeys} is where to begin. */
module io.edgeauth.jdbc {
  requires transitive io.edgeauth;
  requires transitive java.sql;
  requires org.jspecify;

  exports io.edgeauth.jdbc;

  // The SQL file, for an application's own migrations.
  opens io.edgeauth.jdbc;

  uses java.sql.Driver;

  provides io.edgeauth.config.ApiKeyStoreProvider with
      io.edgeauth.jdbc.JdbcStoreProvider;
}
