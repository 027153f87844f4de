package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a real server, whose authority the JDK does not know. */
@Timeout(60)
final class OutboundTlsTest {

  @TempDir private static Path directory;
  private static ScheduledExecutorService timer;
  private static TestAuthority authority;
  private static TestAuthority otherAuthority;
  private static SSLContext good;
  private static SSLContext otherName;
  private static SSLContext expired;
  private RawServer server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    timer = Executors.newSingleThreadScheduledExecutor();
    authority = TestAuthority.make(directory, "ca");
    otherAuthority = TestAuthority.make(directory, "other-ca");
    good = authority.server("good", "-ext", "san=ip:127.0.0.1");
    otherName = authority.server("other-name", "-ext", "san=dns:id.example");
    expired =
        authority.server(
            "expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
  }

  @AfterAll
  static void end() {
    timer.shutdownNow();
  }

  @BeforeEach
  void reset() {
    server = null;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void serve(SSLContext context) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server =
        RawServer.of(
            socket,
            "https",
            RawServer.text("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"));
  }

  private static OutboundResponse get(Path trustStore, URI uri) throws OutboundException {
    OutboundSettings settings = new OutboundSettings(Set.of(), trustStore);
    try (OutboundClient client = OutboundClient.open(settings, timer)) {
      Duration seconds = Duration.ofSeconds(10);
      return client.get(new OutboundRequest(uri, "*/*", seconds, seconds, 1_000));
    }
  }

  private void assertRefused(Path trustStore, URI uri) {
    assertThatThrownBy(() -> get(trustStore, uri)).isInstanceOf(OutboundException.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void get_authorityOfTheTrustStore_trusted() throws Exception {
    serve(good);

    assertThat(get(authority.pem(), server.uri()).status()).isEqualTo(200);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void get_authorityThatNobodyNamed_refused() throws Exception {
    serve(good);

    assertRefused(null, server.uri());
    assertRefused(otherAuthority.pem(), server.uri());
  }

  @Test
  void get_certificateOfAnotherHost_refused() throws Exception {
    serve(otherName);
    assertRefused(authority.pem(), server.uri());
    server.close();

    serve(good);
    assertRefused(authority.pem(), server.uri("localhost"));
  }

  @Test
  void get_expiredCertificate_refused() throws Exception {
    serve(expired);
    assertRefused(authority.pem(), server.uri());
  }

  /** D06: a server that is back, and proves its name; nothing is asked of it. */
  @Test
  void takesConnections_eachCertificate_onlyWhereACallWouldBeMade() throws Exception {
    serve(good);
    assertThat(takesConnections(authority.pem())).isTrue();
    assertThat(takesConnections(null)).isFalse();
    assertThat(server.requests()).isEmpty();
    server.close();
    serve(otherName);
    assertThat(takesConnections(authority.pem())).isFalse();
    server.close();
    serve(expired);
    assertThat(takesConnections(authority.pem())).isFalse();
  }

  private boolean takesConnections(Path trustStore) {
    try (OutboundClient client =
        OutboundClient.open(new OutboundSettings(Set.of(), trustStore), timer)) {
      return client.takesConnections(server.uri(), Duration.ofSeconds(10));
    }
  }

  /** What the runtime's watch calls when the file has changed. */
  @Test
  void readTrustStoreAgain_authorityChanged_newOneCounts() throws Exception {
    serve(good);
    Path file = Files.copy(otherAuthority.pem(), directory.resolve("changing.pem"));
    OutboundSettings settings = new OutboundSettings(Set.of(), file);
    Duration seconds = Duration.ofSeconds(10);
    OutboundRequest request = new OutboundRequest(server.uri(), "*/*", seconds, seconds, 1_000);
    try (OutboundClient client = OutboundClient.open(settings, timer)) {
      assertThatThrownBy(() -> client.get(request)).isInstanceOf(OutboundException.class);

      Files.copy(authority.pem(), file, StandardCopyOption.REPLACE_EXISTING);
      client.readTrustStoreAgain();
      assertThat(client.get(request).status()).isEqualTo(200);

      Files.writeString(file, "broken");
      assertThatThrownBy(client::readTrustStoreAgain).isInstanceOf(IllegalArgumentException.class);
      assertThat(client.get(request).status()).isEqualTo(200);
    }
  }

  /** The runtime watches the file, as it does everything that the configuration names. */
  @Test
  void runtime_trustStoreChanges_newAuthorityCounts() throws Exception {
    serve(good);
    Path file = Files.copy(otherAuthority.pem(), directory.resolve("watched.pem"));
    Duration seconds = Duration.ofSeconds(10);
    OutboundRequest request = new OutboundRequest(server.uri(), "*/*", seconds, seconds, 1_000);
    try (EdgeRuntime runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of()), false)) {
      runtime.leases().begin();
      OutboundClient client = runtime.outbound(new OutboundSettings(Set.of(), file));
      assertThatThrownBy(() -> client.get(request)).isInstanceOf(OutboundException.class);

      Files.copy(authority.pem(), file, StandardCopyOption.REPLACE_EXISTING);
      await().atMost(seconds).ignoreExceptions().until(() -> client.get(request).status() == 200);
    }
  }

  /** The JDK's own authorities stay trusted beside the bundle's. */
  @Test
  void read_bundle_addsToTheJdks() {
    assertThat(TrustedAuthorities.read(authority.pem())).isNotNull();
    assertThat(TrustedAuthorities.read(null)).isNotNull();
  }

  @Test
  void open_trustStoreThatIsNone_refused() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path broken =
        Files.writeString(
            directory.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (Path file : List.of(empty, broken, directory.resolve("missing.pem"), directory)) {
      assertThatThrownBy(() -> OutboundClient.open(new OutboundSettings(Set.of(), file), timer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + " cannot be used (expected: certificates in PEM)");
    }
  }
}
