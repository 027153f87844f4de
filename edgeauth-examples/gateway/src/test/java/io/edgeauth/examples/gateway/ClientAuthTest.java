package io.edgeauth.examples.gateway;

import static io.edgeauth.examples.gateway.CertifiedGateway.hours;
import static io.edgeauth.examples.gateway.CertifiedGateway.orders;
import static io.edgeauth.examples.gateway.CertifiedGateway.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.TestCertificate;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of the JDK's client with a gateway that asks for certificates. */
final class ClientAuthTest {

  @TempDir private Path directory;
  private CertifiedGateway gateway;
  private TestCertificate authority;

  @BeforeEach
  void make() throws Exception {
    gateway = CertifiedGateway.in(directory);
    authority = gateway.authority();
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, HTTP_1_1",
    "TLSv1.2, HTTP_2",
    "TLSv1.3, HTTP_1_1",
    "TLSv1.3, HTTP_2",
  })
  void want_eitherVersionOfBoth_nameReachesTheUpstream(String tls, HttpClient.Version version)
      throws Exception {
    gateway.start("want");
    assertThat(get(orders(authority), tls, version)).isEqualTo(200);
    assertThat(gateway.upstream().last().values("x-client-id"))
        .containsExactly(CertifiedGateway.NAME);
    assertThat(get(null, tls, version)).isEqualTo(401);
    assertThat(get(orders(root("authority")), tls, version)).isEqualTo(401);
    assertThat(gateway.upstream().hits()).isEqualTo(1);
  }

  private int get(@Nullable TestCertificate shown, String tls, HttpClient.Version version)
      throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {tls});
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(gateway.client(shown, tls).context())
            .sslParameters(parameters)
            .version(version)
            .build();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(gateway.uri().resolve("/machines/1"))
                .timeout(Duration.ofSeconds(30))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(version);
    if (answer.statusCode() == 401) {
      assertThat(answer.headers().allValues("www-authenticate"))
          .containsExactly("Certificate realm=\"edgeauth\"");
    }
    return answer.statusCode();
  }

  /** Another's certificate shuts nobody out of what needs none: a route says what it wants. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void want_expiredOrNone_refusedByTheRouteAlone(String tls) throws Exception {
    gateway.start("want");
    TlsClient late = gateway.client(orders(authority, hours(0)), tls);
    assertThat(late.get("/machines/1")).startsWith("HTTP/1.1 401");
    assertThat(late.get("/public/1")).startsWith("HTTP/1.1 200");
    assertThat(gateway.client(null, tls).get("/public/1")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void need_noneThatCounts_noRequestGetsIn(String tls) throws Exception {
    gateway.start("need");
    assertThatThrownBy(() -> gateway.client(null, tls).get("/public/1"))
        .isInstanceOf(IOException.class);
    // The JDK's client shows none that the gateway did not ask for; so it is one of the same name.
    TestCertificate forged = orders(root("authority"));
    assertThatThrownBy(() -> gateway.client(forged, tls).get("/public/1"))
        .isInstanceOf(IOException.class);
    assertThat(gateway.upstream().hits()).isZero();
    assertThat(gateway.client(orders(authority), tls).get("/public/1")).startsWith("HTTP/1.1 200");
  }

  /** M19: as a client does that takes one connection for two hosts. */
  @Test
  void http2_connectionOfAnotherHost_421WhereCertificatesCount() throws Exception {
    gateway.start("want");
    TlsClient client = gateway.client(orders(authority), "TLSv1.3");
    try (RawHttp2 http = RawHttp2.over(client.connect())) {
      assertThat(http.ask(1, "/machines/1", "localhost:" + gateway.uri().getPort())).isEqualTo(200);
      assertThat(http.ask(3, "/machines/1", "LOCALHOST.")).isEqualTo(200);
      assertThat(http.ask(5, "/machines/1", "b.example")).isEqualTo(421);
      assertThat(http.ask(7, "/public/1", "b.example")).isEqualTo(200);
      assertThat(http.ask(9, "/machines/1", "localhost")).isEqualTo(200);
    }
    // Without a certificate too: the client is to open a connection that is asked for one.
    try (RawHttp2 http = RawHttp2.over(gateway.client(null, "TLSv1.3").connect())) {
      assertThat(http.ask(1, "/machines/1", "b.example")).isEqualTo(421);
      assertThat(http.ask(3, "/machines/1", "localhost")).isEqualTo(401);
    }
    // A client that names no host has not said that it meant another.
    TlsClient unnamed = gateway.client(orders(authority), "TLSv1.3");
    try (RawHttp2 http = RawHttp2.over(unnamed.connect(List.of()))) {
      assertThat(http.ask(1, "/machines/1", "b.example")).isEqualTo(200);
    }
  }

  /** M19 over HTTP/1.1. */
  @Test
  void http1_connectionOfAnotherHost_421WhereCertificatesCount() throws Exception {
    gateway.start("want");
    TlsClient client = gateway.client(orders(authority), "TLSv1.3");
    assertThat(client.get("/machines/1", "b.example"))
        .startsWith("HTTP/1.1 421")
        .contains("application/problem+json", "Misdirected Request");
    assertThat(client.get("/public/1", "b.example")).startsWith("HTTP/1.1 200");
    assertThat(client.get("/machines/1", "localhost:1")).startsWith("HTTP/1.1 200");
  }

  /** M18: on the same connection, on a session resumed and on a new one. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void trustStore_changed_oldConnectionsAndSessionsAreJudgedAnew(String tls) throws Exception {
    gateway.start("want");
    TlsClient client = gateway.client(orders(authority), tls);
    try (SSLSocket kept = client.connect()) {
      assertThat(ask(kept)).startsWith("HTTP/1.1 200");
      byte[] first = kept.getSession().getId();
      TestCertificate next = root("next");
      gateway.replace("ca.pem", TestCertificate.pem(next.certificate()));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> client.get("/machines/1").startsWith("HTTP/1.1 401"));
      assertThat(ask(kept)).startsWith("HTTP/1.1 401");
      try (SSLSocket later = client.connect()) {
        assertThat(ask(later)).startsWith("HTTP/1.1 401");
        assertThat(Arrays.equals(later.getSession().getId(), first)).isFalse();
      }
      assertThat(gateway.client(orders(next), tls).get("/machines/1")).startsWith("HTTP/1.1 200");
    }
  }

  /** Asks over a connection that stays open. */
  private static String ask(SSLSocket socket) throws IOException {
    TlsClient.send(socket, "/machines/1", "localhost", "");
    byte[] bytes = new byte[16 * 1024];
    int length = socket.getInputStream().read(bytes);
    if (length < 0) {
      throw new EOFException("no answer");
    }
    String answer = new String(bytes, 0, length, StandardCharsets.UTF_8);
    int end = answer.indexOf("\r\n\r\n");
    int body = Integer.parseInt(answer.replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
    for (int read = length - end - 4; read < body; ) {
      read += socket.getInputStream().read(bytes);
    }
    return answer;
  }

  /** M20, and a server's certificate that is taken away: what was read last goes on. */
  @Test
  void files_emptied_oldOnesGoOn() throws Exception {
    gateway.start("want");
    TlsClient client = gateway.client(orders(authority), "TLSv1.3");
    gateway.replace("ca.pem", "");
    gateway.replace("gateway.pem", "");
    TestCertificate second = root("second");
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 200");
    }
    // Once the next content counts, the empty one was seen, or was gone before anybody looked.
    gateway.replace("ca.pem", TestCertificate.pem(authority.certificate(), second.certificate()));
    TlsClient other = gateway.client(orders(second), "TLSv1.3");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> other.get("/machines/1").startsWith("HTTP/1.1 200"));
    assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 200");
  }

  /** M20 at the start: an empty store is not one that trusts everybody. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void trustStore_emptyOrBrokenAtStart_refused(String content) throws Exception {
    Files.writeString(directory.resolve("ca.pem"), content);
    assertThatThrownBy(() -> gateway.start("need"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("authenticators.machine.mtls.trust-store")
        .hasMessageContaining("expected: certificates in PEM");
  }

  @Test
  void clientAuth_nobodyToJudge_refused() throws Exception {
    assertThatThrownBy(
            () ->
                Proxied.start(
                    directory,
                    text -> Proxied.secured(text).replace(".key}", ".key, client-auth: want}")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gateway.tls.client-auth")
        .hasMessageContaining("expected: none, or an authenticator mtls with a trust-store");
    assertThatThrownBy(() -> gateway.start("maybe"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("maybe (expected: none, want, need)");
  }

  /** What is asked of clients changes while the gateway runs. */
  @Test
  void clientAuth_changed_countsForNewConnections() throws Exception {
    gateway.start("none");
    TlsClient client = gateway.client(orders(authority), "TLSv1.3");
    assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 401");
    gateway.configure("client-auth: none", "client-auth: want");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.get("/machines/1").startsWith("HTTP/1.1 200"));
  }

  /** A certificate is that of its connection from the beginning: no other comes in later. */
  @Test
  void tls12_renegotiated_connectionEnds() throws Exception {
    gateway.start("want");
    TlsClient client = gateway.client(orders(authority), "TLSv1.2");
    try (SSLSocket socket = client.connect()) {
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                ask(socket);
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(gateway.upstream().hits()).isEqualTo(2);
  }
}
