package io.edgeauth.jdbc;

import javax.sql.DataSource;

final class PostgresStoreTest extends JdbcStoreContract {

  @Override
  DataSource dataSource() {
    return TestPostgres.dataSource();
  }
}
