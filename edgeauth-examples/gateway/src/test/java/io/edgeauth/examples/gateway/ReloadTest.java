package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.edgeauth.examples.backend.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A configuration that changes while the gateway runs. */
final class ReloadTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LiveSettings.class);

  private final Told told = new Told();
  @TempDir private Path directory;
  private Surroundings around;
  private Backend other;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
    other = Backend.start(0);
    told.setContext(LOGGER.getLoggerContext());
    told.start();
    LOGGER.setLevel(Level.WARN);
    LOGGER.setAdditive(false);
    LOGGER.addAppender(told);
  }

  @AfterEach
  void stop() {
    LOGGER.detachAppender(told);
    LOGGER.setLevel(null);
    LOGGER.setAdditive(true);
    other.close();
    around.close();
  }

  /** What was logged. */
  private static final class Told extends AppenderBase<ILoggingEvent> {

    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      messages.add(event.getLevel() + " " + event.getFormattedMessage());
    }
  }

  private static String upstream(Backend backend) {
    return "upstreams: [{path: /**, url: \"" + backend.uri() + "\"}]\n";
  }

  /** Puts a new route and these lines below gateway in force in one step, as an editor does. */
  private void replace(String gateway) throws IOException {
    replaceWith(around.text(gateway));
  }

  private void replaceWith(String text) throws IOException {
    String fresh = text.replace("routes:\n", "routes:\n    - {path: /fresh/**, access: public}\n");
    Path next = Files.writeString(directory.resolve("next.yaml"), fresh);
    Files.move(next, around.file(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String get(Gateway gateway, String path) throws IOException {
    return RawConnection.exchange(
        gateway.uri(), "GET " + path + " HTTP/1.1", "Host: a.example", "Connection: close");
  }

  @Test
  void reload_gatewayRootWrong_keepsUpstreamsAndSaysWhichHalfIsInForce() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 401 ");
      replace(upstream(other) + "drian: 3s\n");

      await().atMost(Duration.ofSeconds(30)).until(() -> !told.messages.isEmpty());
      assertThat(told.messages)
          .singleElement()
          .asString()
          .startsWith("ERROR " + around.file() + ": its root edgeauth is in force as it now reads")
          .contains("its root gateway is refused", "gateway.drian: unknown key");
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 200 ");
      assertThat(around.backend().hits()).isEqualTo(1);
      assertThat(other.hits()).isZero();
    }
  }

  @Test
  void reload_gatewayRootRightAgain_isFollowed() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replace("upstreams: []\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> !told.messages.isEmpty());
      replace(upstream(other));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(gateway, "/fresh/a").startsWith("HTTP/1.1 200 ") && other.hits() > 0);
      assertThat(told.messages).hasSize(1);
    }
  }

  @Test
  void reload_addressChanged_saysThatARestartIsNeeded() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replaceWith(around.text(upstream(other)).replace("{port: 0}", "{host: localhost, port: 0}"));

      await().atMost(Duration.ofSeconds(30)).until(() -> !told.messages.isEmpty());
      assertThat(told.messages)
          .containsExactly(
              "WARN gateway.listen or gateway.tls has changed: restart the gateway for it");
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 200 ");
    }
  }
}
