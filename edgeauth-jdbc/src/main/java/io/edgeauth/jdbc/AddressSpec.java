package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.keys.Secret;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The store behind an address of the configuration, with a pool of our own. */
record AddressSpec(
    String url, String username, @Nullable Secret password, TableName table, Duration poll)
    implements ApiKeyStoreSpec {

  @Override
  public ApiKeyStore open(EdgeRuntime runtime) {
    return new JdbcApiKeyStore(
        new ConnectionPool(this::connect, runtime.ticker()), table, poll, runtime);
  }

  /** Reads the password anew, so that one that is replaced in its file serves the next one. */
  private Connection connect() throws SQLException {
    Driver driver = Drivers.find(url);
    if (driver == null) {
      throw new StoreFault("no driver on the class path for the url");
    }
    Properties properties = new Properties();
    if (!username.isEmpty()) {
      properties.setProperty("user", username);
    }
    if (password != null) {
      properties.setProperty("password", read(password));
    }
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new StoreFault("the driver does not know the url");
    }
    return connection;
  }

  private static String read(Secret password) throws StoreFault {
    try {
      return new String(password.read(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StoreFault("the password's file cannot be read");
    }
  }

  /** Without the address and the username: people write passwords into both. */
  @Override
  public String toString() {
    return "JdbcApiKeys[" + Drivers.kind(url) + ", table=" + table + ", poll=" + poll + "]";
  }
}
