package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.authn.apikey.ChangesUnderLoadContract;
import java.time.Duration;

final class PostgresUnderLoadTest extends ChangesUnderLoadContract {

  @Override
  protected ApiKeyStoreSpec store() throws Exception {
    String table = TestPostgres.freshTable();
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    return new AddressSpec(
        TestPostgres.url(), "", null, new TableName(table), Duration.ofMillis(100));
  }

  @Override
  protected int changes() {
    return 1_600;
  }
}
