package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.jdbc.JdbcApiKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C01: {@code store.jdbc}, found on the class path as an application finds it. */
final class JdbcStoreSectionTest {

  private static final String URL = "jdbc:h2:mem:section;DB_CLOSE_DELAY=-1";

  @TempDir Path directory;
  private final Problems problems = new Problems();

  private Optional<ApiKeyStoreSpec> read(String store, Map<String, String> environment) {
    ConfigNode.Mapping tree =
        YamlSource.read("edgeauth.yaml", "store: " + store + "\n", Map.of(), problems);
    Section root = Section.of(tree, "", directory, problems);
    return new ApiKeyStores(environment).read(root.sectionOrEmpty("store"));
  }

  private Optional<ApiKeyStoreSpec> read(String store) {
    return read(store, Map.of());
  }

  private List<String> told() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void read_addressAlone_opensAStore() throws Exception {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(URL);
    JdbcApiKeys.migrate(h2);
    ApiKeyStoreSpec spec = read("{jdbc: {url: '" + URL + "'}}").orElseThrow();
    assertThat(told()).isEmpty();
    try (TestRuntime runtime = TestRuntime.start();
        ApiKeyStore store = spec.open(runtime.runtime())) {
      assertThat(store.list(null, 10)).isEmpty();
    }
  }

  /** Equal sections are one store, and any difference is another. */
  @Test
  void read_everything_equalRecords() {
    String whole =
        "{jdbc: {url: '" + URL + "', username: sa, password: env:PW, table: s.keys, poll: 5s}}";
    Map<String, String> environment = Map.of("PW", "one");
    ApiKeyStoreSpec spec = read(whole, environment).orElseThrow();
    assertThat(read(whole, environment)).contains(spec);
    assertThat(told()).isEmpty();
    assertThat(spec).isInstanceOf(Record.class);
    assertThat(read(whole, Map.of("PW", "two"))).isPresent().get().isNotEqualTo(spec);
    for (String other :
        List.of(
            whole.replace("5s", "6s"),
            whole.replace("s.keys", "keys"),
            whole.replace("sa", "sb"),
            whole.replace("section", "other"))) {
      assertThat(read(other, environment)).isPresent().get().isNotEqualTo(spec);
    }
  }

  @Test
  void spec_shown_neitherPasswordNorAddress() {
    String password = UUID.randomUUID().toString();
    ApiKeyStoreSpec spec =
        read("{jdbc: {url: '"
                + URL
                + ";PASSWORD="
                + password
                + "', username: sa, password: '"
                + password
                + "'}}")
            .orElseThrow();
    assertThat(spec).hasToString("JdbcApiKeys[jdbc:h2, table=edgeauth_api_key, poll=PT1S]");
  }

  /** The password is read when a connection is opened, so that a new one needs no restart. */
  @Test
  void password_inAFile_readForEachConnection() throws Exception {
    String url = "jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1";
    String password = UUID.randomUUID().toString();
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(url);
    h2.setUser("sa");
    h2.setPassword(password);
    JdbcApiKeys.migrate(h2);
    Path file = directory.resolve("password");
    Files.writeString(file, "wrong\n");
    ApiKeyStoreSpec spec =
        read("{jdbc: {url: '" + url + "', username: sa, password: 'file:password'}}").orElseThrow();
    try (TestRuntime runtime = TestRuntime.start();
        ApiKeyStore store = spec.open(runtime.runtime())) {
      assertThat(fault(store)).contains("28000").doesNotContain("wrong");
      Files.delete(file);
      assertThat(fault(store)).contains("the password's file cannot be read");
      Files.writeString(file, password + "\n");
      assertThat(store.list(null, 10)).isEmpty();
    }
  }

  private static String fault(ApiKeyStore store) {
    try {
      return "none: " + store.list(null, 10);
    } catch (ApiKeyStoreException e) {
      assertThat(e).hasNoCause();
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc                                               | store.jdbc.url: missing (expected: text)
          {jdbc: {}}                                         | store.jdbc.url: missing (expected: text)
          {jdbc: {url: 'postgresql://h/d'}}                  | store.jdbc.url: no address (expected: such as jdbc:postgresql://HOST/DATABASE)
          {jdbc: {url: 'jdbc:nosuch://u:hidden@h/d'}}        | store.jdbc.url: no driver for jdbc:nosuch is on the class path
          {jdbc: {url: 'jdbc:h2:mem:x', table: 'a b'}}       | store.jdbc.table: no name (expected: up to 41 letters
          {jdbc: {url: 'jdbc:h2:mem:x', poll: 50ms}}         | store.jdbc.poll: 50ms (expected: 100ms to 5m)
          {jdbc: {url: 'jdbc:h2:mem:x', password: [a1, b2]}} | store.jdbc.password: a list (expected: one secret)
          {jdbc: {url: 'jdbc:h2:mem:x', password: env:NONE}} | store.jdbc.password: the environment has no variable NONE
          {jdbc: {url: 'jdbc:h2:mem:x', user: sa}}           | store.jdbc.user: unknown key (known here: url, username, password, table, poll)
          """)
  void read_wrong_told(String store, String problem) {
    var unused = read(store);
    assertThat(told())
        .singleElement()
        .asString()
        .contains(problem)
        .doesNotContain("hidden")
        .doesNotContain("a1");
  }
}
