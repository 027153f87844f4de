package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.EdgeAuth;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.event.AuditLog;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderEncoding;
import io.edgeauth.forward.HeaderMapping;
import io.edgeauth.forward.IdentitySource;
import io.edgeauth.http.HeaderField;
import io.edgeauth.json.JsonReader;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A14: somebody has written into the file of keys what means something to terminals, logs, shells,
 * databases and paths. EdgeAuth makes no such ids and takes no such requests; it carries them.
 */
final class HostileKeyTest {

  @TempDir Path directory;
  private final String secret = ApiKeyFormat.of("ck_test_").generate(new SecureRandom());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger audit = (Logger) LoggerFactory.getLogger("edgeauth.audit");

  @BeforeEach
  void listen() {
    lines.start();
    audit.addAppender(lines);
    audit.setLevel(Level.TRACE);
    audit.setAdditive(false);
  }

  @AfterEach
  void detach() {
    audit.detachAppender(lines);
    audit.setAdditive(true);
    audit.setLevel(null);
  }

  private Path file() {
    return directory.resolve("keys.json");
  }

  private void write(String text) throws Exception {
    ApiKey key =
        new ApiKey(
            text,
            text,
            text,
            text,
            Set.of(),
            Set.of(),
            List.of(),
            List.of(),
            text,
            null,
            TestRuntime.NOW,
            null,
            null,
            null);
    KeyTable table = KeyTable.empty();
    KeyHash hash = new ApiKeyHasher(List.of()).hash(secret);
    table.insert(new StoredKey(key, List.of(new StoredKey.Secret(hash, null))));
    Files.write(file(), KeyFile.write(table));
  }

  private static HeaderMapping mapping(String source) {
    return new HeaderMapping("X-" + source.replace('.', '-'), IdentitySource.parse(source), null);
  }

  private EdgeAuth edge() {
    ForwardSettings defaults = ForwardSettings.DEFAULTS;
    List<HeaderMapping> headers =
        Stream.of("api-key.id", "api-key.name", "api-key.owner", "api-key.tenant", "client")
            .map(HostileKeyTest::mapping)
            .toList();
    return EdgeAuth.builder()
        .authenticator("partner", ApiKeys.prefix("ck_test_").store(ApiKeyStore.file(file())))
        .route(Route.path("/**").authenticate("partner"))
        .forward(
            new ForwardSettings(
                false,
                headers,
                defaults.list(),
                HeaderEncoding.PERCENT,
                defaults.reserved(),
                defaults.requestIdHeader(),
                defaults.maxIdentityHeaders()))
        .audit(AuditLog.Scope.ALL)
        .build();
  }

  private Decision decide(EdgeAuth edge) {
    return edge.decide(TestRequest.get("/").header("X-API-Key", secret));
  }

  /** One line of JSON, which says what was verified. */
  private Map<String, Object> lastAudit() throws Exception {
    String line = lines.list.get(lines.list.size() - 1).getFormattedMessage();
    assertThat(line).matches("[ -~]+");
    return JsonReader.readObject(line.getBytes(StandardCharsets.UTF_8));
  }

  private void requireManageable(EdgeAuth edge, String text) throws Exception {
    KnownApiKey known = edge.apiKeys("partner").find(text);
    assertThat(known).isNotNull();
    assertThat(known.key().owner()).isEqualTo(text);
    assertThat(edge.apiKeys("partner").list(null, 10)).hasSize(1);
    assertThat(edge.apiKeys("partner").revoke(text)).isNotNull();
    assertThat(decide(edge)).isInstanceOf(Decision.Reject.class);
    assertThat(lastAudit()).containsEntry("reason", "api-key-revoked");
    assertThat(lastAudit()).containsEntry("detail", "key " + text);
  }

  /** Only what belongs to the file, and a line for each key. */
  private void requireNothingElse(String text) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .allMatch(name -> name.matches("keys\\.json(\\.lock|\\.usage|\\.usage\\.lock)?"));
    }
    assertThat(Files.readString(file()).lines()).hasSize(3);
    try (EdgeAuth again = edge()) {
      assertThat(again.apiKeys("partner").find(text)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key_0",
        "\u001b[31mred\u001b[0m",
        "'; DROP TABLE edgeauth_api_key; --",
        "../../../etc/passwd",
        "/etc/passwd",
        "C:\\x",
        "${jndi:ldap://127.0.0.1/a}",
        "%0d%0aX-Evil: 1",
        "<script>",
        "\"},{\"id\":\"x",
        "a,b;c=d",
        "{} %s {}",
        "\u2028\u202e\u0085\u007f",
        "žluť 😀"
      })
  @DisplayName("A14: what can stand in a header reads back as it is")
  void decide_strangeTexts_escapedEverywhere(String text) throws Exception {
    write(text);
    try (EdgeAuth edge = edge()) {
      Decision decision = decide(edge);
      assertThat(decision).isInstanceOf(Decision.Forward.class);
      List<HeaderField> fields =
          ((Decision.Forward) decision)
              .headers().fields().stream()
                  .filter(field -> field.name().matches("X-(api-key-.*|client)"))
                  .toList();
      assertThat(fields).hasSize(5);
      for (HeaderField field : fields) {
        assertThat(field.value()).matches("[ -~]+");
        assertThat(URLDecoder.decode(field.value().replace("+", "%2B"), StandardCharsets.UTF_8))
            .isEqualTo(text);
      }
      assertThat(lastAudit()).containsEntry("client", text);
      requireManageable(edge, text);
    }
    requireNothingElse(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "\r", "a\u0000b"})
  @DisplayName("A14: what can stand in no header is not forwarded")
  void decide_lineBreaks_refused(String text) throws Exception {
    write(text);
    try (EdgeAuth edge = edge()) {
      Decision decision = decide(edge);
      assertThat(decision).isInstanceOf(Decision.Reject.class);
      assertThat(((Decision.Reject) decision).problem().status()).isEqualTo(403);
      assertThat(lastAudit()).containsEntry("reason", "identity-unforwardable");
      requireManageable(edge, text);
    }
    requireNothingElse(text);
  }

  /** Half a character is no text: the file is none of ours. */
  @Test
  void start_loneSurrogate_refused() throws Exception {
    write("a\ud800");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(this::edge)
        .withMessageContaining("keys.json: no file of API keys: lone surrogate");
  }
}
