package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

final class QuickStartTest {

  @Test
  void decide_keyOfTheDatabase_passes() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:quick-start;DB_CLOSE_DELAY=-1");
    try (EdgeAuth edge = QuickStart.edge(h2)) {
      IssuedKey issued = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme"));
      TestRequest request = TestRequest.get("/orders/7");
      assertThat(edge.decide(request)).isInstanceOf(Decision.Reject.class);
      assertThat(edge.decide(request.header("X-API-Key", issued.secret())))
          .isInstanceOf(Decision.Forward.class);
    }
  }
}
