package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.bound.ServerNonces.Standing;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Credential;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.EmbeddedKey;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The examples of RFC 9449 and RFC 7638, as they stand there. */
final class Rfc9449ExampleTest {

  /** Section 7.1. */
  private static final String TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

  private static final String PROOF =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik"
          + "VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR"
          + "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE"
          + "QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj"
          + "oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z"
          + "WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNF"
          + "c05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E"
          + "OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

  /** Section 6.1: what its token is bound to. */
  private static final String THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

  private static final Instant MADE = Instant.ofEpochSecond(1_562_262_618);

  private static AuthenticationResult ask(TestRequest request, String token) {
    try (TestRuntime runtime = TestRuntime.start()) {
      runtime.clock().set(MADE);
      // The runtime's own clock does not fall back to 2019.
      DpopCheck check =
          new DpopCheck(
              new ProofKeys(),
              new ProofRules(
                  TestRuntime.context(runtime.runtime()).publicUrls(),
                  Duration.ZERO,
                  Duration.ofSeconds(60)),
              new ProofMemory(
                  "user", 60, new SeenProofs(10, runtime.clock()), null, runtime.clock()),
              null,
              runtime.clock());
      return check.judge(
          request,
          Base64.getUrlDecoder().decode(THUMBPRINT),
          Sha256.of(token.getBytes(StandardCharsets.US_ASCII)),
          new Authenticated(Credential.builder("jwt").build()));
    }
  }

  private static TestRequest request(String path) {
    return TestRequest.get(path)
        .scheme("https")
        .authority("resource.example.org")
        .dpop(TOKEN, PROOF);
  }

  @Test
  void judge_exampleOfSection7_accepted() {
    assertThat(ask(request("/protectedresource"), TOKEN)).isInstanceOf(Authenticated.class);
    assertThat(JwtTrial.reasonOf(ask(request("/protectedresource"), TOKEN + "x")))
        .isEqualTo(Reasons.DPOP_PROOF_INVALID);
    assertThat(JwtTrial.reasonOf(ask(request("/other"), TOKEN)))
        .isEqualTo(Reasons.DPOP_PROOF_INVALID);
  }

  /** RFC 7638, section 3.1. */
  @Test
  void thumbprint_exampleOfRfc7638_isTheirs() throws Exception {
    String jwk =
        "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86z"
            + "wu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt"
            + "7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr"
            + "n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44"
            + "-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";
    EmbeddedKey key =
        EmbeddedKey.read(JsonReader.readObject(jwk.getBytes(StandardCharsets.US_ASCII)));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(key.thumbprint()))
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assertThat(key.verifier()).isInstanceOf(EmbeddedKey.Verifier.Made.class);
  }

  /** Section 8.1: a nonce that others made is none of ours. */
  @Test
  void judge_nonceOfTheExample_bad() {
    try (TestRuntime runtime = TestRuntime.start()) {
      ServerNonces nonces =
          new ServerNonces(NonceKeys.open(null, runtime.runtime()), runtime.clock());
      assertThat(nonces.judge("eyJ7S_zG.eyJH0-Z.HX4w-7v")).isEqualTo(Standing.BAD);
      assertThat(nonces.judge(nonces.next())).isEqualTo(Standing.GOOD);
    }
  }
}
