package io.edgeauth.examples.gateway;

import static io.edgeauth.examples.gateway.CertifiedGateway.orders;
import static io.edgeauth.examples.gateway.CertifiedGateway.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose certificates the gateway asks OpenSSL's client for. */
final class CertificateRequestTest {

  private static final String NAMES = "Acceptable client certificate CA names";

  @TempDir private Path directory;
  private CertifiedGateway gateway;

  @BeforeAll
  static void look() throws Exception {
    Openssl.assumeInstalled(CertificateRequestTest.class);
  }

  @BeforeEach
  void make() throws Exception {
    gateway = CertifiedGateway.in(directory);
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
  }

  private String ask(String version) throws Exception {
    return new Openssl(directory).ask(gateway.uri(), "gateway.pem", List.of(version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void asked_authoritiesOfAllStores_asTheyAreNow(String version) throws Exception {
    TestCertificate.writePem(directory.resolve("other.pem"), root("other").certificate());
    gateway.start("want", "}}, second: {mtls: {trust-store: other.pem");
    assertThat(ask(version)).contains(NAMES, "CN = authority", "CN = other");

    gateway.replace("other.pem", TestCertificate.pem(root("later").certificate()));

    await().atMost(Duration.ofSeconds(30)).until(() -> ask(version).contains("CN = later"));
    assertThat(ask(version)).contains("CN = authority").doesNotContain("CN = other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void notAsked_nobodyIsNamed(String version) throws Exception {
    gateway.start("none");
    assertThat(ask(version)).doesNotContain(NAMES).contains("HTTP/1.1 401");
  }

  private void start(int authorities) throws Exception {
    StringBuilder more = new StringBuilder();
    for (int i = 1; i < authorities; i++) {
      more.append(
          TestCertificate.pem(root("one of very many authorities " + (1000 + i)).certificate()));
    }
    Files.writeString(directory.resolve("ca.pem"), more, StandardOpenOption.APPEND);
    gateway.start("want");
  }

  private void askWithAndWithout(String version) throws Exception {
    TlsClient nobody = gateway.client(null, version);
    assertThat(nobody.get("/public/1")).startsWith("HTTP/1.1 200");
    TlsClient known = gateway.client(orders(gateway.authority()), version);
    assertThat(known.get("/machines/1")).startsWith("HTTP/1.1 200");
  }

  /**
   * Too many names would end the handshake of every client, also of those without a certificate.
   */
  @ParameterizedTest
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void asked_moreAuthoritiesThanAHandshakeHolds_noneIsNamed(String option, String version)
      throws Exception {
    start(900);
    askWithAndWithout(version);
    assertThat(ask(option)).contains("HTTP/1.1 401").doesNotContain(NAMES);
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void asked_manyAuthorities_allAreNamed(String option, String version) throws Exception {
    start(200);
    askWithAndWithout(version);
    assertThat(ask(option)).contains("HTTP/1.1 401", NAMES, "CN = authority", "authorities 1199");
  }
}
