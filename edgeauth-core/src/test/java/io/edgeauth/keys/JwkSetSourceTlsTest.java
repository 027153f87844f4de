package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.OutboundSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** K16: what an issuer that is called over TLS may name as the address of its keys. */
@Timeout(60)
final class JwkSetSourceTlsTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey OTHER = TestKey.of("ES256", "k2");

  @TempDir private static Path directory;
  private static TestAuthority authority;
  private static SSLContext tls;

  private TestIssuer issuer;
  private TestIssuer overTls;
  private TestIssuer plain;
  private TestRuntime runtime;

  @BeforeAll
  static void makeCertificate() throws Exception {
    authority = TestAuthority.make(directory, "ca");
    tls = authority.server("server", "-ext", "san=ip:127.0.0.1,dns:localhost");
  }

  @BeforeEach
  void start() {
    issuer = TestIssuer.startTls(tls, KEY);
    overTls = TestIssuer.startTls(tls, OTHER);
    plain = TestIssuer.start(OTHER);
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    runtime.close();
    plain.close();
    overTls.close();
    issuer.close();
  }

  private JwkSetSource source(TestIssuer of) {
    OutboundSettings outbound = new OutboundSettings(Set.of("id.example"), authority.pem());
    RemoteKeySettings settings =
        new RemoteKeySettings(
            of.issuer(),
            null,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            512 * 1024,
            outbound);
    return new JwkSetSource(settings, runtime.runtime().outbound(outbound), runtime.ticker());
  }

  private static void name(TestIssuer by, Object jwksUri) {
    by.answerMetadataWith(
        TestIssuer.json(200, Map.of("issuer", by.issuer(), "jwks_uri", jwksUri.toString())));
  }

  private void assertLoads(TestIssuer from, TestKey key) throws Exception {
    assertThat(source(from).fetch().reading().keys())
        .extracting(VerificationKey::id)
        .containsExactly(key.keyId());
  }

  @Test
  void fetch_keySetOverTls_acceptedAlsoFromAnotherHostOrPort() throws Exception {
    assertLoads(issuer, KEY);

    name(issuer, overTls.jwksUri());
    assertLoads(issuer, OTHER);

    name(issuer, URI.create("https://localhost:" + overTls.port() + "/jwks"));
    assertLoads(issuer, OTHER);
  }

  /** Whoever is in between could give keys of his own; that loopback is plain helps nobody here. */
  @Test
  void fetch_keySetWithoutTls_refusedAlsoOnLoopback() throws Exception {
    name(issuer, plain.jwksUri());

    assertThatThrownBy(() -> source(issuer).fetch())
        .isInstanceOf(KeySetException.class)
        .hasMessage("the issuer's metadata has a jwks_uri without TLS");

    assertThat(issuer.metadataRequests()).isEqualTo(1);
    assertThat(plain.keySetRequests()).isZero();
    assertLoads(plain, OTHER);
  }

  /** That the configuration may call a host without TLS is no leave for the metadata. */
  @Test
  void fetch_keySetOnHostOfAllowHttp_refusedUnderTls() {
    String named = "http://id.example/jwks";
    name(issuer, named);
    assertThatThrownBy(() -> source(issuer).fetch())
        .isInstanceOf(KeySetException.class)
        .hasMessage("the issuer's metadata has a jwks_uri without TLS");

    name(issuer, named.toUpperCase(java.util.Locale.ROOT));
    assertThatThrownBy(() -> source(issuer).fetch())
        .isInstanceOf(KeySetException.class)
        .hasMessage("the issuer's metadata has a jwks_uri without TLS");
  }
}
