package io.edgeauth.jdbc;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.route.Route;
import javax.sql.DataSource;

/** What the documentation shows, as code that is compiled. */
final class QuickStart {

  private QuickStart() {}

  static EdgeAuth edge(DataSource dataSource) throws ApiKeyStoreException {
    JdbcApiKeys.migrate(dataSource); // once, by a user who may make tables
    return EdgeAuth.builder()
        .authenticator("partner", ApiKeys.prefix("ck_live_").store(JdbcApiKeys.store(dataSource)))
        .route(Route.path("/orders/**").authenticate("partner"))
        .build();
  }
}
