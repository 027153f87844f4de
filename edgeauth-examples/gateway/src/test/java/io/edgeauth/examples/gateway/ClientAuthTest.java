package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
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

  private static final String NAME = "spiffe://corp/ns/shop/sa/orders";

  @TempDir private Path directory;
  private TestCertificate authority;
  private X509Certificate server;
  private Proxied proxied;

  @BeforeEach
  void make() throws Exception {
    authority = root("authority");
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
    var own = io.edgeauth.examples.gateway.TestCertificate.of("EC", directory);
    own.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    server = own.certificate();
  }

  @AfterEach
  void stop() throws IOException {
    if (proxied != null) {
      proxied.close();
    }
  }

  private static TestCertificate root(String name) throws Exception {
    return TestCertificate.root(name).from(hours(-1)).until(hours(1)).make();
  }

  private static TestCertificate orders(TestCertificate by, Instant until) throws Exception {
    return by.leaf("orders")
        .names(new GeneralName(GeneralName.uniformResourceIdentifier, NAME))
        .from(hours(-1))
        .until(until)
        .make();
  }

  private static Instant hours(int hours) {
    return Instant.now().plus(Duration.ofHours(hours));
  }

  private static String configured(String text, String clientAuth) {
    return Proxied.routed("{path: /machines/**, authenticate: machine}")
        .apply(text)
        .replace("authenticators: {", "authenticators: {machine: {mtls: {trust-store: ca.pem}}, ")
        .replace(
            "gateway:\n",
            "gateway:\n  tls: {certificate: gateway.pem, key: gateway.key, client-auth: "
                + clientAuth
                + "}\n");
  }

  private URI start(String clientAuth) throws IOException {
    proxied = Proxied.start(directory, text -> configured(text, clientAuth));
    return URI.create("https://localhost:" + proxied.uri().getPort());
  }

  private TlsClient client(URI gateway, @Nullable TestCertificate shown, String protocol)
      throws Exception {
    return TlsClient.to(gateway, server, shown, protocol);
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
    URI gateway = start("want");
    assertThat(get(gateway, orders(authority, hours(1)), tls, version)).isEqualTo(200);
    assertThat(proxied.upstream().last().values("x-client-id")).containsExactly(NAME);
    assertThat(get(gateway, null, tls, version)).isEqualTo(401);
    assertThat(get(gateway, orders(root("authority"), hours(1)), tls, version)).isEqualTo(401);
    assertThat(proxied.upstream().hits()).isEqualTo(1);
  }

  private int get(
      URI gateway, @Nullable TestCertificate shown, String tls, HttpClient.Version version)
      throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {tls});
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(client(gateway, shown, tls).context())
            .sslParameters(parameters)
            .version(version)
            .build();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(gateway.resolve("/machines/1"))
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
    URI gateway = start("want");
    TlsClient late = client(gateway, orders(authority, hours(0)), tls);
    assertThat(late.get("/machines/1")).startsWith("HTTP/1.1 401");
    assertThat(late.get("/public/1")).startsWith("HTTP/1.1 200");
    assertThat(client(gateway, null, tls).get("/public/1")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void need_noneThatCounts_noRequestGetsIn(String tls) throws Exception {
    URI gateway = start("need");
    assertThatThrownBy(() -> client(gateway, null, tls).get("/public/1"))
        .isInstanceOf(IOException.class);
    // The JDK's client shows none that the gateway did not ask for; so it is one of the same name.
    TestCertificate forged = orders(root("authority"), hours(1));
    assertThatThrownBy(() -> client(gateway, forged, tls).get("/public/1"))
        .isInstanceOf(IOException.class);
    assertThat(proxied.upstream().hits()).isZero();
    assertThat(client(gateway, orders(authority, hours(1)), tls).get("/public/1"))
        .startsWith("HTTP/1.1 200");
  }

  /** M19: as a client does that takes one connection for two hosts. */
  @Test
  void http2_connectionOfAnotherHost_421WhereCertificatesCount() throws Exception {
    URI gateway = start("want");
    TlsClient client = client(gateway, orders(authority, hours(1)), "TLSv1.3");
    try (RawHttp2 http = RawHttp2.over(client.connect())) {
      assertThat(ask(http, 1, "/machines/1", "localhost:" + gateway.getPort())).isEqualTo(200);
      assertThat(ask(http, 3, "/machines/1", "LOCALHOST.")).isEqualTo(200);
      assertThat(ask(http, 5, "/machines/1", "b.example")).isEqualTo(421);
      assertThat(ask(http, 7, "/public/1", "b.example")).isEqualTo(200);
      assertThat(ask(http, 9, "/machines/1", "localhost")).isEqualTo(200);
    }
    // Without a certificate too: the client is to open a connection that is asked for one.
    try (RawHttp2 http = RawHttp2.over(client(gateway, null, "TLSv1.3").connect())) {
      assertThat(ask(http, 1, "/machines/1", "b.example")).isEqualTo(421);
      assertThat(ask(http, 3, "/machines/1", "localhost")).isEqualTo(401);
    }
    // A client that names no host has not said that it meant another.
    TlsClient unnamed = client(gateway, orders(authority, hours(1)), "TLSv1.3");
    try (RawHttp2 http = RawHttp2.over(unnamed.connect(List.of()))) {
      assertThat(ask(http, 1, "/machines/1", "b.example")).isEqualTo(200);
    }
  }

  private static int ask(RawHttp2 http, int stream, String path, String authority)
      throws IOException {
    http.headers(
        stream,
        true,
        ":method: GET",
        ":scheme: https",
        ":authority: " + authority,
        ":path: " + path);
    return http.outcome(stream).status();
  }

  /** M19 over HTTP/1.1. */
  @Test
  void http1_connectionOfAnotherHost_421WhereCertificatesCount() throws Exception {
    URI gateway = start("want");
    TlsClient client = client(gateway, orders(authority, hours(1)), "TLSv1.3");
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
    URI gateway = start("want");
    TlsClient client = client(gateway, orders(authority, hours(1)), tls);
    try (SSLSocket kept = client.connect()) {
      assertThat(ask(kept)).startsWith("HTTP/1.1 200");
      byte[] first = kept.getSession().getId();
      TestCertificate next = root("next");
      replace("ca.pem", TestCertificate.pem(next.certificate()));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> client.get("/machines/1").startsWith("HTTP/1.1 401"));
      assertThat(ask(kept)).startsWith("HTTP/1.1 401");
      try (SSLSocket later = client.connect()) {
        assertThat(ask(later)).startsWith("HTTP/1.1 401");
        assertThat(Arrays.equals(later.getSession().getId(), first)).isFalse();
      }
      assertThat(client(gateway, orders(next, hours(1)), tls).get("/machines/1"))
          .startsWith("HTTP/1.1 200");
    }
  }

  /** Asks over a connection that stays open. */
  private static String ask(SSLSocket socket) throws IOException {
    TlsClient.send(socket, "/machines/1", "localhost", "");
    byte[] bytes = new byte[16 * 1024];
    int length = socket.getInputStream().read(bytes);
    String answer = new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
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
    URI gateway = start("want");
    TlsClient client = client(gateway, orders(authority, hours(1)), "TLSv1.3");
    replace("ca.pem", "");
    replace("gateway.pem", "");
    TestCertificate second = root("second");
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 200");
    }
    // Once the next content counts, the empty one was seen, or was gone before anybody looked.
    replace("ca.pem", TestCertificate.pem(authority.certificate(), second.certificate()));
    TlsClient other = client(gateway, orders(second, hours(1)), "TLSv1.3");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> other.get("/machines/1").startsWith("HTTP/1.1 200"));
    assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 200");
  }

  private void replace(String file, String content) throws IOException {
    Path written = Files.writeString(directory.resolve(file + ".new"), content);
    Files.move(written, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  /** M20 at the start: an empty store is not one that trusts everybody. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void trustStore_emptyOrBrokenAtStart_refused(String content) throws Exception {
    Files.writeString(directory.resolve("ca.pem"), content);
    assertThatThrownBy(() -> start("need"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("authenticators.machine.mtls.trust-store")
        .hasMessageContaining("expected: certificates in PEM");
  }

  @Test
  void clientAuth_nobodyToJudge_refused() throws Exception {
    assertThatThrownBy(
            () ->
                proxied =
                    Proxied.start(
                        directory,
                        text -> Proxied.secured(text).replace(".key}", ".key, client-auth: want}")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gateway.tls.client-auth")
        .hasMessageContaining("expected: none, or an authenticator mtls with a trust-store");
    assertThatThrownBy(() -> start("maybe"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("maybe (expected: none, want, need)");
  }

  /** What is asked of clients changes while the gateway runs. */
  @Test
  void clientAuth_changed_countsForNewConnections() throws Exception {
    URI gateway = start("none");
    TlsClient client = client(gateway, orders(authority, hours(1)), "TLSv1.3");
    assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 401");
    String text = Files.readString(proxied.file());
    replace(
        proxied.file().getFileName().toString(),
        text.replace("client-auth: none", "client-auth: want"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.get("/machines/1").startsWith("HTTP/1.1 200"));
  }
}
