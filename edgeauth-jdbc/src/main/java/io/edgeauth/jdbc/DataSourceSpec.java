package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import javax.sql.DataSource;

/** The store behind a data source of the application's. */
record DataSourceSpec(DataSource dataSource, TableName table, Duration poll)
    implements ApiKeyStoreSpec {

  @Override
  public ApiKeyStore open(EdgeRuntime runtime) {
    return new JdbcApiKeyStore(new BorrowedConnections(dataSource), table, poll, runtime);
  }

  /** Without the data source, whose own text may hold a password. */
  @Override
  public String toString() {
    return "JdbcApiKeys[table=" + table + ", poll=" + poll + "]";
  }
}
