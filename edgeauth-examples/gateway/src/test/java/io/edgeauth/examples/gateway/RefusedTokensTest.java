package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad tokens through a real gateway: all are told the same, so that an answer helps nobody to guess
 * better, and none reaches the backend. Each is the valid token with one thing spoiled.
 */
final class RefusedTokensTest {

  private static final TestKey KEY = TestKey.of("RS256", "k1");
  private static final String DPOP =
      "DPoP algs=\"ES256 RS256 RS384 RS512 PS256 PS384 PS512 ES384 ES512 EdDSA\","
          + " realm=\"edgeauth\"";
  private static final String CHALLENGE =
      "Bearer realm=\"edgeauth\", error=\"invalid_token\","
          + " error_description=\"The access token is not valid\"";

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  @TempDir private static Path directory;
  private static Surroundings around;
  private static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    around = new Surroundings(directory, KEY);
    gateway = Gateway.start(around.file());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    around.close();
  }

  private static HttpResponse<String> get(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri().resolve("/orders"))
            .header("Authorization", "Bearer " + token)
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static void assertPasses(TestToken token) throws Exception {
    int hits = around.backend().hits();
    HttpResponse<String> answer = get(token.compact());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"x-user-id\":[\"alice\"]");
    assertThat(around.backend().hits()).isEqualTo(hits + 1);
  }

  private static void assertRefused(String token) throws Exception {
    int hits = around.backend().hits();
    HttpResponse<String> answer = get(token);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(CHALLENGE, DPOP);
    assertThat(around.backend().hits()).isEqualTo(hits);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  @Test
  void token_valid_passes() throws Exception {
    assertPasses(around.valid());
  }

  @Test
  void token_signedByStrangerUnderKnownKeyId_refused() throws Exception {
    assertRefused(around.valid().signedBy(TestKey.of("RS256", "k1")).compact());
  }

  @Test
  void token_claimsChangedAfterSigning_refused() throws Exception {
    String[] good = around.token().split("\\.", -1);
    String[] other = around.valid().claim("sub", "root").compact().split("\\.", -1);

    assertRefused(good[0] + "." + other[1] + "." + good[2]);
  }

  @Test
  void token_expiredWithoutIssueTime_refused() throws Exception {
    assertRefused(around.valid().without("iat").claim("exp", now() - 3600).compact());
    assertPasses(around.valid().without("iat").claim("exp", now() + 3600));
  }

  @Test
  void token_wrongAudience_refused() throws Exception {
    assertRefused(around.valid().claim("aud", "billing").compact());
    assertPasses(around.valid().claim("aud", List.of("billing", TestToken.AUDIENCE)));
  }

  @Test
  void token_wrongIssuer_refused() throws Exception {
    assertRefused(around.valid().claim("iss", around.issuer() + "/").compact());
  }

  @Test
  void token_algorithmNone_refused() throws Exception {
    for (String none : List.of("none", "None", "NONE")) {
      String signed = around.valid().header("alg", none).compact();

      assertRefused(signed.substring(0, signed.lastIndexOf('.') + 1));
      assertRefused(signed);
    }
  }

  /** The attack on verifiers that take a public key for a secret when the header says so. */
  @Test
  void token_signedWithPublicKeyAsSecret_refused() throws Exception {
    byte[] der = KEY.rsa().toPublicKey().getEncoded();
    String jwk = KEY.rsa().toPublicJWK().toJSONString();
    for (byte[] secret : List.of(der, pem(der), jwk.getBytes(StandardCharsets.UTF_8))) {
      TestKey confused = TestKey.secret("HS256", secret);

      assertRefused(around.valid().header("alg", "HS256").signedBy(confused).compact());
    }
  }

  private static byte[] pem(byte[] der) {
    String base64 = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    return pem.getBytes(StandardCharsets.US_ASCII);
  }
}
