package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * API keys in a database. {@link #store} says which, for {@code ApiKeys.prefix(…).store(…)}; {@link
 * #migrate} makes the tables, as does the file {@code io/edgeauth/jdbc/V1__api_keys.sql} of this
 * module. Tried on PostgreSQL and H2.
 */
public final class JdbcApiKeys {

  /** The table of keys unless another is named. */
  public static final String DEFAULT_TABLE = "edgeauth_api_key";

  /** How often other instances' changes are looked for unless it is said. */
  public static final Duration DEFAULT_POLL = Duration.ofSeconds(1);

  static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  static final Duration LONGEST_POLL = Duration.ofMinutes(5);

  private JdbcApiKeys() {}

  /**
   * Says that keys are kept in {@code edgeauth_api_key}, and looked at every second.
   *
   * @param dataSource where connections come from, ten at most at once; the caller closes it
   * @return what opens the store. It opens where the database is away or has no tables yet: who
   *     asks it hears of that
   */
  public static ApiKeyStoreSpec store(DataSource dataSource) {
    return store(dataSource, DEFAULT_TABLE, DEFAULT_POLL);
  }

  /**
   * Says where keys are kept. Two that name one data source, table and interval are one store.
   *
   * @param dataSource where connections come from, ten at most at once; the caller closes it
   * @param table the table of keys, and the beginning of the others' names: up to 41 letters,
   *     digits and {@code _}; a schema's name and a dot may stand in front
   * @param poll for how long a key may pass here at most that was revoked on another instance, 100
   *     ms to 5 minutes: changes are looked for a little more often
   * @return what opens the store. It opens where the database is away or has no tables yet: who
   *     asks it hears of that
   * @throws IllegalArgumentException if the table's name or the interval is not so
   */
  public static ApiKeyStoreSpec store(DataSource dataSource, String table, Duration poll) {
    if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException(
          "poll: " + poll + " (expected: " + SHORTEST_POLL + " to " + LONGEST_POLL + ")");
    }
    return new DataSourceSpec(Objects.requireNonNull(dataSource), new TableName(table), poll);
  }

  /**
   * Makes the tables of the default name where they are missing.
   *
   * @param dataSource of a user who may make tables
   * @throws ApiKeyStoreException if they cannot be made
   */
  public static void migrate(DataSource dataSource) throws ApiKeyStoreException {
    migrate(dataSource, DEFAULT_TABLE);
  }

  /**
   * Makes the tables where they are missing. Any number may do so at once; where they are there,
   * nothing happens. Blocks as the database does.
   *
   * @param dataSource of a user who may make tables
   * @param table as for {@link #store(DataSource, String, Duration)}
   * @throws ApiKeyStoreException if they cannot be made
   * @throws IllegalArgumentException if the table's name is none
   */
  public static void migrate(DataSource dataSource, String table) throws ApiKeyStoreException {
    new Schema(dataSource, new TableName(table)).migrate();
  }
}
