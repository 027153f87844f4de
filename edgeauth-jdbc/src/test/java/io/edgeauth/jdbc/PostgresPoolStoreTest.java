package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import javax.sql.DataSource;

/** The same with a pool of our own, as the configuration opens it. */
final class PostgresPoolStoreTest extends JdbcStoreContract {

  @Override
  DataSource dataSource() {
    return TestPostgres.dataSource();
  }

  @Override
  ApiKeyStoreSpec spec(String table) {
    return new AddressSpec(
        TestPostgres.url(), "", null, new TableName(table), JdbcApiKeys.DEFAULT_POLL);
  }
}
