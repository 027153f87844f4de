package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handshakes of OpenSSL's client, with the certificates of the example's own authority; where the
 * machine has no openssl the class counts as skipped.
 */
final class OpensslHandshakeTest {

  private static final Path SCRIPT = Path.of("make-certificates");

  @TempDir private Path directory;
  private Proxied proxied;

  @BeforeAll
  static void look() throws Exception {
    Openssl.assumeInstalled(OpensslHandshakeTest.class);
  }

  @BeforeEach
  void start() throws Exception {
    makeCertificates(directory);
    proxied =
        Proxied.start(
            directory,
            text ->
                Proxied.secured(Proxied.routed("{path: /machines/**, authenticate: m}").apply(text))
                    .replace(".key}", ".key, client-auth: want}")
                    .replace(
                        "authenticators: {",
                        "authenticators: {m: {mtls: {trust-store: ca.pem, subjects:"
                            + " 'spiffe://example.org/ns/*/sa/*'}}, "));
  }

  @AfterEach
  void stop() throws IOException {
    if (proxied != null) {
      proxied.close();
    }
  }

  private static void makeCertificates(Path target) throws Exception {
    assertThat(make(target)).contains("trust store of mtls");
  }

  private static String make(Path target) throws Exception {
    return new Openssl(Path.of(".")).run("", SCRIPT.toAbsolutePath().toString(), target.toString());
  }

  private String ask(String version, String... options) throws Exception {
    Files.copy(
        directory.resolve(Files.exists(directory.resolve("first.pem")) ? "first.pem" : "ca.pem"),
        directory.resolve("server-ca.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    List<String> all = new ArrayList<>(List.of(version));
    all.addAll(List.of(options));
    return new Openssl(directory).ask(proxied.uri(), "server-ca.pem", all);
  }

  private static final String[] NOTHING = {};
  private static final String[] ORDERS = {"-cert", "orders.pem", "-key", "orders.key"};

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void certificate_newAndResumed_sameCaller(String version) throws Exception {
    assertThat(ask(version, NOTHING)).contains("HTTP/1.1 401");
    assertThat(ask(version, with(ORDERS, "-sess_out", "session")))
        .contains("New, TLS", "HTTP/1.1 200");
    assertThat(ask(version, with(ORDERS, "-sess_in", "session")))
        .contains("Reused, TLS", "HTTP/1.1 200");
    assertThat(proxied.upstream().requests()).hasSize(2);
    assertThat(proxied.upstream().requests())
        .allSatisfy(
            request ->
                assertThat(request.values("x-client-id"))
                    .containsExactly("spiffe://example.org/ns/shop/sa/orders"));
  }

  /** M18: a session from before the change is not taken for a proof. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void trustStore_changed_sessionIsNotResumed(String version) throws Exception {
    assertThat(ask(version, with(ORDERS, "-sess_out", "session"))).contains("HTTP/1.1 200");
    Path other = Files.createDirectory(directory.resolve("other"));
    makeCertificates(other);
    Files.copy(directory.resolve("ca.pem"), directory.resolve("first.pem"));
    Files.move(
        other.resolve("ca.pem"), directory.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ask(version, ORDERS).contains("HTTP/1.1 401"));
    assertThat(ask(version, with(ORDERS, "-sess_in", "session")))
        .contains("New, TLS", "HTTP/1.1 401");
    String[] theirs = {"-cert", "other/orders.pem", "-key", "other/orders.key"};
    assertThat(ask(version, theirs)).contains("HTTP/1.1 200");
  }

  /** Its own key for the certificate of another authority's with the same names. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void certificate_ofAnotherAuthorityOfTheName_refused(String version) throws Exception {
    makeCertificates(directory.resolve("other"));
    String[] theirs = {"-cert", "other/orders.pem", "-key", "other/orders.key"};
    assertThat(ask(version, theirs)).contains("HTTP/1.1 401");
    assertThat(proxied.upstream().hits()).isZero();
    assertThat(ask(version, ORDERS)).contains("HTTP/1.1 200");
  }

  /** Whose key is gone has to make everything anew: nothing that is there is written over. */
  @ParameterizedTest
  @ValueSource(strings = {"ca.pem", "billing.pem", "ca.key", "orders.key"})
  void script_fileIsThere_keepsAll(String file) throws Exception {
    Path target = Files.createDirectory(directory.resolve("mine"));
    Files.writeString(target.resolve(file), "mine");
    assertThat(make(target)).contains(file + " is there already");
    try (var files = Files.list(target)) {
      assertThat(files).containsExactly(target.resolve(file));
    }
    assertThat(target.resolve(file)).hasContent("mine");
  }
}
