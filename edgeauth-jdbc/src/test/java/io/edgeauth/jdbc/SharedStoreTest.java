package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.ApiKeySpec;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.Objects;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two authenticators of one EdgeAuth with one store, which is polled once an hour, and each with an
 * hour of cache.
 */
@Timeout(60)
final class SharedStoreTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private EdgeAuth edge;

  @BeforeEach
  void open() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:shared;DB_CLOSE_DELAY=-1");
    JdbcApiKeys.migrate(h2);
    ApiKeyStoreSpec store = new DataSourceSpec(h2, new TableName(JdbcApiKeys.DEFAULT_TABLE), HOUR);
    edge =
        EdgeAuth.builder()
            .authenticator("one", keys("X-One", store))
            .authenticator("other", keys("X-Other", store))
            .route(Route.path("/**").authenticate("one | other"))
            .build();
  }

  private static ApiKeySpec keys(String header, ApiKeyStoreSpec store) {
    return ApiKeys.prefix("ck_test_").header(header).store(store).cache(HOUR, 1_000);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private boolean passes(String header, String secret) {
    return edge.decide(TestRequest.get("/").header(header, secret)) instanceof Decision.Forward;
  }

  @Test
  @DisplayName("A12: a key that was revoked through one authenticator passes by no other")
  void revoke_throughOne_refusedByBothAtOnce() throws Exception {
    IssuedKey kept = edge.apiKeys("one").issue(ApiKeyRequest.owner("acme"));
    IssuedKey ended = edge.apiKeys("one").issue(ApiKeyRequest.owner("acme"));
    assertThat(passes("X-Other", kept.secret())).isTrue();
    assertThat(passes("X-Other", ended.secret())).isTrue();
    edge.apiKeys("one").revoke(ended.key().id());
    assertThat(passes("X-One", ended.secret())).isFalse();
    assertThat(passes("X-Other", ended.secret())).isFalse();
    assertThat(passes("X-Other", kept.secret())).isTrue();
  }

  @Test
  @DisplayName("A12: a secret that was rotated away through one authenticator passes by no other")
  void rotate_withoutOverlap_refusedByBothAtOnce() throws Exception {
    IssuedKey issued = edge.apiKeys("one").issue(ApiKeyRequest.owner("acme"));
    assertThat(passes("X-Other", issued.secret())).isTrue();
    IssuedKey next =
        Objects.requireNonNull(edge.apiKeys("one").rotate(issued.key().id(), Duration.ZERO));
    assertThat(passes("X-Other", issued.secret())).isFalse();
    assertThat(passes("X-Other", next.secret())).isTrue();
  }
}
