package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Section;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.examples.backend.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A configuration that changes while the gateway runs. */
final class ReloadTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.edgeauth");

  private static final ConfigurationEvent APPLIED =
      new ConfigurationEvent(Instant.EPOCH, ConfigurationEvent.Change.APPLIED, "");

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

  private void awaitTold() {
    await().atMost(Duration.ofSeconds(30)).until(() -> !told.messages.isEmpty());
  }

  /** C07: either root wrong, and nothing changes. */
  @Test
  void reload_gatewayRootWrong_nothingChanges() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replace(upstream(other) + "drian: 3s\n");

      awaitTold();
      assertThat(told.messages)
          .singleElement()
          .asString()
          .startsWith("ERROR configuration refused, the last one stays in force:")
          .contains("gateway.drian: unknown key");
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 401 ");
      assertThat(get(gateway, "/public/a")).startsWith("HTTP/1.1 200 ");
      assertThat(around.backend().hits()).isEqualTo(1);
      assertThat(other.hits()).isZero();
    }
  }

  @Test
  void reload_libraryRootWrong_nothingChanges() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replaceWith(around.text(upstream(other)).replace("routes:\n", "rotues: []\n  routes:\n"));

      awaitTold();
      assertThat(told.messages).singleElement().asString().contains("edgeauth.rotues: unknown key");
      assertThat(get(gateway, "/public/a")).startsWith("HTTP/1.1 200 ");
      assertThat(around.backend().hits()).isEqualTo(1);
      assertThat(other.hits()).isZero();
    }
  }

  @Test
  void reload_bothRootsWrong_problemsOfBothAreTold() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replaceWith(
          around
              .text(upstream(other) + "drian: 3s\n")
              .replace("routes:\n", "rotues: []\n  routes:\n"));

      awaitTold();
      assertThat(told.messages)
          .singleElement()
          .asString()
          .contains("edgeauth.rotues: unknown key", "gateway.drian: unknown key");
      assertThat(get(gateway, "/public/a")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void reload_rightAgain_bothRootsAreFollowed() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replace("upstreams: []\n");
      awaitTold();
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

      awaitTold();
      assertThat(told.messages)
          .containsExactly(
              "WARN gateway.listen, or whether it has TLS, has changed: restart the gateway for it");
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 200 ");
      assertThat(other.hits()).isEqualTo(1);
    }
  }

  @Test
  void reload_managementAdded_saysThatARestartIsNeeded() throws Exception {
    try (Gateway gateway = Gateway.start(around.file())) {
      replace(upstream(other) + "management: {port: 0}\n");

      awaitTold();
      assertThat(told.messages)
          .containsExactly("WARN gateway.management has changed: restart the gateway for it");
      assertThat(gateway.managementUri()).isNull();
      assertThat(get(gateway, "/fresh/a")).startsWith("HTTP/1.1 200 ");
    }
  }

  /** The files of other names are taken like the changed ones of the same name. */
  @Test
  void reload_otherTlsFiles_areShownWithoutRestart() throws Exception {
    TestCertificate first = TestCertificate.of("EC", directory);
    first.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    TestCertificate next = TestCertificate.of("EC", directory);
    next.write(directory.resolve("next.pem"), directory.resolve("next.key"));
    String text = Proxied.secured(around.text(upstream(other)));
    Files.writeString(around.file(), text);
    try (Gateway gateway = Gateway.start(around.file())) {
      assertThat(isShown(gateway, first)).isTrue();
      replaceWith(text.replace("gateway.pem", "next.pem").replace("gateway.key", "next.key"));

      await().atMost(Duration.ofSeconds(30)).until(() -> isShown(gateway, next));
      assertThat(isShown(gateway, first)).isFalse();

      // And those are watched from then on.
      TestCertificate last = TestCertificate.of("EC", directory);
      last.write(directory.resolve("next.pem"), directory.resolve("next.key"));
      await().atMost(Duration.ofSeconds(30)).until(() -> isShown(gateway, last));
    }
  }

  /** Its twin: a pair that does not fit is a problem of the file, so nothing changes. */
  @Test
  void reload_otherTlsFilesThatDoNotFit_nothingChanges() throws Exception {
    TestCertificate first = TestCertificate.of("EC", directory);
    first.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    Files.setAttribute(directory.resolve("gateway.key"), "unix:mode", 0600); // nothing to warn of
    TestCertificate.of("EC", directory)
        .write(directory.resolve("next.pem"), directory.resolve("next.key"));
    String text = Proxied.secured(around.text(upstream(other)));
    Files.writeString(around.file(), text);
    try (Gateway gateway = Gateway.start(around.file())) {
      replaceWith(text.replace("gateway.pem", "next.pem"));

      awaitTold();
      assertThat(told.messages).singleElement().asString().contains("gateway.tls.key");
      assertThat(isShown(gateway, first)).isTrue();
    }
  }

  private static boolean isShown(Gateway gateway, TestCertificate certificate) throws Exception {
    try (RawHttp2 http = RawHttp2.to(gateway.uri(), certificate)) {
      http.headers(
          1, true, ":method: GET", ":scheme: https", ":authority: a.example", ":path: /public/a");
      return http.outcome(1).status() == 200;
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  /**
   * While the routes change, a request may have been decided by either; it goes on only where that
   * makes no difference.
   */
  @Test
  void settings_changeWhileARequestIsDecided_neverToAnotherUpstreamThanTheRoutes()
      throws Exception {
    LiveSettings live = LiveSettings.read(around.file(), true, new Problems());
    LiveSettings.Reading before = live.now();
    Runnable takeover =
        reading(
            live,
            "upstreams: [{path: /same/**, url: \""
                + around.backend().uri()
                + "\"}, {path: /**, url: \""
                + other.uri()
                + "\"}]\n");
    assertThat(live.after(before, "/a")).isSameAs(before);

    takeover.run(); // the routes may change from here
    assertThat(live.now()).isSameAs(before);
    assertThat(live.after(before, "/a")).isNull();
    assertThat(live.after(before, "/same/a")).isSameAs(before);

    live.on(APPLIED);
    assertThat(live.now()).isNotSameAs(before); // to here
    assertThat(live.after(before, "/a")).isNull();
    assertThat(live.after(live.now(), "/a")).isSameAs(live.now());
  }

  /** The routes of the change between may have decided it, and went with the other upstream. */
  @Test
  void settings_changeAndChangeBackWhileARequestIsDecided_itGoesNowhere() throws Exception {
    LiveSettings live = LiveSettings.read(around.file(), true, new Problems());
    LiveSettings.Reading first = live.now();
    reading(live, upstream(other)).run();
    live.on(APPLIED);
    LiveSettings.Reading second = live.now();
    Runnable back = reading(live, upstream(around.backend()));
    assertThat(live.after(second, "/a")).isSameAs(second);

    back.run();
    assertThat(live.after(first, "/a")).isNull();
    live.on(APPLIED);
    assertThat(live.after(first, "/a")).isNull();
    assertThat(live.after(live.now(), "/a")).isSameAs(live.now());
  }

  /** What puts these lines below gateway in force, as the library asks for it. */
  private Runnable reading(LiveSettings live, String gateway) throws IOException {
    around.write(gateway);
    Problems problems = new Problems();
    Section file = SettingsFile.open(around.file(), Map.of(), problems);
    Settings library = SettingsFile.read(around.file(), Map.of(), problems);
    return live.read(file, library, problems);
  }
}
