package io.edgeauth.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PersonClaimsTest {

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

  @Test
  void token_aliceApp_verifiesAndCarriesAlice() throws Exception {
    JWTClaimsSet claims = requests.verified(provider.token("alice-app"));

    assertThat(claims.getIssuer()).isEqualTo(provider.issuer().toString());
    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getAudience()).containsExactly("api");
    assertThat(claims.getStringListClaim("roles")).containsExactly("user");
    assertThat(claims.getStringListClaim("scope"))
        .containsExactlyInAnyOrder("orders:read", "orders:write");
    assertThat(claims.getClaim("email")).isEqualTo("alice@example.com");
    assertThat(claims.getClaim("tenant")).isEqualTo("acme");
    assertThat(claims.getClaim("client_id")).isEqualTo("alice-app");
  }

  @Test
  void token_adminApp_carriesTheAdmin() throws Exception {
    JWTClaimsSet claims = requests.verified(provider.token("admin-app"));

    assertThat(claims.getSubject()).isEqualTo("root-admin");
    assertThat(claims.getAudience()).containsExactly("api");
    assertThat(claims.getStringListClaim("roles")).containsExactly("admin", "user");
  }

  @Test
  void token_otherAudience_isForBillingAlone() throws Exception {
    JWTClaimsSet claims = requests.verified(provider.token("other-audience"));

    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getAudience()).containsExactly("billing");
  }

  @Test
  void token_shortLived_lastsOneSecondAndIsThenInactive() throws Exception {
    String token = provider.token("short-lived");
    JWTClaimsSet claims = requests.verified(token);

    Instant issued = claims.getIssueTime().toInstant();
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(issued.plusSeconds(1));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(requests.introspect(token)).isEqualTo(Map.of("active", false)));
  }
}
