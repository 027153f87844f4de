package io.edgeauth.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationServerTest {

  private static IdentityProvider provider;
  private static ProviderRequests requests;

  @BeforeAll
  static void start() {
    provider = IdentityProvider.start(0);
    requests = new ProviderRequests(provider);
  }

  @AfterAll
  static void stop() {
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"})
  void metadata_eitherForm_namesTheIssuerAndItsEndpoints(String path) throws Exception {
    Map<String, Object> metadata = ProviderRequests.json(requests.get(path));

    String issuer = provider.issuer().toString();
    assertThat(issuer).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
    assertThat(metadata)
        .containsEntry("issuer", issuer)
        .containsEntry("jwks_uri", issuer + "/oauth2/jwks")
        .containsEntry("token_endpoint", issuer + "/oauth2/token")
        .containsEntry("introspection_endpoint", issuer + "/oauth2/introspect")
        .containsEntry("revocation_endpoint", issuer + "/oauth2/revoke");
  }

  @Test
  void metadata_foreignHostHeader_issuerUnchanged() throws Exception {
    String answer =
        requests.raw(
            "GET /.well-known/openid-configuration HTTP/1.1",
            "Host: attacker.example:81",
            "Connection: close",
            "",
            "");

    assertThat(answer).contains("\"issuer\":\"" + provider.issuer() + "\"");
    assertThat(answer).doesNotContain("attacker.example");
  }

  @Test
  void jwkSet_fetched_holdsOnePublicSigningKey() throws Exception {
    JWKSet keys = requests.keys();

    assertThat(keys.getKeys()).hasSize(1);
    assertThat(keys.getKeys().get(0).isPrivate()).isFalse();
    assertThat(keys.getKeys().get(0).getKeyID()).isNotBlank();
    assertThat(keys.getKeys().get(0).getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
  }

  @Test
  void tokenEndpoint_wrongSecret_refused() throws Exception {
    HttpResponse<String> answer =
        requests.post("/oauth2/token", "alice-app", "wrong", "grant_type=client_credentials");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(ProviderRequests.json(answer)).containsEntry("error", "invalid_client");
  }

  @Test
  void tokenEndpoint_scopeOfNoClient_refused() throws Exception {
    HttpResponse<String> answer =
        requests.post("/oauth2/token", "alice-app", "grant_type=client_credentials&scope=root");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(ProviderRequests.json(answer)).containsEntry("error", "invalid_scope");
  }

  @Test
  void introspection_liveTokenOfAnotherClient_tellsItsClaims() throws Exception {
    Map<String, Object> answer = requests.introspect(provider.token("alice-app"));

    assertThat(answer)
        .containsEntry("active", true)
        .containsEntry("sub", "alice")
        .containsEntry("client_id", "alice-app")
        .containsEntry("iss", provider.issuer().toString())
        .containsEntry("aud", List.of("api"))
        .containsEntry("roles", List.of("user"))
        .containsEntry("email", "alice@example.com");
    assertThat(Set.of(((String) answer.get("scope")).split(" ", -1)))
        .containsExactlyInAnyOrder("orders:read", "orders:write");
  }

  @Test
  void introspection_unknownToken_inactive() throws Exception {
    assertThat(requests.introspect("made-up")).isEqualTo(Map.of("active", false));
  }

  @Test
  void introspection_withoutClient_refused() throws Exception {
    String form = "token=" + provider.token("alice-app");

    assertThat(requests.anonymousPost("/oauth2/introspect", form).statusCode()).isEqualTo(401);
  }

  @Test
  void revocation_ofOwnToken_makesItInactive() throws Exception {
    String token = provider.token("alice-app");
    assertThat(requests.introspect(token)).containsEntry("active", true);

    assertThat(requests.post("/oauth2/revoke", "alice-app", "token=" + token).statusCode())
        .isEqualTo(200);

    assertThat(requests.introspect(token)).isEqualTo(Map.of("active", false));
  }

  @Test
  void unknownPath_withoutToken_refused() throws Exception {
    assertThat(requests.get("/anything").statusCode()).isEqualTo(401);
  }
}
