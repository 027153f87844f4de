package io.edgeauth.authn.jwt;

import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Spoils headers, claims and their JSON before they are signed, in ways that libraries tell apart.
 *
 * <p>Left out is what EdgeAuth takes on purpose and another refuses: an {@code nbf} that is just
 * reached within the skew (nimbus wants it past), a number that no {@code double} holds (nimbus
 * takes the document for broken), and header parameters that have no effect here and are of a wrong
 * type ({@code jku}, {@code x5u}, {@code x5c}, {@code x5t}).
 */
final class JwtSpoils {

  private static final long NOW = TestRuntime.NOW.getEpochSecond();

  /** Without the second at which {@code nbf} is just reached. */
  private static final List<Object> TIMES =
      Arrays.asList(
          NOW - 61,
          NOW - 60,
          NOW - 59,
          NOW - 1,
          NOW,
          NOW + 59,
          NOW + 61,
          NOW + 0.5,
          0,
          -1,
          -0.5,
          NOW * 1000,
          Long.MAX_VALUE,
          "1999999999",
          true,
          null,
          List.of(),
          Map.of());

  private static final List<Object> AUDIENCES =
      Arrays.asList(
          "api",
          "API",
          "api ",
          "",
          List.of("x", "api"),
          List.of("api", "api"),
          List.of("x"),
          List.of(),
          List.of("api", 1),
          List.of(List.of("api")),
          Map.of("api", 1),
          1,
          null);

  private static final List<Object> ISSUERS =
      Arrays.asList(
          JwtTrial.ISSUER,
          JwtTrial.ISSUER + "/",
          "HTTPS://id.example",
          List.of(JwtTrial.ISSUER),
          7,
          null);

  private static final List<Object> NAMES =
      Arrays.asList(
          "bob",
          "",
          "a\nb",
          "\u00e9\u20ac\ud83d\ude00",
          "x".repeat(2_049),
          7,
          true,
          null,
          List.of("bob"),
          Map.of("a", "b"));

  private static final List<Object> OTHERS =
      Arrays.asList(
          null,
          true,
          "",
          "x",
          0,
          -1.5e-3,
          9_007_199_254_740_993L,
          List.of(1, "a"),
          Map.of("a", Map.of("b", List.of())));

  private static final List<Object> ALGORITHMS =
      Arrays.asList(
          "RS256",
          "PS256",
          "ES256",
          "ES384",
          "EdDSA",
          "HS256",
          "HS512",
          "none",
          "None",
          "hs256",
          "",
          1,
          null,
          List.of("HS256"));

  private static final List<Object> TYPES =
      Arrays.asList("JWT", "at+jwt", "application/at+jwt", "dpop+jwt", "logout+jwt", "", 1, null);

  /** White space, escapes and numbers that change nothing; then what JSON does not have. */
  private static final List<String> GOOD_NUMBERS = List.of(".0", "e0", "E+0", ".000", "e-0");

  private static final List<String> BAD_NUMBERS = List.of(".", "e", "f", "L", "_0", "e+", ".e1");

  private final RandomGenerator random;
  private final List<String> keyIds;

  JwtSpoils(RandomGenerator random, List<TestKey> keys) {
    this.random = random;
    this.keyIds =
        Stream.concat(Stream.of("x", ""), keys.stream().map(TestKey::keyId))
            .filter(Objects::nonNull)
            .toList();
  }

  /** A token for a key, spoiled, and signed by whom the test says. */
  String signed(JwtGenerator.Spoil spoil, TestKey key, TestKey signer) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm());
    if (key.keyId() != null) {
      header.put("kid", key.keyId());
    }
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", JwtTrial.ISSUER);
    claims.put("aud", TestToken.AUDIENCE);
    claims.put("sub", "user-" + random.nextInt(1_000_000));
    claims.put("exp", NOW + 1 + random.nextInt(100_000));
    for (int more = random.nextInt(3); more > 0; more--) {
      decorate(header, claims);
    }
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      switch (spoil) {
        case CLAIMS -> spoilClaims(claims);
        case HEADER -> spoilHeader(header);
        default -> {}
      }
    }
    String headerText = JsonWriter.write(header);
    String claimsText = JsonWriter.write(claims);
    if (spoil == JwtGenerator.Spoil.JSON) {
      boolean inHeader = random.nextInt(3) == 0;
      headerText = inHeader ? spoilJson(headerText) : headerText;
      claimsText = inHeader ? claimsText : spoilJson(claimsText);
    }
    return TestToken.compact(headerText, claimsText, signer);
  }

  /** Good things that a token may have. */
  private void decorate(Map<String, Object> header, Map<String, Object> claims) {
    switch (random.nextInt(6)) {
      case 0 -> claims.put("iat", NOW - random.nextInt(1_000));
      case 1 -> claims.put("nbf", NOW - random.nextInt(1_000));
      case 2 -> claims.put("jti", "id-" + random.nextInt());
      case 3 -> claims.put("scope", "a b");
      case 4 -> header.put("typ", "at+jwt");
      default -> claims.put("x", pick(OTHERS));
    }
  }

  private void spoilClaims(Map<String, Object> claims) {
    switch (random.nextInt(11)) {
      case 0 -> claims.put("exp", pick(TIMES));
      case 1 -> claims.put("nbf", pick(TIMES));
      case 2 -> claims.put("iat", pick(TIMES));
      case 3 -> claims.put("aud", pick(AUDIENCES));
      case 4 -> claims.put("iss", pick(ISSUERS));
      case 5 -> claims.put("sub", pick(NAMES));
      case 6 -> claims.put(pick(List.of("email", "tenant", "client_id")), pick(NAMES));
      case 7 -> claims.put(pick(List.of("scope", "roles")), pick(OTHERS));
      case 8 -> claims.put("jti", pick(OTHERS));
      case 9 -> claims.put("cnf", pick(OTHERS));
      default -> claims.remove(pick(List.of("iss", "aud", "exp", "sub")));
    }
  }

  private void spoilHeader(Map<String, Object> header) {
    switch (random.nextInt(8)) {
      case 0 -> header.put("alg", pick(ALGORITHMS));
      case 1 -> header.put("kid", pick(keyIds));
      case 2 -> header.put("kid", pick(OTHERS));
      case 3 -> header.put("typ", pick(TYPES));
      case 4 -> header.put("cty", pick(Arrays.asList("JWT", "json", "", 1, null)));
      case 5 -> header.put("crit", pick(Arrays.asList(List.of("exp"), List.of(), "b64", null)));
      case 6 -> header.put(pick(List.of("b64", "zip", "enc", "x")), pick(OTHERS));
      default -> header.remove(pick(List.of("alg", "kid")));
    }
  }

  /** Changes the text of a JSON object; about half of what comes out means the same. */
  private String spoilJson(String json) {
    String inside = json.substring(1, json.length() - 1);
    return switch (random.nextInt(16)) {
      case 0 -> json.replace(":", " :\t").replace(",", "\r\n, ");
      case 1 -> " \n" + json + "\t ";
      case 2 -> json.replace("\"alg\"", "\"\\u0061lg\"").replace("\"iss\"", "\"\\u0069ss\"");
      case 3 -> "{" + inside + ",\"z\":\"\\u00e9\\ud83d\\ude00\\/\"}";
      case 4 -> "{" + inside + ",\"z\":" + "[".repeat(9) + "]".repeat(9) + "}";
      case 5 -> withNumbers(json, pick(GOOD_NUMBERS));
      case 6 -> withNumbers(json, pick(BAD_NUMBERS));
      case 7 -> "{" + inside + "," + inside + "}";
      case 8 -> "{" + inside + ",\"z\":1,\"\\u007a\":1}";
      case 9 -> "{" + inside + ",\"z\":\"\\ud83d\"}";
      case 10 -> "{" + inside + "," + pick(List.of("}", "\"z\":01}", "\"z\":'1'}", "\"z\":NaN}"));
      case 11 -> json + pick(List.of("{}", "x", ",", "\0", "}"));
      case 12 -> "\ufeff" + json;
      case 13 -> "[" + json + "]";
      case 14 -> "{" + inside + ",\"z\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
      default -> json.replace('"', '\'');
    };
  }

  /** Gives each number an end that it did not have. */
  private static String withNumbers(String json, String end) {
    return json.replaceAll("(:[0-9]+)(?=[,}])", "$1" + end);
  }

  private <T> T pick(List<? extends T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
