package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.jdbc.SilentCommits.Fate;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * D07: a connection breaks while a change is confirmed. Nobody knows whether it was made, that is
 * what is said, and doing it again puts it right either way.
 */
@Timeout(60)
final class UnconfirmedTest {

  private final String table = TestPostgres.freshTable();
  private final SilentCommits commits = new SilentCommits(TestPostgres.dataSource());
  private Instance edge;
  private IssuedKey key;

  @BeforeEach
  void open() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    edge =
        new Instance(JdbcApiKeys.store(commits, table, Duration.ofMinutes(1)), Duration.ofHours(1));
    key = edge.keys().issue(ApiKeyRequest.owner("acme"));
    assertThat(edge.status(key.secret())).isEqualTo(200);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private void requireOpen(Fate fate, ThrowingCallable change) {
    commits.from(fate);
    assertThatExceptionOfType(ApiKeyStoreException.class)
        .isThrownBy(change)
        .withMessageContaining("the change may have been made")
        .withMessageNotContaining("reset");
    commits.from(Fate.CONFIRMED);
  }

  @ParameterizedTest
  @EnumSource(names = {"MADE_AND_LOST", "LOST"})
  void revoke_unconfirmed_refusedAfterTheNext(Fate fate) throws Exception {
    requireOpen(fate, () -> edge.keys().revoke(key.key().id()));
    assertThat(edge.status(key.secret())).isEqualTo(fate == Fate.LOST ? 200 : 401);
    edge.keys().revoke(key.key().id());
    assertThat(edge.status(key.secret())).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource(names = {"MADE_AND_LOST", "LOST"})
  void rotate_unconfirmed_newSecretAfterTheNext(Fate fate) throws Exception {
    requireOpen(fate, () -> edge.keys().rotate(key.key().id(), Duration.ZERO));
    assertThat(edge.status(key.secret())).isEqualTo(fate == Fate.LOST ? 200 : 401);
    IssuedKey again = Objects.requireNonNull(edge.keys().rotate(key.key().id(), Duration.ZERO));
    assertThat(edge.status(again.secret())).isEqualTo(200);
    assertThat(edge.status(key.secret())).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource(names = {"MADE_AND_LOST", "LOST"})
  void issue_unconfirmed_atMostAKeyThatNobodyHas(Fate fate) throws Exception {
    requireOpen(fate, () -> edge.keys().issue(ApiKeyRequest.owner("lost")));
    assertThat(edge.keys().list(null, 10)).hasSize(fate == Fate.LOST ? 1 : 2);
    IssuedKey again = edge.keys().issue(ApiKeyRequest.owner("again"));
    assertThat(edge.status(again.secret())).isEqualTo(200);
  }

  /** A row that somebody has spoiled is one key's trouble: the others are not made to rest. */
  @Test
  void find_rowSpoiled_othersAreServed() throws Exception {
    IssuedKey spoiled = edge.keys().issue(ApiKeyRequest.owner("spoiled"));
    IssuedKey good = edge.keys().issue(ApiKeyRequest.owner("good"));
    for (String with : new String[] {"['x']", "[null]", "[1]", "{}"}) {
      try (Connection connection = TestPostgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "UPDATE $ SET scopes = '%s' WHERE owner = 'spoiled'"
                .formatted(with.replace("'", "''"))
                .replace("$", table));
      }
      assertThat(edge.status(spoiled.secret())).as(with).isEqualTo(503);
      assertThat(edge.status(spoiled.secret())).as(with).isEqualTo(503);
    }
    assertThat(edge.status(good.secret())).isEqualTo(200);
  }
}
