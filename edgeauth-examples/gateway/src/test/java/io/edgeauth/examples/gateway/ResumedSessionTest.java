package io.edgeauth.examples.gateway;

import static io.edgeauth.examples.gateway.CertifiedGateway.orders;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * M18: what a session proves that OpenSSL's client resumes, by a ticket of TLS 1.2, by a session's
 * id, and by a key of TLS 1.3.
 */
final class ResumedSessionTest {

  private static final String TICKET = "-tls1_2";
  private static final String SESSION_ID = "-tls1_2 -no_ticket";
  private static final String PRE_SHARED_KEY = "-tls1_3";

  @TempDir private Path directory;
  private CertifiedGateway gateway;

  @BeforeAll
  static void look() throws Exception {
    Openssl.assumeInstalled(ResumedSessionTest.class);
  }

  @BeforeEach
  void make() throws Exception {
    gateway = CertifiedGateway.in(directory);
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
  }

  private String ask(String way, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(way.split(" ", -1)));
    all.addAll(List.of(options));
    return new Openssl(directory).ask(gateway.uri(), "gateway.pem", all);
  }

  /** Asks with a certificate, and keeps the session or takes the one that was kept. */
  private String show(String way, TestCertificate own, String session, String... more)
      throws Exception {
    TestCertificate.writePem(directory.resolve("own.pem"), own.certificate());
    Files.writeString(
        directory.resolve("own.key"),
        io.edgeauth.examples.gateway.TestCertificate.pem(
            "PRIVATE KEY", own.keys().getPrivate().getEncoded()));
    List<String> all = new ArrayList<>(List.of("-cert", "own.pem", "-key", "own.key"));
    all.addAll(List.of(session, "session"));
    all.addAll(List.of(more));
    return ask(way, all.toArray(String[]::new));
  }

  /** A session without the whole chain would prove nothing where the root alone is trusted. */
  @ParameterizedTest
  @ValueSource(strings = {TICKET, SESSION_ID, PRE_SHARED_KEY})
  void chain_ofThree_isWholeInTheSession(String way) throws Exception {
    gateway.start("want");
    TestCertificate between =
        gateway
            .authority()
            .intermediate("between")
            .from(CertifiedGateway.hours(-1))
            .until(CertifiedGateway.hours(1))
            .make();
    TestCertificate.writePem(directory.resolve("between.pem"), between.certificate());
    TestCertificate own = orders(between);
    assertThat(show(way, own, "-sess_out", "-cert_chain", "between.pem"))
        .contains("New, TLS", "HTTP/1.1 200");
    assertThat(show(way, own, "-sess_in", "-cert_chain", "between.pem"))
        .contains("Reused, TLS", "HTTP/1.1 200");
    assertThat(gateway.upstream().last().values("x-client-id"))
        .containsExactly(CertifiedGateway.NAME);
    // Its twin: what is not shown is not looked for.
    assertThat(show(way, own, "-sess_out")).contains("New, TLS", "HTTP/1.1 401");
    assertThat(show(way, own, "-sess_in")).contains("Reused, TLS", "HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(strings = {TICKET, SESSION_ID, PRE_SHARED_KEY})
  void certificate_revokedSince_refused(String way) throws Exception {
    TestCertificate revoked = orders(gateway.authority());
    Files.write(directory.resolve("ca.crl"), TestRevocationList.of(gateway.authority()));
    gateway.start("want", ", revocation: crl, crl: ca.crl");
    assertThat(show(way, revoked, "-sess_out")).contains("HTTP/1.1 200");
    assertThat(show(way, revoked, "-sess_in")).contains("Reused, TLS", "HTTP/1.1 200");

    gateway.replace("ca.crl", TestRevocationList.of(gateway.authority(), revoked));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> show(way, revoked, "-sess_in").contains("HTTP/1.1 401"));
    assertThat(show(way, revoked, "-sess_in")).contains("Reused, TLS", "HTTP/1.1 401");
    assertThat(show(way, orders(gateway.authority()), "-sess_out")).contains("HTTP/1.1 200");
  }

  /** No session from before goes on without a certificate once one is needed. */
  @ParameterizedTest
  @ValueSource(strings = {TICKET, SESSION_ID, PRE_SHARED_KEY})
  void nobody_certificateNeededSince_notLetIn(String way) throws Exception {
    gateway.start("want");
    assertThat(ask(way, "-sess_out", "session")).contains("HTTP/1.1 401");
    assertThat(ask(way, "-sess_in", "session")).contains("Reused, TLS", "HTTP/1.1 401");
    TestCertificate own = orders(gateway.authority());
    assertThat(show(way, own, "-sess_in")).contains("Reused, TLS", "HTTP/1.1 401");

    gateway.configure("client-auth: want", "client-auth: need");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !ask(way, "-sess_in", "session").contains("HTTP/1.1"));
    assertThat(ask(way)).doesNotContain("HTTP/1.1");
    assertThat(show(way, own, "-sess_in")).contains("New, TLS", "HTTP/1.1 200");
  }

  /** M19: a session is of the host for which it was made, and no other resumes it. */
  @ParameterizedTest
  @ValueSource(strings = {TICKET, SESSION_ID, PRE_SHARED_KEY})
  void session_ofAnotherHost_notResumed(String way) throws Exception {
    gateway.start("want");
    TestCertificate own = orders(gateway.authority());
    assertThat(show(way, own, "-sess_out", "-servername", "b.example")).contains("HTTP/1.1 421");
    assertThat(show(way, own, "-sess_in", "-servername", "b.example"))
        .contains("Reused, TLS", "HTTP/1.1 421");
    assertThat(show(way, own, "-sess_in")).contains("New, TLS", "HTTP/1.1 200");
    assertThat(show(way, own, "-sess_out")).contains("HTTP/1.1 200");
    assertThat(show(way, own, "-sess_in", "-servername", "b.example"))
        .contains("New, TLS", "HTTP/1.1 421");
  }

  /** What is no host's name is not taken for none. */
  @ParameterizedTest
  @ValueSource(strings = {"a_b.example", "a b", ".", "localhost..", "-"})
  void host_malformed_noHandshake(String name) throws Exception {
    gateway.start("want");
    TestCertificate own = orders(gateway.authority());
    assertThat(show(PRE_SHARED_KEY, own, "-sess_out", "-servername", name))
        .contains("alert illegal parameter")
        .doesNotContain("HTTP/1.1");
    assertThat(show(PRE_SHARED_KEY, own, "-sess_out")).contains("HTTP/1.1 200");
  }
}
