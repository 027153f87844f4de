package io.edgeauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.outbound.OutboundSettings;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server sees of a client that shows a certificate (RFC 8705). */
@Timeout(60)
final class CertificateProofTest {

  private final ProofTrial trial = new ProofTrial();

  @TempDir private Path directory;

  private Path write(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static KeyStore store(TestAuthority authority, Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, authority.password().toCharArray());
    }
    return store;
  }

  private static String pemOf(TestAuthority authority, Path file, String name) throws Exception {
    KeyStore store = store(authority, file);
    Key key = store.getKey(name, authority.password().toCharArray());
    StringBuilder pem =
        new StringBuilder("a comment\n").append(pem("PRIVATE KEY", key.getEncoded()));
    for (Certificate certificate : store.getCertificateChain(name)) {
      pem.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return pem.toString();
  }

  private HttpsServer tlsServer(SSLContext tls) throws Exception {
    HttpsServer server = HttpsServer.create(ProofTrial.anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanting = tls.getDefaultSSLParameters();
            wanting.setWantClientAuth(true);
            parameters.setSSLParameters(wanting);
          }
        });
    return server;
  }

  @AfterEach
  void end() {
    trial.close();
  }

  /** RFC 8705: in both forms of file, and another certificate when the file changes. */
  @Test
  void tls_certificate_shownAndReplaced() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    URI server =
        trial.start(tlsServer(authority.serverThatAsks("server", "-ext", "san=ip:127.0.0.1")));
    Path one = authority.client("one");
    Path two = authority.client("two");
    OutboundSettings settings = new OutboundSettings(Set.of(), authority.pem());
    Path pem = write("client.pem", pemOf(authority, one, "one"));
    ClientAuthentication client =
        ClientAuthentication.open(
            ProofTrial.of(ClientMethod.TLS, null, pem), settings, trial.runtime.runtime());
    ClientAuthentication ofStore =
        ClientAuthentication.open(
            ProofTrial.of(ClientMethod.TLS, authority.password(), two),
            settings,
            trial.runtime.runtime());

    ProofTrial.Received request = trial.posted(client, server, settings);
    assertThat(request.shown()).isEqualTo("CN=one");
    assertThat(request.fields())
        .containsExactly(Map.entry("token", "abc"), Map.entry("client_id", "gateway"));
    assertThat(trial.posted(ofStore, server, settings).shown()).isEqualTo("CN=two");
    assertThat(trial.posted(client, server, settings).shown())
        .as("no connection of the other's is used")
        .isEqualTo("CN=one");

    Files.writeString(pem, pemOf(authority, two, "two"));
    await().until(() -> !trial.runtime.events().of(FileEvent.class).isEmpty());
    assertThat(trial.posted(client, server, settings).shown()).isEqualTo("CN=two");
  }

  @Test
  void tls_unusableFile_toldAtStart() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    Path one = authority.client("one");
    String good = pemOf(authority, one, "one");
    String other = pemOf(authority, authority.client("two"), "two");
    int certificates = good.indexOf("-----BEGIN CERTIFICATE");

    refusedFile(write("a", "nothing"), null, "has no private key");
    refusedFile(write("b", good.substring(0, certificates)), null, "has no certificate");
    refusedFile(
        write(
            "c", good.substring(0, certificates) + other.substring(other.indexOf("-----BEGIN C"))),
        null,
        "another key's");
    refusedFile(
        write("d", good.replace("PRIVATE KEY", "EC PRIVATE KEY")),
        null,
        "another form than PKCS#8");
    refusedFile(one, "wrong", "cannot be opened");
    refusedFile(directory.resolve("missing"), null, "cannot be read");
    trial.refused(
        ProofTrial.of(ClientMethod.TLS, null, one),
        "client-secret",
        "missing (expected: the password");
  }

  private void refusedFile(Path file, String password, String message) {
    trial.refused(ProofTrial.of(ClientMethod.TLS, password, file), "client-key-file", message);
  }
}
