package io.edgeauth.examples.plainhttp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.edgeauth.http.Problem;
import io.edgeauth.pipeline.Decision;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What EdgeAuth is told of a TLS connection. One certificate serves both ends, and trusts itself.
 */
final class ClientCertificateTest {

  private static final String PASSWORD = UUID.randomUUID().toString();

  @TempDir static Path directory;
  private static KeyStore store;

  private final AtomicReference<String> scheme = new AtomicReference<>();
  private final AtomicReference<List<X509Certificate>> proven = new AtomicReference<>();

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = directory.resolve("both.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                "both",
                "-dname",
                "CN=both",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
  }

  private static SSLContext tls(boolean withKey) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        withKey ? keys.getKeyManagers() : new KeyManager[0], trust.getTrustManagers(), null);
    return context;
  }

  private void ask(boolean withCertificate) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
    SSLContext tls = tls(true);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanting = tls.getDefaultSSLParameters();
            wanting.setWantClientAuth(true);
            parameters.setSSLParameters(wanting);
          }
        });
    Decision refused =
        new Decision.Reject(
            new Problem(403, "Forbidden", null, "id", Problem.Format.PROBLEM_JSON), List.of());
    EdgeAuthHttpFilter filter =
        EdgeAuthHttpFilter.deciding(
            request -> {
              scheme.set(request.scheme());
              proven.set(request.peerCertificates());
              return refused;
            });
    server.createContext("/", Main::greet).getFilters().add(filter);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.start();
    try (SSLSocket socket =
        (SSLSocket)
            tls(withCertificate)
                .getSocketFactory()
                .createSocket(loopback, server.getAddress().getPort())) {
      socket.setSoTimeout(20_000);
      String request = "GET / HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 403");
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  @Test
  void peerCertificates_proven_leafFirst() throws Exception {
    ask(true);
    Certificate own = store.getCertificate("both");
    assertThat(scheme).hasValue("https");
    assertThat(proven.get()).hasSize(1).first().isEqualTo(own);
  }

  @Test
  void peerCertificates_none_empty() throws Exception {
    ask(false);
    assertThat(scheme).hasValue("https");
    assertThat(proven.get()).isEmpty();
  }
}
