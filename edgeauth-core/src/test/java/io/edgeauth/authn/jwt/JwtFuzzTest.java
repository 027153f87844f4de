package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jwt.JWTClaimsSet;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.Credential;
import io.edgeauth.keys.JwsAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * Any tokens, also such as are signed by the key that is trusted. The last byte of an input says
 * what the rest is: a token; a header and, from the first line break on, claims, which are signed
 * as they are; or choices of which {@link FuzzedJwt} makes a token. The byte before it says which
 * of two authenticators is asked.
 */
@Timeout(30)
final class JwtFuzzTest {

  private static JwtTrial secretTrial;
  private static JwtTrial publicTrial;
  private static TestKey secret;
  private static TestKey pair;
  private static OtherLibraries secretOthers;
  private static OtherLibraries publicOthers;

  @BeforeAll
  static void start() throws Exception {
    String text = HexFormat.of().formatHex(TestKey.randomBytes(32));
    secret = TestKey.secret("HS256", text.getBytes(StandardCharsets.US_ASCII));
    secretTrial = JwtTrial.ofSecret(text, JwsAlgorithm.HS256);
    secretOthers = OtherLibraries.ofSecret(secret);
    pair = TestKey.of("RS256", "k");
    publicTrial = JwtTrial.of(pair);
    publicOthers = OtherLibraries.of(List.of(pair));
  }

  @AfterAll
  static void end() {
    secretTrial.close();
    publicTrial.close();
  }

  /** J45: an exception is a finding too. */
  @FuzzTest
  @DictionaryEntries({
    "{\"alg\":\"HS256\"}",
    "{\"alg\":\"RS256\",\"kid\":\"k\"}",
    "\"iss\":\"https://id.example\",",
    "\"aud\":\"api\",",
    "\"aud\":[\"api\"],",
    "\"exp\":1795349100,",
    "\"exp\":1.7953491e9,",
    "\"nbf\":1795348860,",
    "\"sub\":\"bob\",",
    "\"crit\":[],",
    "\"\\u0061",
    "\\ud83d\\ude00",
    "eyJhbGciOiJub25lIn0.",
    "e30."
  })
  void authenticate_anyToken_acceptedOnlyWhereOthersAccept(FuzzedDataProvider data)
      throws Exception {
    int kind = data.consumeInt(0, 2);
    boolean shared = data.consumeBoolean();
    TestKey key = shared ? secret : pair;
    String token = token(kind, key, data);

    AuthenticationResult result = (shared ? secretTrial : publicTrial).ask(token);

    if (result instanceof Authenticated proven) {
      assertThat(kind).as("signed by nobody: %s", token).isNotZero();
      assertAcceptedBy(shared ? secretOthers : publicOthers, token, proven.credential());
    } else {
      assertThat(JwtTrial.reasonOf(result).status()).isIn(400, 401);
    }
  }

  private static String token(int kind, TestKey key, FuzzedDataProvider data) {
    if (kind == 2) {
      return new FuzzedJwt(data, key).compact();
    }
    byte[] bytes = data.consumeRemainingAsBytes();
    if (kind == 0) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] parts = text.split("\n", 2);
    byte[] header = parts[0].getBytes(StandardCharsets.ISO_8859_1);
    byte[] claims = parts[parts.length - 1].getBytes(StandardCharsets.ISO_8859_1);
    return TestToken.compact(header, claims, key);
  }

  private static void assertAcceptedBy(OtherLibraries others, String token, Credential credential)
      throws Exception {
    KnownDifferences differences = KnownDifferences.of(token);
    JWTClaimsSet nimbus = others.nimbus(token);
    if (nimbus != null) {
      assertThat(nimbus.getSubject()).isEqualTo(credential.subject());
      assertThat(nimbus.getExpirationTime().toInstant()).isEqualTo(credential.expiresAt());
    }
    assertThat(nimbus != null || differences.fromNimbus()).as("by nimbus: %s", token).isTrue();
    JwtClaims jose4j = others.jose4j(token);
    if (jose4j != null) {
      assertThat(jose4j.getSubject()).isEqualTo(credential.subject());
    }
    assertThat(jose4j != null || differences.fromJose4j()).as("by jose4j: %s", token).isTrue();
  }
}
