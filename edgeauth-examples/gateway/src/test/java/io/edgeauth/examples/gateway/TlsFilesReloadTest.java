package io.edgeauth.examples.gateway;

import static io.edgeauth.examples.gateway.CertifiedGateway.orders;
import static io.edgeauth.examples.gateway.CertifiedGateway.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway with TLS does when files change under it. */
final class TlsFilesReloadTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final LogLines log = LogLines.of("io.edgeauth");
  private CertifiedGateway gateway;
  private TestCertificate authority;

  @BeforeEach
  void start() throws Exception {
    gateway = CertifiedGateway.in(directory);
    authority = gateway.authority();
    gateway.start("want");
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    log.close();
  }

  private String ask(TestCertificate own) throws Exception {
    return gateway.client(own, "TLSv1.3").get("/machines/1");
  }

  /** M20, and the gateway's own: an event tells that the last good content stays in use. */
  @ParameterizedTest
  @CsvSource({
    "ca.pem, ''",
    "ca.pem, 'nothing'",
    "ca.pem, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'",
    "gateway.pem, ''",
    "gateway.pem, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'",
    "gateway.key, ''",
    "gateway.key, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'",
  })
  void file_spoilt_lastGoodOneGoesOnWithAnEvent(String file, String content) throws Exception {
    String good = Files.readString(directory.resolve(file));
    gateway.replace(file, content);

    await().atMost(SOON).until(() -> isKept(file));
    assertThat(ask(orders(authority))).startsWith("HTTP/1.1 200");
    assertThat(ask(orders(root("authority")))).startsWith("HTTP/1.1 401");

    gateway.replace(file, good);
    await().atMost(SOON).until(() -> isReadAgain(file));
    assertThat(ask(orders(authority))).startsWith("HTTP/1.1 200");
  }

  private boolean isKept(String file) {
    return log.count(
            line ->
                line.startsWith("ERROR " + directory.resolve(file))
                    && line.endsWith("; the last good content stays in use"))
        > 0;
  }

  private boolean isReadAgain(String file) {
    return log.count(line -> line.equals("INFO " + directory.resolve(file) + ": read again")) > 0;
  }

  /** A file that is gone is none that trusts nobody, or everybody. */
  @ParameterizedTest
  @CsvSource({"ca.pem", "gateway.pem", "gateway.key"})
  void file_gone_lastGoodOneGoesOnWithAnEvent(String file) throws Exception {
    Files.delete(directory.resolve(file));
    await().atMost(SOON).until(() -> isKept(file));
    assertThat(ask(orders(authority))).startsWith("HTTP/1.1 200");
    assertThat(ask(orders(root("authority")))).startsWith("HTTP/1.1 401");
  }

  @Test
  void revocations_changed_countOnAnOpenConnection() throws Exception {
    TestCertificate first = orders(authority);
    TestCertificate second = orders(authority);
    gateway.replace("ca.crl", TestRevocationList.of(authority, first));
    gateway.configure("ca.pem}", "ca.pem, revocation: crl, crl: ca.crl}");
    await().atMost(SOON).until(() -> ask(first).startsWith("HTTP/1.1 401"));
    try (RawHttp2 http = RawHttp2.over(gateway.client(second, "TLSv1.3").connect())) {
      assertThat(http.ask(1, "/machines/1", "localhost")).isEqualTo(200);
      gateway.replace("ca.crl", TestRevocationList.of(authority, first, second));
      await().atMost(SOON).until(() -> ask(second).startsWith("HTTP/1.1 401"));
      assertThat(http.ask(3, "/machines/1", "localhost")).isEqualTo(401);
    }
    assertThat(ask(orders(authority))).startsWith("HTTP/1.1 200");
  }

  @Test
  void configuration_anotherStore_countsOnAnOpenConnection() throws Exception {
    TestCertificate other = root("other");
    TestCertificate.writePem(directory.resolve("other.pem"), other.certificate());
    TlsClient client = gateway.client(orders(authority), "TLSv1.3");
    try (RawHttp2 http = RawHttp2.over(client.connect())) {
      assertThat(http.ask(1, "/machines/1", "localhost")).isEqualTo(200);
      gateway.configure("ca.pem", "other.pem");
      await().atMost(SOON).until(() -> ask(orders(other)).startsWith("HTTP/1.1 200"));
      assertThat(http.ask(3, "/machines/1", "localhost")).isEqualTo(401);
    }
    assertThat(client.get("/machines/1")).startsWith("HTTP/1.1 401");
  }

  /** Clients are asked for certificates that nobody would judge: nothing of it counts. */
  @Test
  void configuration_authenticatorGone_oldOneGoesOn() throws Exception {
    gateway.configure("machine: {mtls: {trust-store: ca.pem}}, ", "");
    await()
        .atMost(SOON)
        .until(() -> log.count(line -> line.contains("gateway.tls.client-auth")) > 0);
    assertThat(ask(orders(authority))).startsWith("HTTP/1.1 200");
  }
}
