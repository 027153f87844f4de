package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.authn.apikey.ChangesUnderLoadContract;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;

final class H2UnderLoadTest extends ChangesUnderLoadContract {

  @Override
  protected ApiKeyStoreSpec store() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:load;DB_CLOSE_DELAY=-1");
    String table = TestPostgres.freshTable();
    JdbcApiKeys.migrate(h2, table);
    return JdbcApiKeys.store(h2, table, Duration.ofMillis(100));
  }

  @Override
  protected int changes() {
    return 1_600;
  }
}
