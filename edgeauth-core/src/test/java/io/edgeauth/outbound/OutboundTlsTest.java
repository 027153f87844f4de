package io.edgeauth.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
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

  private static final String PASSWORD = HexFormat.of().formatHex(TestKey.randomBytes(8));

  @TempDir private static Path directory;
  private static ScheduledExecutorService timer;
  private RawServer server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    timer = Executors.newSingleThreadScheduledExecutor();
    makeAuthority("ca");
    makeAuthority("other-ca");
    make("good", "-ext", "san=ip:127.0.0.1");
    make("other-name", "-ext", "san=dns:id.example");
    make("expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
  }

  @AfterAll
  static void end() {
    timer.shutdownNow();
  }

  private static Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  /** A key store with a certificate that the authority signed. */
  private static void make(String name, String... more) throws Exception {
    Files.copy(store("ca"), store(name));
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-signer", "ca"));
    arguments.addAll(List.of("-alias", name, "-keyalg", "EC", "-groupname", "secp256r1"));
    arguments.addAll(List.of("-dname", "CN=" + name));
    arguments.addAll(List.of(more));
    keytool(name, arguments);
    keytool(name, List.of("-delete", "-alias", "ca"));
  }

  /** An authority of the test's own. */
  private static void makeAuthority(String name) throws Exception {
    keytool(
        name,
        List.of(
            "-genkeypair",
            "-alias",
            "ca",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "bc:c"));
    keytool(name, List.of("-exportcert", "-alias", "ca", "-rfc", "-file", pem(name).toString()));
  }

  private static void keytool(String store, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store(store).toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
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

  private void serve(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
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

  private static Path pem(String name) {
    return directory.resolve(name + ".pem");
  }

  private void assertRefused(Path trustStore, URI uri) {
    assertThatThrownBy(() -> get(trustStore, uri)).isInstanceOf(OutboundException.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void get_authorityOfTheTrustStore_trusted() throws Exception {
    serve("good");

    assertThat(get(pem("ca"), server.uri()).status()).isEqualTo(200);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void get_authorityThatNobodyNamed_refused() throws Exception {
    serve("good");

    assertRefused(null, server.uri());
    assertRefused(pem("other-ca"), server.uri());
  }

  @Test
  void get_certificateOfAnotherHost_refused() throws Exception {
    serve("other-name");
    assertRefused(pem("ca"), server.uri());
    server.close();

    serve("good");
    assertRefused(pem("ca"), server.uri("localhost"));
  }

  @Test
  void get_expiredCertificate_refused() throws Exception {
    serve("expired");
    assertRefused(pem("ca"), server.uri());
  }

  /** What the runtime's watch calls when the file has changed. */
  @Test
  void readTrustStoreAgain_authorityChanged_newOneCounts() throws Exception {
    serve("good");
    Path file = Files.copy(pem("other-ca"), directory.resolve("changing.pem"));
    OutboundSettings settings = new OutboundSettings(Set.of(), file);
    Duration seconds = Duration.ofSeconds(10);
    OutboundRequest request = new OutboundRequest(server.uri(), "*/*", seconds, seconds, 1_000);
    try (OutboundClient client = OutboundClient.open(settings, timer)) {
      assertThatThrownBy(() -> client.get(request)).isInstanceOf(OutboundException.class);

      Files.copy(pem("ca"), file, StandardCopyOption.REPLACE_EXISTING);
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
    serve("good");
    Path file = Files.copy(pem("other-ca"), directory.resolve("watched.pem"));
    Duration seconds = Duration.ofSeconds(10);
    OutboundRequest request = new OutboundRequest(server.uri(), "*/*", seconds, seconds, 1_000);
    try (EdgeRuntime runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of()), false)) {
      runtime.leases().begin();
      OutboundClient client = runtime.outbound(new OutboundSettings(Set.of(), file));
      assertThatThrownBy(() -> client.get(request)).isInstanceOf(OutboundException.class);

      Files.copy(pem("ca"), file, StandardCopyOption.REPLACE_EXISTING);
      await().atMost(seconds).ignoreExceptions().until(() -> client.get(request).status() == 200);
    }
  }

  /** The JDK's own authorities stay trusted beside the bundle's. */
  @Test
  void context_bundle_addsToTheJdks() {
    assertThat(TrustedAuthorities.context(pem("ca"))).isNotNull();
    assertThat(TrustedAuthorities.context(null)).isNotNull();
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
