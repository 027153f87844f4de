package io.edgeauth.benchmarks;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.ApiKeySpec;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Gateway} that takes API keys, with the store where these are kept. */
final class KeyedGateway implements AutoCloseable {

  /** How long keys of a database are remembered unless it is said, and how many. */
  static final Duration DEFAULT_TTL = Duration.ofSeconds(30);

  private static final int DEFAULT_ENTRIES = 100_000;

  private final Gateway gateway;
  private final @Nullable KeyDatabase database;

  private KeyedGateway(Gateway gateway, @Nullable KeyDatabase database) {
    this.gateway = gateway;
    this.database = database;
  }

  static KeyedGateway with(KeyPlace place) {
    return switch (place) {
      case MEMORY -> new KeyedGateway(Gateway.accepting(keys()), null);
      case DATABASE -> inDatabase(KeyDatabase.empty(), DEFAULT_TTL);
    };
  }

  /**
   * Builds one.
   *
   * @param database is closed with it
   * @param ttl how long what it said is believed; zero for not at all
   */
  static KeyedGateway inDatabase(KeyDatabase database, Duration ttl) {
    ApiKeySpec keys = keys().store(database.store()).cache(ttl, DEFAULT_ENTRIES);
    return new KeyedGateway(Gateway.accepting(keys), database);
  }

  private static ApiKeySpec keys() {
    return ApiKeys.prefix("ck_live_");
  }

  Gateway gateway() {
    return gateway;
  }

  /** A key that passes, with all that a key can tell a backend. */
  String issue() {
    return issue(1).get(0);
  }

  /** Keys that pass, of as many owners. */
  List<String> issue(int count) {
    ApiKeys keys = gateway.edge().apiKeys(Gateway.AUTHENTICATOR);
    List<String> secrets = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        secrets.add(keys.issue(request(i)).secret());
      }
    } catch (ApiKeyStoreException e) {
      throw new IllegalStateException("no key was issued", e);
    }
    return secrets;
  }

  private static ApiKeyRequest request(int number) {
    return ApiKeyRequest.owner("partner-" + number)
        .name("orders of partner " + number)
        .tenant("acme")
        .scopes("orders:read", "orders:write")
        .roles("buyer", "admin")
        .plan("gold");
  }

  @Override
  public void close() {
    gateway.close();
    if (database != null) {
      database.close();
    }
  }
}
