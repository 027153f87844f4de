package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about {@code authenticators.*.mtls} at the start. */
final class MtlsSectionTest {

  private static final String KEY = "edgeauth.authenticators.machine.mtls.";
  private static final String PASSWORD = "a-password-of-more-than-32-characters";

  @TempDir private Path directory;

  @BeforeEach
  void make() throws Exception {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    TestCertificate authority = TestCertificate.root("authority").until(end).make();
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
    TestCertificate.writePem(
        directory.resolve("leaf.pem"), authority.leaf("orders").make().certificate());
    Files.createFile(directory.resolve("empty.pem"));
    Files.writeString(
        directory.resolve("broken.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    try (OutputStream out = Files.newOutputStream(directory.resolve("store.p12"))) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private Path written(String mtls) throws IOException {
    return Files.writeString(
        directory.resolve("edgeauth.yaml"),
        """
        edgeauth:
          authenticators: {machine: {mtls: {%s}}}
          routes: [{path: /**, authenticate: machine}]
        """
            .formatted(mtls));
  }

  /** One fault gives one problem, which says at which key and what is expected. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | trust-store | missing (expected: text)",
        "trust-store: no.pem | trust-store | it is not there",
        "trust-store: empty.pem | trust-store | it is empty",
        "trust-store: leaf.pem | trust-store | (expected: basic constraints with CA:TRUE",
        "trust-store: . | trust-store | (expected: certificates in PEM, or PKCS#12",
        "trust-store: broken.pem | trust-store | (expected: certificates in PEM",
        "trust-store: store.p12 | trust-store | (expected: trust-store-password beside it",
        "trust-store: store.p12, trust-store-password: another-password-of-more-than-32-letters"
            + " | trust-store | the password is wrong",
        "trust-store: store.p12, trust-store-password: [a-password-of-more-than-32-characters,"
            + " b-password-of-more-than-32-characters] | trust-store-password | one secret",
        "trust-store: ca.pem, trust-store-password: 'a-password-of-more-than-32-characters'"
            + " | trust-store | (expected: PKCS#12, or no trust-store-password)",
        "trust-store: ca.pem, identity-from: [] | identity-from | (expected: of san-uri,",
        "trust-store: ca.pem, identity-from: [dns] | identity-from | dns (expected: of san-uri,",
        "trust-store: ca.pem, subjects: ' ' | subjects | (expected: spiffe://corp/ns/*/sa/*",
        "trust-store: ca.pem, subjects: 'CN=a,,O=b' | subjects | (expected: ",
        "trust-store: ca.pem, subjects: 'CN=a\\' | subjects | (expected: ",
        "trust-store: ca.pem, max-depth: 0 | max-depth | 0 (expected: 1 to 10)",
        "trust-store: ca.pem, extended-key-usage: x | extended-key-usage | (expected: client-auth,",
        "trust-store: ca.pem, revocation: crl | crl | (expected: a file or an address,",
        "trust-store: ca.pem, revocation: crl, crl: no.crl | crl | (expected: lists of revocations,",
        "trust-store: ca.pem, revocation: crl, crl: ca.pem | crl | (expected: lists of revocations,",
        "trust-store: ca.pem, revocation: crl, crl: 'http://a.example/ca.crl' | crl | https",
        "trust-store: ca.pem, revocation: yes | revocation | (expected: none, crl, ocsp,",
        "trust-store: ca.pem, crl: ca.crl | crl | (expected: revocation: crl or ocsp-or-crl)",
        "trust-store: ca.pem, revocation: ocsp | ocsp-url | (expected: the address of a responder)",
        "trust-store: ca.pem, revocation: ocsp, ocsp-url: 'http://a.example' | ocsp-url | https",
        "trust-store: ca.pem, revocation: ocsp, ocsp-url: 'https://a b' | ocsp-url | https://HOST/",
        "trust-store: ca.pem, soft-fail: true | soft-fail | (expected: revocation: crl or ocsp)",
        "trust-store: ca.pem, forwarded: {format: xfcc} | forwarded.format | (expected: header:",
        "trust-store: ca.pem, forwarded: {header: 'A B'} | forwarded.header | (expected: such as",
        "trust-store: ca.pem, forwarded: {header: cookie} | forwarded.header | something else",
        "trust-store: ca.pem, forwarded: {header: A, format: der} | forwarded.format | rfc9440,",
      })
  void start_oneFault_oneProblem(String mtls, String key, String message) throws Exception {
    Path file = written(mtls);
    assertThatThrownBy(() -> EdgeAuth.from(file))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.keyPath()).isEqualTo(KEY + key);
                          assertThat(problem.message()).contains(message);
                        }));
  }

  /** The twin, with every key. */
  @Test
  void start_everyKeyGood_starts() throws Exception {
    assertThat(
            warnings(
                written(
                    "trust-store: ca.pem, subjects: [\"spiffe://corp/**\", \"CN=a,O=b\"],"
                        + " identity-from: [san-uri, cn], extended-key-usage: any, max-depth: 3,"
                        + " revocation: ocsp, ocsp-url: \"https://ocsp.example.com\","
                        + " soft-fail: true")))
        .isEmpty();
  }

  @Test
  void start_pkcs12WithItsPassword_starts() throws Exception {
    assertThat(warnings(written("trust-store: store.p12, trust-store-password: " + PASSWORD)))
        .isEmpty();
  }

  /** Such a header may be meant for later; nobody is let in by it meanwhile. */
  @Test
  void start_headerOfNoProxy_warned() throws Exception {
    Path file = written("trust-store: ca.pem, forwarded: {header: Client-Cert}");
    assertThat(warnings(file))
        .singleElement()
        .asString()
        .startsWith(KEY + "forwarded.header: believed from nobody");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("  routes", "  client-ip: {trusted-proxies: 10.0.0.1}\n  routes"));
    assertThat(warnings(file)).isEmpty();
  }

  private static List<String> warnings(Path file) {
    RecordedEvents events = new RecordedEvents();
    EdgeAuth.builder().configuration(file).listener(events).build().close();
    return events.of(ConfigurationEvent.class).stream()
        .filter(event -> event.change() == ConfigurationEvent.Change.WARNED)
        .map(ConfigurationEvent::detail)
        .toList();
  }
}
