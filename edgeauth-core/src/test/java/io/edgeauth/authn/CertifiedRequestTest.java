package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.StepsOutcome.Proven;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Credential;
import io.edgeauth.reason.Reasons;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M01, M02, M17: whose certificate the authenticators of a route see. */
final class CertifiedRequestTest {

  private static X509Certificate client;
  private static X509Certificate proxy;

  @BeforeAll
  static void make(@TempDir Path directory) throws Exception {
    client = certificate(TestAuthority.make(directory, "client").pem());
    proxy = certificate(TestAuthority.make(directory, "proxy").pem());
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    try (InputStream in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** Passes everybody, and names the certificates that it sees. */
  private static class Seeing implements Authenticator {

    @Override
    public Set<Carrier> carriers() {
      return Set.of(Carrier.TLS);
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of();
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      List<String> seen =
          request.peerCertificates().stream()
              .map(one -> one.getSubjectX500Principal().getName())
              .toList();
      return new AuthenticationResult.Authenticated(
          Credential.builder("seeing").roles(seen).build());
    }

    @Override
    public String challenge(@Nullable Refusal refusal) {
      return "Seeing";
    }
  }

  /** Believes everybody whose address ends in 9, or no one. */
  private static final class Reading extends Seeing implements ForwardedCertificateSource {

    private final String header;

    Reading(String header) {
      this.header = header;
    }

    @Override
    public @Nullable List<X509Certificate> forwarded(EdgeRequest request) {
      String peer = request.peerAddress();
      if (peer == null || !peer.endsWith("9")) {
        return null;
      }
      return request.headers(header).isEmpty() ? List.of() : List.of(client);
    }

    @Override
    public boolean isDoubled(EdgeRequest request) {
      return forwarded(request) != null && request.headers(header).size() > 1;
    }
  }

  private static Set<String> seen(EdgeRequest request, Authenticator... steps) {
    AuthenticationSteps all =
        AuthenticationSteps.of(
            java.util.Arrays.stream(steps)
                .map(one -> List.of(new NamedAuthenticator("a", one)))
                .toList());
    return ((Proven) all.authenticate(request)).identity().roles();
  }

  private static TestRequest viaProxy() {
    return TestRequest.get("/").peer("192.0.2.9").certificates(proxy);
  }

  @Test
  void peerCertificates_trustedProxyTellsOne_thatOfTheClient() {
    EdgeRequest told = viaProxy().header("X-Cert", "it");
    assertThat(seen(told, new Reading("X-Cert"), new Seeing())).containsExactly("CN=client");
    assertThat(seen(told, new Reading("X-Other"), new Reading("X-Cert"), new Seeing()))
        .containsExactly("CN=client");
  }

  /** M03: also where the authenticator that reads the header is never asked. */
  @Test
  void authenticate_trustedProxyTellsTwo_refused() {
    AuthenticationSteps steps =
        AuthenticationSteps.of(
            List.of(
                List.of(
                    new NamedAuthenticator("a", new Seeing()),
                    new NamedAuthenticator("b", new Reading("X-Cert")))));
    TestRequest two = viaProxy().header("X-Cert", "it").header("X-Cert", "it");
    assertThat(steps.authenticate(two))
        .isInstanceOfSatisfying(
            StepsOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reasons.CREDENTIAL_DOUBLED));
    assertThat(steps.authenticate(two.peer("192.0.2.1"))).isInstanceOf(Proven.class);
    assertThat(steps.authenticate(viaProxy().header("X-Cert", "it"))).isInstanceOf(Proven.class);
  }

  @Test
  void peerCertificates_trustedProxyTellsNone_notTheProxysOwn() {
    assertThat(seen(viaProxy(), new Reading("X-Cert"), new Seeing())).isEmpty();
  }

  /** M01. */
  @Test
  void peerCertificates_strangerTellsOne_thatOfTheConnection() {
    EdgeRequest told = viaProxy().peer("192.0.2.1").header("X-Cert", "it");
    assertThat(seen(told, new Reading("X-Cert"), new Seeing())).containsExactly("CN=proxy");
  }

  /** M02. */
  @Test
  void peerCertificates_routeReadsNoHeader_thatOfTheConnection() {
    EdgeRequest told = viaProxy().header("X-Cert", "it");
    assertThat(seen(told, new Seeing())).containsExactly("CN=proxy");
  }
}
