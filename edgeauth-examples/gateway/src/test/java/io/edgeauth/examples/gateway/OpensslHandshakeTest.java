package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
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
    boolean installed = exists("openssl");
    if (!installed) {
      System.out.println("SKIPPED 1 class: no openssl on the PATH, OpensslHandshakeTest");
    }
    Assumptions.assumeTrue(installed, "no openssl on the PATH");
  }

  private static boolean exists(String program) throws Exception {
    try {
      return run(Path.of("."), "", program, "version").startsWith("OpenSSL 3");
    } catch (IOException e) {
      return false;
    }
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
    String script = SCRIPT.toAbsolutePath().toString();
    assertThat(run(Path.of("."), "", script, target.toString())).contains("trust store of mtls");
  }

  /** Runs a program to its end, and gives what it has written. */
  private static String run(Path where, String input, String... command) throws Exception {
    Path written = Files.createTempFile("openssl", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(written.toFile())
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It had read enough.
    }
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String output = Files.readString(written, StandardCharsets.ISO_8859_1);
    Files.delete(written);
    assertThat(ended).as(output).isTrue();
    return output;
  }

  private String ask(String version, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", version, "-ign_eof", "-CAfile", "server-ca.pem"));
    command.addAll(List.of("-connect", "127.0.0.1:" + proxied.uri().getPort()));
    command.addAll(List.of("-servername", "localhost", "-verify_return_error"));
    command.addAll(List.of(options));
    Files.copy(
        directory.resolve(Files.exists(directory.resolve("first.pem")) ? "first.pem" : "ca.pem"),
        directory.resolve("server-ca.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    String request = "GET /machines/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    return run(directory, request, command.toArray(String[]::new));
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
}
