package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.examples.backend.Backend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a gateway that runs, managed by other processes of the packaged jar. */
final class KeysIT {

  private static final File FULL = new File("/dev/full");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Backend backend = Backend.start(0);
  private final List<String> said = new ArrayList<>();
  @TempDir private Path directory;
  private Path file = Path.of("");

  @AfterEach
  void stop() {
    backend.close();
  }

  private void configure(String store) throws IOException {
    file =
        Files.writeString(
            directory.resolve("edgeauth.yaml"),
            """
            edgeauth:
              authenticators:
                partner: {api-key: {prefix: ck_live_, store: %s, cache: {ttl: 1m}}}
              routes:
                - {path: /**, authenticate: partner}
              audit: {log: all}
            gateway:
              listen: {port: 0}
              upstreams: [{path: /**, url: "%s"}]
            """
                .formatted(store, backend.uri()));
  }

  private GatewayProcess start(String command, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("keys", command, "--config", file.toString()));
    all.addAll(List.of("--authenticator", "partner"));
    all.addAll(Arrays.asList(more));
    return GatewayProcess.run(all.toArray(String[]::new));
  }

  private String run(int exitCode, String command, String... more) throws Exception {
    try (GatewayProcess keys = start(command, more)) {
      String out = keys.output();
      assertThat(keys.exitCode()).as(keys.errors()).isEqualTo(exitCode);
      said.add(keys.errors());
      return out;
    }
  }

  /** A new key; its id is on standard error. */
  private String secret(String command, String... more) throws Exception {
    String out = run(0, command, more);
    assertThat(out).matches("ck_live_[0-9A-Za-z]{49}\\R");
    assertThat(lastSaid()).containsPattern("(?m)^id key_[0-9a-f]{24}$");
    return out.strip();
  }

  private String lastSaid() {
    return said.get(said.size() - 1);
  }

  private String lastId() {
    return lastSaid()
        .lines()
        .filter(line -> line.startsWith("id "))
        .findFirst()
        .orElseThrow()
        .substring(3);
  }

  private static int status(URI gateway, String secret) throws IOException {
    String answer =
        RawConnection.exchange(
            gateway,
            "GET /orders HTTP/1.1",
            "Host: a.example",
            "Connection: close",
            "X-API-Key: " + secret);
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static void becomes(int status, URI gateway, String secret) {
    await().atMost(PATIENCE).until(() -> status(gateway, secret) == status);
  }

  /** From its issue to its end, as the gateway sees it; its log must never name the key. */
  private void drill() throws Exception {
    List<String> secrets = new ArrayList<>();
    try (GatewayProcess gateway = GatewayProcess.serve(file)) {
      URI uri = gateway.listening();
      String first = secret("issue", "--owner", "acme", "--scope", "orders:read");
      String id = lastId();
      secrets.add(first);
      becomes(200, uri, first);

      String second = secret("rotate", "--id", id, "--overlap", "1h");
      secrets.add(second);
      becomes(200, uri, second);
      assertThat(status(uri, first)).isEqualTo(200);

      String other = secret("issue", "--owner", "globex");
      String otherId = lastId();
      secrets.add(other);
      becomes(200, uri, other);
      String renewed = secret("rotate", "--id", otherId, "--overlap", "0s");
      secrets.add(renewed);
      becomes(401, uri, other);
      becomes(200, uri, renewed);

      assertThat(run(0, "revoke", "--id", id)).startsWith("id " + id);
      becomes(401, uri, first);
      assertThat(status(uri, second)).isEqualTo(401);
      assertThat(status(uri, renewed)).isEqualTo(200);

      gateway.terminate();
      assertThat(gateway.exitCode()).isZero();
      said.add(gateway.errors());
      assertThat(gateway.errors()).contains("\"client\":\"acme\"", "\"detail\":\"key " + id);
      said.add(gateway.output());
      expectListed(id, otherId);
    }
    expectNowhere(secrets);
  }

  private void expectListed(String revoked, String renewed) throws Exception {
    String text = run(0, "list", "--json");
    said.add(text);
    List<?> keys = (List<?>) JSONObjectUtils.parse(text).get("keys");
    assertThat(keys).hasSize(2);
    for (Object one : keys) {
      Map<?, ?> key = (Map<?, ?>) one;
      assertThat(key.get("id")).isIn(revoked, renewed);
      assertThat(key.get("state")).isEqualTo(key.get("id").equals(revoked) ? "revoked" : "good");
      assertThat((Long) key.get("uses")).isGreaterThanOrEqualTo(2);
      assertThat(key.get("last-address")).isEqualTo("127.0.0.1");
    }
    said.add(run(0, "list"));
    said.add(run(0, "show", "--id", renewed));
  }

  private void expectNowhere(List<String> secrets) throws IOException {
    for (String secret : secrets) {
      String random = secret.substring("ck_live_".length(), "ck_live_".length() + 16);
      assertThat(said).noneMatch(text -> text.contains(random));
      try (var files = Files.walk(directory)) {
        for (Path one : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
              .doesNotContain(random);
        }
      }
    }
    assertThat(said).noneMatch(text -> text.contains("sha-256"));
  }

  @Test
  @DisplayName("A10: keys in a file are managed beside the gateway, and stand in no output but one")
  void keys_inFile_managedBesideRunningGateway() throws Exception {
    configure("{file: {path: keys.json}}");
    drill();
  }

  /**
   * The jar brings the store, the driver, and the tables as a file; the manual brings the rights.
   */
  @Test
  @DisplayName("A10: the same in a database")
  void keys_inDatabase_managedBesideRunningGateway() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      execute(postgres, "CREATE ROLE edgeauth LOGIN");
      configure(
          "{jdbc: {url: '" + postgres.getJdbcUrl("edgeauth", "postgres") + "', poll: 200ms}}");
      assertThat(run(1, "list")).isEmpty();
      assertThat(lastSaid())
          .contains("the tables of edgeauth_api_key are missing", "V1__api_keys.sql")
          .doesNotContain("\tat ");
      makeTables(postgres);
      drill();
    }
  }

  private static void makeTables(EmbeddedPostgres postgres) throws Exception {
    try (ZipFile jar = new ZipFile(System.getProperty("gateway.jar"));
        InputStream sql = jar.getInputStream(jar.getEntry("io/edgeauth/jdbc/V1__api_keys.sql"))) {
      execute(postgres, new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> grants =
        Files.readString(Path.of("../../docs/jdbc.md"))
            .lines()
            .filter(line -> line.startsWith("GRANT "))
            .toList();
    assertThat(grants).hasSize(2);
    for (String grant : grants) {
      execute(postgres, grant);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static boolean canBeFull() {
    return FULL.exists();
  }

  @Test
  @EnabledIf("canBeFull")
  void issue_outputThatTakesNothing_saidWithId() throws Exception {
    configure("{file: {path: keys.json}}");
    List<String> arguments =
        List.of(
            "keys",
            "issue",
            "--config",
            file.toString(),
            "--authenticator",
            "partner",
            "--owner",
            "a");
    try (GatewayProcess keys = GatewayProcess.runInto(FULL, arguments)) {
      assertThat(keys.exitCode()).isEqualTo(1);
      assertThat(keys.errors())
          .containsPattern(
              "edgeauth: standard output did not take the new key of key_[0-9a-f]{24}");
    }
    assertThat(run(0, "list").lines()).hasSize(2);
  }

  @Test
  void commands_ofPackagedJar_exitAsTheySay() throws Exception {
    configure("{file: {path: keys.json}}");
    run(3, "show", "--id", "key_0123");
    run(2, "issue", "--owner", " ");
    assertThat(lastSaid()).startsWith("--owner: ");
    run(2, "issue");
    configure("memory");
    run(2, "issue", "--owner", "acme");
    configure("{file: {path: missing/keys.json}}");
    run(1, "issue", "--owner", "acme");
    assertThat(said).noneMatch(text -> text.contains("\tat "));
  }
}
