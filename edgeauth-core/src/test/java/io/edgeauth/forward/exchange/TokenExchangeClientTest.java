package io.edgeauth.forward.exchange;

import static io.edgeauth.fixtures.ExchangeTrial.authorization;
import static io.edgeauth.fixtures.ExchangeTrial.exchanged;
import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the token endpoint sees of who is asking, where that is no secret. */
@Timeout(60)
final class TokenExchangeClientTest {

  @TempDir private Path directory;
  private final TestAuthorizationServer asked = TestAuthorizationServer.start(active());

  @AfterEach
  void end() {
    asked.close();
  }

  private IntrospectionTrial trial(TokenExchange exchange, OutboundSettings outbound) {
    return IntrospectionTrial.of(
        Introspection.endpoint(asked.uri()),
        spec -> {},
        builder ->
            builder
                .outbound(outbound)
                .tokenExchange("orders", exchange)
                .route(Route.path("/orders").authenticate("opaque").tokenExchange("orders")));
  }

  private static TokenExchange exchange(TestAuthorizationServer server) {
    return TokenExchange.endpoint(server.uri())
        .clientId("gateway")
        .audience("orders")
        .totalTimeout(Duration.ofSeconds(10));
  }

  private static List<String> received(IntrospectionTrial trial, String token) {
    TestRequest request = TestRequest.get("/orders").bearer(token);
    return authorization(trial.edge().decide(request), request);
  }

  /** RFC 7523: for each exchange one of its own, meant for the endpoint that it goes to. */
  @Test
  void decide_privateKey_assertionForEachExchange() throws Exception {
    TestKey key = TestKey.of("ES256", "k1");
    Path file = Files.writeString(directory.resolve("key.json"), key.jwk().toJSONString());
    try (TestAuthorizationServer server = TestAuthorizationServer.start(exchanged());
        IntrospectionTrial trial =
            trial(
                exchange(server).clientAuth(ClientMethod.PRIVATE_KEY_JWT).clientKeyFile(file),
                OutboundSettings.DEFAULTS)) {
      assertThat(received(trial, "abc")).containsExactly("Bearer the-new-token");
      assertThat(received(trial, "def")).containsExactly("Bearer the-new-token");

      assertThat(server.calls()).isEqualTo(2);
      JWTClaimsSet first = verified(server.received().get(0), key);
      JWTClaimsSet second = verified(server.received().get(1), key);
      assertThat(first.getAudience()).containsExactly(server.uri().toString());
      assertThat(first.getIssuer()).isEqualTo("gateway");
      assertThat(first.getSubject()).isEqualTo("gateway");
      assertThat(first.getExpirationTime()).isEqualTo(TestRuntime.NOW.plusSeconds(60));
      assertThat(second.getJWTID()).isNotEqualTo(first.getJWTID());
    }
  }

  private static JWTClaimsSet verified(TestAuthorizationServer.Received form, TestKey key)
      throws Exception {
    assertThat(form.authorization()).isNull();
    assertThat(form.fields())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .containsEntry("client_id", "gateway")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .doesNotContainKey("client_secret");
    SignedJWT assertion = SignedJWT.parse(form.fields().get("client_assertion"));
    assertThat(assertion.verify(new ECDSAVerifier(key.ec().toPublicJWK()))).isTrue();
    return assertion.getJWTClaimsSet();
  }

  /** RFC 8705; and a server whose authority nobody named sees neither certificate nor token. */
  @Test
  void decide_certificate_shownInTheHandshake() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    Path certified = authority.client("client");
    try (TestAuthorizationServer server =
        TestAuthorizationServer.startTls(
            authority.serverThatAsks("server", "-ext", "san=ip:127.0.0.1"), exchanged())) {
      TokenExchange exchange =
          exchange(server)
              .clientAuth(ClientMethod.TLS)
              .clientKeyFile(certified)
              .clientSecret(Secret.of(authority.password()));
      try (IntrospectionTrial trial = trial(exchange, OutboundSettings.DEFAULTS)) {
        assertUnavailable(trial);
        assertThat(server.received()).isEmpty();
      }
      try (IntrospectionTrial trial =
          trial(exchange, new OutboundSettings(Set.of(), authority.pem()))) {
        assertThat(received(trial, "abc")).containsExactly("Bearer the-new-token");

        assertThat(server.last().shown()).isEqualTo("CN=client");
        assertThat(server.last().authorization()).isNull();
        assertThat(server.last().fields())
            .containsEntry("client_id", "gateway")
            .containsEntry("subject_token", "abc")
            .doesNotContainKeys("client_secret", "client_assertion");
      }
    }
  }

  private static void assertUnavailable(IntrospectionTrial trial) {
    var decision = trial.edge().decide(TestRequest.get("/orders").bearer("abc"));

    assertThat(IntrospectionTrial.status(decision)).isEqualTo(503);
    assertThat(trial.lastEvent().reason()).isEqualTo(Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
  }

  /** A signature that the server does not take is our fault, not the token's. */
  @Test
  void decide_assertionRefused_unavailableAndToldLoudly() throws Exception {
    TestKey key = TestKey.of("ES256", "k1");
    Path file = Files.writeString(directory.resolve("key.json"), key.jwk().toJSONString());
    try (TestAuthorizationServer server =
            TestAuthorizationServer.start(TestIssuer.json(401, Map.of("error", "invalid_client")));
        IntrospectionTrial trial =
            trial(
                exchange(server).clientAuth(ClientMethod.PRIVATE_KEY_JWT).clientKeyFile(file),
                OutboundSettings.DEFAULTS)) {
      assertUnavailable(trial);
      assertThat(trial.events().of(AuthorityEvent.class))
          .extracting(AuthorityEvent::change)
          .containsExactly(AuthorityEvent.Change.REFUSED_US);
    }
  }
}
