package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeySectionTest {

  @TempDir private Path directory;

  private EdgeAuth edge(String keys) throws IOException {
    Path file = directory.resolve("edgeauth.yaml");
    Files.writeString(
        file,
        """
        edgeauth:
          authenticators:
            partner: {api-key: {%s}}
          routes:
            - {path: /**, authenticate: partner}
        """
            .formatted(keys));
    return EdgeAuth.from(file);
  }

  private static boolean passes(EdgeAuth edge, String header, String key) {
    Decision decision = edge.decide(TestRequest.get("/orders").header(header, key));
    return decision instanceof Decision.Forward;
  }

  @Test
  void read_prefixAlone_defaults() throws Exception {
    try (EdgeAuth edge = edge("prefix: ck_live_")) {
      IssuedKey issued = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme"));
      Instant created = issued.key().created();
      assertThat(issued.key().expiresAt()).isEqualTo(created.plus(Duration.ofDays(90)));
      assertThat(passes(edge, "X-API-Key", issued.secret())).isTrue();
      assertThat(directory).isDirectoryNotContaining("glob:**keys*");
    }
  }

  /** A10: what is on disk holds no key, and keys outlive the process. */
  @Test
  void read_fileAndPepper_keysOutliveTheProcessAndAreInNoFile() throws Exception {
    String pepper = HexFormat.of().formatHex(TestKey.randomBytes(32));
    Files.writeString(directory.resolve("pepper"), pepper + "\n");
    String keys =
        "prefix: ck_, header: X-Partner-Key, pepper: 'file:pepper', expires-in: never,"
            + " store: {file: {path: partners.json}}";
    String secret;
    try (EdgeAuth edge = edge(keys)) {
      IssuedKey issued = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme"));
      assertThat(issued.key().expiresAt()).isNull();
      secret = issued.secret();
      assertThat(passes(edge, "X-Partner-Key", secret)).isTrue();
    }
    try (EdgeAuth edge = edge(keys)) {
      assertThat(passes(edge, "X-Partner-Key", secret)).isTrue();
      assertThat(passes(edge, "X-API-Key", secret)).isFalse();
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content).as(file.toString()).doesNotContain(secret.substring(3));
      }
    }
    assertThat(Files.readString(directory.resolve("partners.json"))).contains("hmac-sha-256:");
  }

  /** A10: a pepper that cannot be read stops the start; C04: and so does one that others know. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header: a | prefix | missing",
        "prefix: 'a b' | prefix | expected: such as ck_live_",
        "prefix: ck_, header: 'a b' | header | expected: such as X-API-Key",
        "prefix: ck_, pepper: 'file:none' | pepper | cannot be read",
        "prefix: ck_, pepper: short | pepper | expected: 32 or more",
        "prefix: ck_, pepper: your-256-bit-secret | pepper | others know or guess",
        "prefix: ck_, expires-in: soon | expires-in | expected",
        "prefix: ck_, store: redis | store.redis | unknown key",
        "prefix: ck_, store: jdbc | store.jdbc | expected: the dependency io.edgeauth:edgeauth-jdbc",
        "prefix: ck_, cache: {ttl: 2d} | cache.ttl | 2d",
        "prefix: ck_, on-unavailable: allow | on-unavailable | expected: deny",
        "prefix: ck_, usage-flush-interval: 1ms | usage-flush-interval | 1ms",
        "prefix: ck_, query_parameter: a | query_parameter | did you mean `query-parameter`?",
      })
  void read_faulty_toldWithItsPlace(String keys, String key, String message) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> edge(keys))
        .satisfies(
            e -> {
              assertThat(e.problems())
                  .anySatisfy(
                      problem -> {
                        assertThat(problem.keyPath())
                            .isEqualTo("edgeauth.authenticators.partner.api-key." + key);
                        assertThat(problem.message()).contains(message);
                        assertThat(problem.origin().line()).isEqualTo(3);
                      });
              assertThat(e.problems()).hasSize(1);
            });
  }

  /** A13, A02: a store that is no file of keys stops the start, and stays as it is. */
  @Test
  void read_brokenStore_refused() throws IOException {
    Files.writeString(directory.resolve("keys.json"), "{\"version\":1,\"keys\":[");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> edge("prefix: ck_, store: file"))
        .withMessageContaining("keys.json")
        .withMessageContaining("expected: a file that EdgeAuth wrote, or none");
  }
}
