package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.event.ApiKeyStoreEvent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** D09: PostgreSQL ends and comes back on the same data. */
@Timeout(120)
final class OutageTest {

  @TempDir Path directory;

  private EmbeddedPostgres start(int port) throws Exception {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .start();
  }

  @Test
  void decide_databaseEndsAndComesBack_503thenServed() throws Exception {
    EmbeddedPostgres postgres = start(0);
    int port = postgres.getPort();
    try {
      JdbcApiKeys.migrate(postgres.getPostgresDatabase());
      String url = postgres.getJdbcUrl("postgres", "postgres");
      try (Instance edge =
              new Instance(
                  new AddressSpec(
                      url,
                      "",
                      null,
                      new TableName(JdbcApiKeys.DEFAULT_TABLE),
                      Duration.ofMillis(200)),
                  Duration.ZERO);
          Instance remembering =
              new Instance(
                  JdbcApiKeys.store(postgres.getPostgresDatabase()), Duration.ofHours(1))) {
        IssuedKey issued = edge.keys().issue(ApiKeyRequest.owner("acme"));
        assertThat(edge.status(issued.secret())).isEqualTo(200);
        assertThat(remembering.status(issued.secret())).isEqualTo(200);

        postgres.close();
        assertThat(edge.status(issued.secret())).isEqualTo(503);
        assertThat(remembering.status(issued.secret())).isEqualTo(200);
        assertThatExceptionOfType(ApiKeyStoreException.class)
            .isThrownBy(() -> edge.keys().revoke(issued.key().id()))
            .withMessageContaining("out of reach")
            .withMessageNotContaining(String.valueOf(port));

        postgres = start(port);
        await().until(() -> edge.status(issued.secret()) == 200);
        assertThat(edge.events().of(ApiKeyStoreEvent.class))
            .extracting(ApiKeyStoreEvent::reachable)
            .startsWith(false)
            .endsWith(true);
        assertThat(edge.events().of(ApiKeyStoreEvent.class).get(0).detail())
            .contains("store.jdbc: ");

        edge.keys().revoke(issued.key().id());
        await()
            .atMost(Duration.ofSeconds(3))
            .until(() -> remembering.status(issued.secret()) == 401);
        for (String shown : List.of(String.valueOf(edge.events().of(ApiKeyStoreEvent.class)))) {
          assertThat(shown).doesNotContain(issued.secret()).doesNotContain("127.0.0.1");
        }
      }
    } finally {
      postgres.close();
    }
  }
}
