package io.edgeauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.outbound.IssuerMetadata.MetadataException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which addresses of an issuer's metadata are called. */
final class IssuerMetadataTest {

  private static final String ISSUER = "https://id.example/tenant";
  private static final String ENDPOINT = "\"introspection_endpoint\":\"https://id.example/i\"";
  private static final String ALIASES = ENDPOINT + ",\"mtls_endpoint_aliases\":";

  private final FakeTicker ticker = new FakeTicker();
  private final IssuerMetadata metadata =
      new IssuerMetadata(ISSUER, OutboundSettings.DEFAULTS, ticker);
  private final List<URI> read = new ArrayList<>();
  private int status = 200;
  private String members = ALIASES + "{\"introspection_endpoint\":\"https://mtls.example/i\"}";

  private OutboundResponse answer(URI address) {
    read.add(address);
    String json = "{\"issuer\":\"" + ISSUER + "\"," + members + "}";
    return new OutboundResponse(
        status, "application/json", null, null, json.getBytes(StandardCharsets.UTF_8));
  }

  private URI endpoint(boolean withCertificate) throws Exception {
    return metadata.address("introspection_endpoint", withCertificate, this::answer);
  }

  @Test
  void address_named_given() throws Exception {
    assertThat(endpoint(false)).hasToString("https://id.example/i");
    assertThat(read).containsExactly(URI.create(ISSUER + "/.well-known/openid-configuration"));
  }

  /** RFC 8705, section 5. */
  @Test
  void address_forThoseWhoShowACertificate_aliasFirst() throws Exception {
    assertThat(endpoint(true)).hasToString("https://mtls.example/i");
    for (String without : List.of(ENDPOINT, ALIASES + "{}", ALIASES + "7")) {
      members = without;
      metadata.forget();
      assertThat(endpoint(true)).hasToString("https://id.example/i");
    }
  }

  @Test
  void address_aliasWithoutTls_refused() {
    members = ALIASES + "{\"introspection_endpoint\":\"http://mtls.example/i\"}";

    assertThatThrownBy(() -> endpoint(true))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("without TLS");
  }

  @Test
  void address_again_readAfterAnHour() throws Exception {
    endpoint(false);
    ticker.advance(Duration.ofMinutes(59));
    endpoint(false);
    assertThat(read).hasSize(1);
    ticker.advance(Duration.ofMinutes(1));
    endpoint(false);

    assertThat(read).hasSize(2);
  }

  /** RFC 8414, section 3.1: where OpenID's address has nothing. */
  @Test
  void address_noOpenIdMetadata_oauthAddressAsked() {
    status = 404;

    assertThatThrownBy(() -> endpoint(false))
        .isInstanceOf(MetadataException.class)
        .hasMessageContaining("404");
    assertThat(read)
        .element(1)
        .hasToString("https://id.example/.well-known/oauth-authorization-server/tenant");
  }
}
