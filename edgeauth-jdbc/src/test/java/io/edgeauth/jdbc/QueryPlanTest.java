package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.event.EventSink;
import io.edgeauth.runtime.EdgeRuntime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What finding a key costs where it is in no cache: an index's depth, not the number of keys. */
@Timeout(600)
final class QueryPlanTest {

  private static final int ROUNDS = 3;
  private static final int FINDS = 1_000;

  private final EdgeRuntime runtime =
      EdgeRuntime.start(Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of()), false);

  @AfterEach
  void close() {
    runtime.close();
  }

  /** Fills a table of its own; each key has two secrets. */
  private static String filled(int keys) throws Exception {
    String table = TestPostgres.freshTable();
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      String rows = " FROM generate_series(1, " + keys + ") n";
      statement.execute(
          "INSERT INTO "
              + table
              + " (id, owner, scopes, roles, routes, allow_ip, created_at, revision)"
              + " SELECT 'key_' || lpad(n::text, 24, '0'), 'acme', '[\"orders:read\"]', '[]', '[]',"
              + " '[]', '2026-11-22T12:00:00.000000000Z', n"
              + rows);
      for (String which : List.of("0", "1")) {
        statement.execute(
            "INSERT INTO "
                + table
                + "_secret (hash, key_id, age, revision) SELECT "
                + hash("n", which)
                + ", 'key_' || lpad(n::text, 24, '0'), "
                + which
                + ", n"
                + rows);
      }
      statement.execute("ANALYZE " + table);
      statement.execute("ANALYZE " + table + "_secret");
    }
    return table;
  }

  /** Random-looking, as hashes are: neighbours in time are none in the index. */
  private static String hash(String number, String which) {
    return "'sha-256:' || rtrim(translate(encode(sha256((("
        + number
        + ")::text || ':"
        + which
        + "')::bytea), 'base64'), '+/', '-_'), '=')";
  }

  private static List<KeyHash> some(int keys, int count) throws Exception {
    List<KeyHash> hashes = new ArrayList<>();
    try (Connection connection = TestPostgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT "
                    + hash("1 + n::bigint * 7919 % " + keys, "1")
                    + " FROM generate_series(1, "
                    + count
                    + ") n")) {
      while (rows.next()) {
        hashes.add(KeyHash.parse(rows.getString(1)));
      }
    }
    return hashes;
  }

  private static String plan(String table, List<KeyHash> hashes) throws Exception {
    String find = new KeyRows(new TableName(table)).byHashes(hashes.size());
    StringBuilder plan = new StringBuilder();
    try (Connection connection = TestPostgres.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement("EXPLAIN " + find)) {
      for (int i = 0; i < hashes.size(); i++) {
        statement.setString(i + 1, hashes.get(i).toString());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  /** The median of a find, in nanoseconds. */
  private static long median(ApiKeyStore store, List<KeyHash> hashes) throws Exception {
    long[] took = new long[hashes.size()];
    for (int i = 0; i < took.length; i++) {
      long begin = System.nanoTime();
      assertThat(store.find(List.of(hashes.get(i)))).isNotNull();
      took[i] = System.nanoTime() - begin;
    }
    Arrays.sort(took);
    return took[took.length / 2];
  }

  private ApiKeyStore store(String table) {
    return new AddressSpec(
            TestPostgres.url(), "", null, new TableName(table), Duration.ofMinutes(5))
        .open(runtime);
  }

  private void requireIndexed(int keys, double bound) throws Exception {
    String few = filled(100);
    String many = filled(keys);
    for (int peppers = 1; peppers <= 3; peppers++) {
      assertThat(plan(many, some(keys, peppers)))
          .contains("Index")
          .contains(many + "_secret_pkey")
          .contains(many + "_pkey")
          .doesNotContain("Seq Scan");
    }
    double best = Double.MAX_VALUE;
    try (ApiKeyStore small = store(few);
        ApiKeyStore large = store(many)) {
      for (int round = 0; round < ROUNDS; round++) {
        long ofFew = median(small, some(100, FINDS));
        long ofMany = median(large, some(keys, FINDS));
        double ratio = (double) ofMany / ofFew;
        System.out.printf(
            "find: %d ns of 100 keys, %d ns of %d keys, %.2f times%n", ofFew, ofMany, keys, ratio);
        best = Math.min(best, ratio);
      }
    }
    assertThat(best).isLessThan(bound);
  }

  @Test
  void find_hundredThousandKeys_byTheIndexAlone() throws Exception {
    requireIndexed(100_000, 3);
  }

  @Test
  @Tag("long")
  void find_aMillionKeys_byTheIndexAlone() throws Exception {
    requireIndexed(1_000_000, 3);
  }
}
