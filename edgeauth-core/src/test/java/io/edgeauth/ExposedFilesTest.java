package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.event.FileExposedEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** C08: the configuration and all files that it names are looked at when they are read. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
final class ExposedFilesTest {

  private static final String YAML =
      """
      edgeauth:
        authenticators:
          a: {jwt: {issuer: a, audience: api, jwks-file: keys.json, deny-list: denied.txt}}
          b: {jwt: {issuer: b, audience: api, secret: 'file:secret', deny-list: denied.txt}}
        routes: [{path: /a, authenticate: a | b}]
      """;

  @TempDir private Path directory;
  private Path configuration;
  private Path keys;
  private Path denied;
  private Path secret;
  private final RecordedEvents events = new RecordedEvents();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.edgeauth");

  @BeforeEach
  void write() throws IOException {
    configuration = file("edgeauth.yaml", YAML, 0644);
    keys = file("keys.json", keySet(), 0644);
    denied = file("denied.txt", "jti:x\n", 0644);
    secret = file("secret", HexFormat.of().formatHex(TestKey.randomBytes(32)), 0600);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
  }

  private static String keySet() {
    return JsonWriter.write(Map.of("keys", List.of(TestKey.of("ES256", "k").publicJwk())));
  }

  private Path file(String name, String content, int mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    Files.setAttribute(file, "unix:mode", mode);
    return file;
  }

  private EdgeAuth start() {
    return EdgeAuth.builder().configuration(configuration).listener(events).build();
  }

  private List<String> exposed() {
    return events.of(FileExposedEvent.class).stream()
        .map(event -> event.file() + ": " + event.exposure())
        .toList();
  }

  @Test
  void build_filesOfTheirOwnerAlone_nothingTold() {
    start().close();
    assertThat(exposed()).isEmpty();
  }

  @Test
  void build_everyFileOpen_eachToldOnceAndLogged() throws IOException {
    for (Path file : List.of(configuration, keys, denied, secret)) {
      Files.setAttribute(file, "unix:mode", 0646);
    }
    start().close();
    String write = ": everybody may write it (mode 0646; expected: chmod go-w)";
    String read = ": everybody may read the secret in it (mode 0646; expected: chmod o-r)";
    assertThat(exposed())
        .containsExactlyInAnyOrder(
            configuration + write, keys + write, denied + write, secret + write, secret + read);
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactlyInAnyOrderElementsOf(exposed());
    start().close();
    assertThat(exposed()).as("told at each start").hasSize(10);
  }

  @Test
  void reload_holdsAnew_toldAgainAndOnlyThen() throws IOException {
    try (EdgeAuth edge = start()) {
      Files.setAttribute(configuration, "unix:mode", 0664);
      edge.reload();
      edge.reload();
      assertThat(exposed()).hasSize(1);
      Files.setAttribute(configuration, "unix:mode", 0666);
      edge.reload();
      assertThat(exposed()).hasSize(2);
      Files.setAttribute(configuration, "unix:mode", 0644);
      edge.reload();
      assertThat(exposed()).hasSize(2);
      Files.setAttribute(configuration, "unix:mode", 0666);
      edge.reload();
      assertThat(exposed()).hasSize(3);
    }
  }

  @Test
  void watch_namedFileReadAgain_lookedAt() throws IOException {
    try (EdgeAuth edge = start()) {
      assertThat(edge.routes()).hasSize(1);
      file("keys.json", keySet() + "\n", 0666);
      file("denied.txt", "jti:other\n", 0666);
      file("secret", HexFormat.of().formatHex(TestKey.randomBytes(33)), 0644);
      await().until(() -> exposed().size() == 3);
      assertThat(exposed())
          .anyMatch(told -> told.startsWith(keys + ": everybody may write"))
          .anyMatch(told -> told.startsWith(denied + ": everybody may write"))
          .anyMatch(told -> told.startsWith(secret + ": everybody may read"));
    }
  }
}
