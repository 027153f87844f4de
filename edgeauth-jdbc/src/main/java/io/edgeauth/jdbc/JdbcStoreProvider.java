package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.config.ApiKeyStoreProvider;
import io.edgeauth.config.Section;
import io.edgeauth.keys.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code store.jdbc}. Public for {@link java.util.ServiceLoader} alone. */
public final class JdbcStoreProvider implements ApiKeyStoreProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public JdbcStoreProvider() {}

  @Override
  public String kind() {
    return "jdbc";
  }

  @Override
  public Optional<ApiKeyStoreSpec> read(Section section, Map<String, String> environment) {
    String url = section.requiredText("url");
    String username = section.text("username", "");
    List<Secret> passwords = section.several("password").secrets(environment);
    String table = section.text("table", JdbcApiKeys.DEFAULT_TABLE);
    Duration poll =
        section.duration(
            "poll", JdbcApiKeys.DEFAULT_POLL, JdbcApiKeys.SHORTEST_POLL, JdbcApiKeys.LONGEST_POLL);
    section.end();
    boolean good = hasDriver(section, url);
    if (passwords.size() > 1) {
      section.problem("password", "a list (expected: one secret)");
      good = false;
    }
    if (!TableName.isName(table)) {
      section.problem("table", "no name (" + TableName.EXPECTED + ")");
      good = false;
    }
    if (!good || (passwords.isEmpty() && section.has("password"))) {
      return Optional.empty();
    }
    Secret password = passwords.isEmpty() ? null : passwords.get(0);
    return Optional.of(new AddressSpec(url, username, password, new TableName(table), poll));
  }

  private static boolean hasDriver(Section section, String url) {
    if (url.isBlank()) {
      return false; // told already
    }
    if (!url.startsWith("jdbc:")) {
      section.problem("url", "no address (expected: such as jdbc:postgresql://HOST/DATABASE)");
      return false;
    }
    if (Drivers.find(url) == null) {
      section.problem(
          "url",
          "no driver for "
              + Drivers.kind(url)
              + " is on the class path, or it does not understand the address (expected: the"
              + " database's driver, such as org.postgresql:postgresql)");
      return false;
    }
    return true;
  }
}
