package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreContract;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.fixtures.TestRuntime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

/** The contract of stores, with a second store object on the same tables. */
abstract class JdbcStoreContract extends ApiKeyStoreContract {

  private final String table = TestPostgres.freshTable();
  private final TestRuntime runtime = TestRuntime.start();
  private final List<ApiKeyStore> others = new ArrayList<>();

  abstract DataSource dataSource();

  ApiKeyStoreSpec spec(String table) {
    return JdbcApiKeys.store(dataSource(), table, JdbcApiKeys.DEFAULT_POLL);
  }

  @Override
  protected ApiKeyStore open() throws Exception {
    JdbcApiKeys.migrate(dataSource(), table);
    return spec(table).open(runtime.runtime());
  }

  @Override
  protected ApiKeyStore again(ApiKeyStore opened) {
    ApiKeyStore other = spec(table).open(runtime.runtime());
    others.add(other);
    return other;
  }

  @AfterEach
  void closeOthers() {
    others.forEach(ApiKeyStore::close);
    runtime.close();
  }
}
