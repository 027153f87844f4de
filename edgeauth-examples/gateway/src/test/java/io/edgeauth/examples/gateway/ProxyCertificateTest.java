package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real proxies before a gateway, each with the lines of docs/mtls.md: they end TLS and pass the
 * client's certificate on. Where the machine lacks one, its tests count as skipped.
 */
final class ProxyCertificateTest {

  private static final Pattern UPSTREAM = Pattern.compile("url: \"([^\"]+)\"");

  @TempDir private Path directory;
  private TestCertificate authority;
  private X509Certificate server;
  private Proxied proxied;
  private ProxyProcess proxy;

  private void start(DocumentedProxy documented) throws Exception {
    boolean installed = ProxyProcess.installed(documented.program()) != null;
    if (!installed) {
      System.out.println(
          "SKIPPED 1 test: no " + documented.program() + " on the PATH, ProxyCertificateTest");
    }
    Assumptions.assumeTrue(installed, documented.program());
    authority = root("authority");
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
    var own = io.edgeauth.examples.gateway.TestCertificate.of("EC", directory);
    Path certificate = directory.resolve("gateway.pem");
    Path key = directory.resolve("gateway.key");
    own.write(certificate, key);
    Files.writeString(
        directory.resolve("gateway-and-key.pem"),
        Files.readString(certificate) + Files.readString(key));
    server = own.certificate();
    proxied =
        Proxied.start(
            directory,
            text -> {
              Matcher upstream = UPSTREAM.matcher(text);
              assertThat(upstream.find()).isTrue();
              try {
                return documented.configuration(upstream.group(1));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    proxy = documented.start(directory, proxied.uri());
  }

  @AfterEach
  void stop() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
    if (proxied != null) {
      proxied.close();
    }
  }

  private static TestCertificate root(String name) throws Exception {
    return TestCertificate.root(name).from(hours(-2)).until(hours(1)).make();
  }

  private static TestCertificate leaf(TestCertificate by, String name, Instant until)
      throws Exception {
    return by.leaf(name)
        .names(new GeneralName(GeneralName.uniformResourceIdentifier, spiffe(name)))
        .from(hours(-2))
        .until(until)
        .make();
  }

  private static String spiffe(String name) {
    return "spiffe://corp/ns/shop/sa/" + name;
  }

  private static Instant hours(int hours) {
    return Instant.now().plus(Duration.ofHours(hours));
  }

  private TlsClient client(@Nullable TestCertificate shown, String protocol) throws Exception {
    return TlsClient.to(proxy.uri(), server, shown, protocol);
  }

  private static String ask(TlsClient client, String... headers) throws IOException {
    try (SSLSocket socket = client.connect()) {
      StringBuilder more = new StringBuilder("Connection: close\r\n");
      for (String header : headers) {
        more.append(header).append("\r\n");
      }
      TlsClient.send(socket, "/orders/7", "localhost", more.toString());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertKnown(String answer, String name) {
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(proxied.upstream().last().values("x-client-id")).containsExactly(spiffe(name));
    assertThat(proxied.upstream().last().text().toLowerCase(Locale.ROOT))
        .doesNotContain("client-cert:", "client_cert:", "client-cert-chain:");
    proxied.upstream().forget();
  }

  private void assertUnknown(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 401")
        .containsIgnoringCase("www-authenticate: Certificate realm=\"edgeauth\"");
    assertThat(proxied.upstream().hits()).isZero();
  }

  /** New and resumed sessions. */
  @ParameterizedTest
  @CsvSource({
    "NGINX, TLSv1.2",
    "NGINX, TLSv1.3",
    "HAPROXY, TLSv1.2",
    "HAPROXY, TLSv1.3",
    "CADDY, TLSv1.2",
    "CADDY, TLSv1.3",
  })
  void certificate_ofTheAuthority_nameReachesTheUpstream(
      DocumentedProxy documented, String protocol) throws Exception {
    start(documented);
    TlsClient orders = client(leaf(authority, "orders", hours(1)), protocol);
    assertKnown(ask(orders), "orders");
    assertKnown(ask(orders), "orders");
    assertUnknown(ask(client(null, protocol)));
  }

  @ParameterizedTest
  @EnumSource(names = {"HAPROXY", "CADDY"})
  void certificate_overHttp2_nameReachesTheUpstream(DocumentedProxy documented) throws Exception {
    start(documented);
    TlsClient orders = client(leaf(authority, "orders", hours(1)), "TLSv1.3");
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(orders.context())
            .version(HttpClient.Version.HTTP_2)
            .build();
    URI target = proxy.uri().resolve("/orders/7");
    var answer =
        http.send(
            HttpRequest.newBuilder(target).timeout(Duration.ofSeconds(30)).build(),
            BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(proxied.upstream().last().values("x-client-id")).containsExactly(spiffe("orders"));
  }

  /** M01, M02: a certificate is no secret, so who has another's must get nothing by it. */
  @ParameterizedTest
  @EnumSource
  void header_ofTheClient_countsForNothing(DocumentedProxy documented) throws Exception {
    start(documented);
    TlsClient nobody = client(null, "TLSv1.3");
    TlsClient orders = client(leaf(authority, "orders", hours(1)), "TLSv1.3");
    String stolen = ": " + documented.written(leaf(authority, "admin", hours(1)));
    String header = documented.header();
    String[][] attempts = {
      {header + stolen},
      {header.toLowerCase(Locale.ROOT) + stolen},
      {header.replace('-', '_') + stolen},
      {header + stolen, header + stolen},
      {header + stolen, header + "-Chain" + stolen},
      {header + "-Chain" + stolen},
      {header + ":"},
    };
    for (String[] attempt : attempts) {
      assertUnknown(ask(nobody, attempt));
      assertKnown(ask(orders, attempt), "orders");
    }
    // A client may have its own taken away, and gets nobody else's.
    String[] dropped = {header + stolen, "Connection: " + header};
    assertUnknown(ask(nobody, dropped));
    String own = ask(orders, dropped);
    if (own.startsWith("HTTP/1.1 200")) {
      assertKnown(own, "orders");
    } else {
      assertUnknown(own);
    }
    // Where the proxy is not in between, the same line is believed: nobody may get there.
    assertKnown(proxied.get("/orders/7", header + stolen), "admin");
  }

  @ParameterizedTest
  @EnumSource
  void certificate_thatDoesNotCount_refused(DocumentedProxy documented) throws Exception {
    start(documented);
    TestCertificate unknown = leaf(root("another"), "orders", hours(1));
    assertUnknown(ask(client(unknown, "TLSv1.3")));
    // nginx itself refuses what ca.pem disproves.
    String refused = documented == DocumentedProxy.NGINX ? "HTTP/1.1 400" : "HTTP/1.1 401";
    TestCertificate forged = leaf(root("authority"), "orders", hours(1));
    assertThat(ask(client(forged, "TLSv1.3"))).startsWith(refused);
    TestCertificate late = leaf(authority, "orders", hours(-1));
    assertThat(ask(client(late, "TLSv1.3"))).startsWith(refused);
    assertThat(proxied.upstream().hits()).isZero();
  }
}
