package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.event.ConfigurationEvent.Change;
import io.edgeauth.fixtures.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** C03: what is loosened knowingly is told at each start and each time it is read again. */
final class LooseningsTest {

  private static final String YAML =
      """
      edgeauth:
        authenticators:
          user: {jwt: {issuer: 'http://id.example.com', audience: api}}
        routes: [{path: /a, authenticate: user}]
        outbound: {allow-http: id.example.com}
      """;

  @TempDir private Path directory;
  private final RecordedEvents events = new RecordedEvents();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.edgeauth");

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
  }

  private EdgeAuth start(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("edgeauth.yaml"), yaml);
    return EdgeAuth.builder().configuration(file).onlyLooking().listener(events).build();
  }

  private List<String> told() {
    return events.of(ConfigurationEvent.class).stream()
        .filter(event -> event.change() == Change.LOOSENED)
        .map(ConfigurationEvent::detail)
        .toList();
  }

  @Test
  void build_allowHttp_warnedAtEachStartAndReload() throws IOException {
    String warning = "edgeauth.outbound.allow-http: id.example.com is called without TLS";
    for (int starts = 0; starts < 2; starts++) {
      try (EdgeAuth edge = start(YAML)) {
        edge.reload();
      }
    }
    assertThat(told()).containsExactly(warning, warning, warning, warning);
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(4)
        .containsOnly("loosened on purpose: " + warning);
  }

  @Test
  void build_tls_nothingToWarnOf() throws IOException {
    String yaml = YAML.replace("http:", "https:").replace("  outbound", "  #");
    start(yaml).close();
    assertThat(told()).isEmpty();
    assertThat(lines.list).noneMatch(line -> line.getLevel() == Level.WARN);
  }
}
