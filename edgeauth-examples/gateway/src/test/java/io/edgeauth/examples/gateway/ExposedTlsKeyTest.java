package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.edgeauth.EdgeAuth;
import io.edgeauth.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** C08: a private key that everybody may read, or others may write, is warned of. */
@DisabledOnOs(OS.WINDOWS)
final class ExposedTlsKeyTest {

  @TempDir private Path directory;
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.edgeauth");
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel() == Level.WARN) {
            warnings.add(event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(appender);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  @Test
  void watch_keyOfItsOwnerAlone_nothingUntilItIsOpened() throws Exception {
    Path certificate = directory.resolve("gateway.pem");
    Path key = directory.resolve("gateway.key");
    TestCertificate.of("EC", directory).write(certificate, key);
    Files.setAttribute(certificate, "unix:mode", 0644);
    Files.setAttribute(key, "unix:mode", 0640);
    TlsSettings settings = new TlsSettings(new TlsFiles(certificate, key), ClientAuth.NONE);
    try (EdgeAuth edge = EdgeAuth.builder().route(Route.path("/**").allowPublic()).build();
        TlsCertificate watched = TlsCertificate.watch(settings, edge.clientCertificates())) {
      assertThat(watched.context()).isNotNull();
      assertThat(warnings).isEmpty();

      Files.setAttribute(key, "unix:mode", 0666);
      TestCertificate.of("EC", directory).write(certificate, key);

      await().until(() -> warnings.size() == 2);
      assertThat(warnings)
          .containsExactly(
              key + ": everybody may write it (mode 0666; expected: chmod go-w)",
              key + ": everybody may read the secret in it (mode 0666; expected: chmod o-r)");
    }
  }
}
