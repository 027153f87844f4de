package io.edgeauth.authn.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.reason.Reasons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are no token of the one form that is read: J13, J15 to J17, J19 to J22. */
final class JwtFormTest {

  private static final TestKey KEY = TestKey.of("RS256", "k1");
  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

  private static String claims(JwtTrial trial, String more) {
    long exp = trial.runtime().clock().instant().getEpochSecond() + 300;
    return "{\"iss\":\"%s\",\"aud\":\"api\",\"sub\":\"alice\",\"exp\":%d%s}"
        .formatted(JwtTrial.ISSUER, exp, more);
  }

  /** J13, J17. */
  @Test
  void authenticate_otherNumberOfParts_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String token = trial.token().compact();
      String[] parts = token.split("\\.", -1);

      trial.refuses(parts[0], Reasons.TOKEN_MALFORMED);
      trial.refuses(parts[0] + "." + parts[1], Reasons.TOKEN_MALFORMED);
      trial.refuses(parts[0] + ".." + parts[2], Reasons.TOKEN_MALFORMED);
      trial.refuses("." + parts[1] + "." + parts[2], Reasons.TOKEN_MALFORMED);
      trial.refuses(parts[0] + "." + parts[1] + ".", Reasons.TOKEN_MALFORMED);
      trial.refuses("." + token, Reasons.TOKEN_MALFORMED);
      trial.refuses(token + ".", Reasons.TOKEN_MALFORMED);
      trial.refuses(token + "." + parts[2], Reasons.TOKEN_MALFORMED);
      trial.refuses(token + "." + token, Reasons.TOKEN_MALFORMED);
      trial.refuses("..", Reasons.TOKEN_MALFORMED);
      trial.refuses(".".repeat(16_384), Reasons.TOKEN_MALFORMED);
      trial.refuses(".".repeat(1_000_000), Reasons.CREDENTIAL_TOO_LONG);
      trial.accepts(token);
    }
  }

  /** J15: five parts are not read, so nothing is decrypted, inflated or derived from a password. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"kid\":\"k1\"}",
        "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}",
        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}"
      })
  void authenticate_encryptedToken_refused(String header) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String encoded = TestToken.encode(header);
      trial.refuses(encoded + ".AAAA.AAAA.AAAA.AAAA", Reasons.TOKEN_MALFORMED);
      trial.refuses(TestToken.compact(header, claims(trial, ""), KEY), Reasons.TOKEN_ALGORITHM);
      trial.accepts(TestToken.compact(HEADER, claims(trial, ""), KEY));
    }
  }

  /** J16. Braces are no characters of a bearer token, so the answer is 400. */
  @Test
  void authenticate_jsonSerialisation_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String[] parts = trial.token().compact().split("\\.", -1);
      String one = "\"protected\":\"%s\",\"signature\":\"%s\"".formatted(parts[0], parts[2]);
      String flat = "{\"payload\":\"%s\",%s}".formatted(parts[1], one);
      String two =
          "{\"payload\":\"%s\",\"signatures\":[{%s},{\"signature\":\"AA\"}]}"
              .formatted(parts[1], one);

      trial.refuses(flat, Reasons.CREDENTIAL_MALFORMED);
      trial.refuses(two, Reasons.CREDENTIAL_MALFORMED);
      trial.refuses(TestToken.encode(flat), Reasons.TOKEN_MALFORMED);
      trial.accepts(String.join(".", parts));
    }
  }

  /** J19. */
  @Test
  void authenticate_deepJson_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (int depth : new int[] {32, 100, 3_000}) {
        String arrays = "[".repeat(depth) + "]".repeat(depth);
        String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        for (String deep : new String[] {arrays, objects}) {
          String header = "{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":%s}".formatted(deep);
          String claims = claims(trial, ",\"x\":" + deep);
          boolean fits = claims.length() < 8_000;
          var reason = fits ? Reasons.TOKEN_MALFORMED : Reasons.CREDENTIAL_TOO_LONG;
          trial.refuses(TestToken.compact(header, claims(trial, ""), KEY), reason);
          trial.refuses(TestToken.compact(HEADER, claims, KEY), reason);
        }
      }
      String legal = "[".repeat(31) + "]".repeat(31);
      trial.accepts(TestToken.compact(HEADER, claims(trial, ",\"x\":" + legal), KEY));
    }
  }

  /** J20. */
  @Test
  void authenticate_headerThatIsNotPlainUtf8_refused() throws Exception {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      byte[] claims = claims(trial, "").getBytes(UTF_8);
      trial.refuses(signed(HEADER.getBytes(UTF_16), claims), Reasons.TOKEN_MALFORMED);
      trial.refuses(signed(("\ufeff" + HEADER).getBytes(UTF_8), claims), Reasons.TOKEN_MALFORMED);
      trial.refuses(
          signed(HEADER.replace("k1", "k1\",\"x\":\"\u00c0\u00ae").getBytes(ISO_8859_1), claims),
          Reasons.TOKEN_MALFORMED);
      trial.refuses(
          signed(HEADER.replace("k1", "\\ud800").getBytes(UTF_8), claims), Reasons.TOKEN_MALFORMED);
      byte[] broken = claims(trial, ",\"x\":\"\u00ff\"").getBytes(ISO_8859_1);
      trial.refuses(signed(HEADER.getBytes(UTF_8), broken), Reasons.TOKEN_MALFORMED);
      byte[] legal = claims(trial, ",\"x\":\"\u00ff\"").getBytes(UTF_8);
      trial.accepts(signed(HEADER.getBytes(UTF_8), legal));
    }
  }

  /** J21: a value has one spelling. The first part's length is a multiple of 4, the others' not. */
  @ParameterizedTest
  @CsvSource({
    "0, =", "0, ==", "1, =", "1, ==", "2, =", "2, ==", "0, +", "1, +", "2, +", "0, /", "1, /",
    "2, /", "0, A", "1, A", "2, AAA"
  })
  void authenticate_otherSpellingOfAPart_refused(int part, String more) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String[] parts = trial.token().compact().split("\\.", -1);
      trial.accepts(String.join(".", parts));
      parts[part] += more;
      boolean padding = more.startsWith("=") && part < 2;
      trial.refuses(
          String.join(".", parts),
          padding ? Reasons.CREDENTIAL_MALFORMED : Reasons.TOKEN_MALFORMED);
    }
  }

  /** J21. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\r\n", "\n", "?", "%3D", "\u0000", "\u00e9", "\u760a"})
  void authenticate_foreignCharacterInAPart_refused(String character) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      String token = trial.token().compact();
      for (int at : new int[] {4, token.indexOf('.') + 5, token.lastIndexOf('.') + 5}) {
        String spoiled = token.substring(0, at) + character + token.substring(at);
        trial.refuses(spoiled, Reasons.CREDENTIAL_MALFORMED);
      }
      trial.accepts(token);
    }
  }

  /** J21: stray bits at the end of each part. */
  @Test
  void authenticate_strayBitsAtTheEndOfAPart_refused() throws Exception {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      // 1 byte past a multiple of 3 leaves four stray bits, 2 bytes leave two.
      for (String space : new String[] {"", " ", "  "}) {
        byte[] header = (HEADER + space).getBytes(UTF_8);
        byte[] claims = (claims(trial, "") + space).getBytes(UTF_8);
        String encodedHeader = TestToken.encode(header);
        String encodedClaims = TestToken.encode(claims);
        trial.accepts(signed(encodedHeader, encodedClaims));
        if (encodedHeader.length() % 4 != 0) {
          trial.refuses(signed(strayed(encodedHeader), encodedClaims), Reasons.TOKEN_MALFORMED);
        }
        if (encodedClaims.length() % 4 != 0) {
          trial.refuses(signed(encodedHeader, strayed(encodedClaims)), Reasons.TOKEN_MALFORMED);
        }
      }
      String token = trial.token().compact();
      trial.refuses(strayed(token), Reasons.TOKEN_MALFORMED);
    }
  }

  private static String strayed(String part) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(part.charAt(part.length() - 1));
    return part.substring(0, part.length() - 1) + alphabet.charAt(last + 1);
  }

  /** J22. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"x\":NaN",
        ",\"x\":Infinity",
        ",\"x\":-Infinity",
        ",",
        ",\"x\":1,",
        ",\"x\":01",
        ",\"x\":.5",
        ",\"x\":+1",
        ",\"x\":0x10",
        ",/* c */\"x\":1",
        ",'x':1",
        ",x:1",
        ",\"x\":",
        ",\"x\":tru",
        ",\"x\":\"\n\"",
        ",\"x\":\"\\x\"",
        "}",
        "}x",
        "},{"
      })
  void authenticate_claimsThatAreNoStrictJson_refused(String more) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(TestToken.compact(HEADER, claims(trial, more), KEY), Reasons.TOKEN_MALFORMED);
      trial.accepts(TestToken.compact(HEADER, claims(trial, ",\"x\":1") + " \n", KEY));
    }
  }

  /** J22. */
  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]", "\"alice\"", "1", "null", "true", "", " "})
  void authenticate_claimsThatAreNoObject_refused(String claims) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(TestToken.compact(HEADER, claims, KEY), Reasons.TOKEN_MALFORMED);
      trial.refuses(TestToken.compact(claims, claims(trial, ""), KEY), Reasons.TOKEN_MALFORMED);
      trial.accepts(TestToken.compact(HEADER, claims(trial, ""), KEY));
    }
  }

  private static String signed(byte[] header, byte[] claims) throws Exception {
    return signed(TestToken.encode(header), TestToken.encode(claims));
  }

  private static String signed(String header, String claims) throws Exception {
    String content = header + "." + claims;
    Base64URL signature =
        new RSASSASigner(KEY.rsa())
            .sign(
                new com.nimbusds.jose.JWSHeader(com.nimbusds.jose.JWSAlgorithm.RS256),
                content.getBytes(US_ASCII));
    return content + "." + signature;
  }
}
