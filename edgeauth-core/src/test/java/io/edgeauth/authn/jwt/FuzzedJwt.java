package io.edgeauth.authn.jwt;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A good token of which the fuzzer replaces, takes away and adds members, and which is signed. */
final class FuzzedJwt {

  private static final long NOW = TestRuntime.NOW.getEpochSecond();
  private static final int MOST_CHANGES = 6;
  private static final int DEEPEST = 3;

  private static final List<String> HEADER =
      List.of(
          "alg",
          "kid",
          "typ",
          "cty",
          "crit",
          "b64",
          "jwk",
          "jku",
          "x5u",
          "x5c",
          "x5t",
          "x5t#S256",
          "enc",
          "zip",
          "epk",
          "p2c");
  private static final List<String> CLAIMS =
      List.of(
          "iss",
          "aud",
          "sub",
          "exp",
          "nbf",
          "iat",
          "jti",
          "cnf",
          "scope",
          "scp",
          "roles",
          "groups",
          "client_id",
          "azp",
          "tenant",
          "email",
          "username",
          "realm_access",
          "cognito:groups");
  private static final List<String> WORDS =
      List.of(
          "",
          "api",
          JwtTrial.ISSUER,
          "bob",
          "k",
          "RS256",
          "HS256",
          "none",
          "JWT",
          "at+jwt",
          "dpop+jwt",
          "jwt",
          "exp",
          "a b",
          "https://a.example/jwks",
          "\u0130",
          "\ud83d\ude00");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-1",
          "0.5",
          "1e3",
          "1.7953491e9",
          "1795349100.9",
          "1795348860",
          "1795348739",
          "1795348740",
          "1795348741",
          "1795349100000",
          "9223372036854775807",
          "9223372036854775808",
          "1e400",
          "-1e400",
          "1e-400",
          "253402300799",
          "253402300800");

  private final FuzzedDataProvider data;
  private final TestKey key;

  FuzzedJwt(FuzzedDataProvider data, TestKey key) {
    this.data = data;
    this.key = key;
  }

  String compact() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm());
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", JwtTrial.ISSUER);
    claims.put("aud", TestToken.AUDIENCE);
    claims.put("exp", NOW + 300);
    for (int changes = data.consumeInt(0, MOST_CHANGES); changes > 0; changes--) {
      if (data.consumeInt(0, 3) == 0) {
        change(header, HEADER);
      } else {
        change(claims, CLAIMS);
      }
    }
    return TestToken.compact(JsonWriter.write(header), JsonWriter.write(claims), key);
  }

  private void change(Map<String, Object> members, List<String> names) {
    boolean unknown = data.consumeInt(0, 7) == 0;
    String name = unknown ? data.consumeString(8) : data.pickValue(names);
    if (data.consumeInt(0, 7) == 0) {
      members.remove(name);
    } else {
      members.put(name, value(0));
    }
  }

  private Object value(int depth) {
    return switch (data.consumeInt(0, depth < DEEPEST ? 9 : 6)) {
      case 0 -> null;
      case 1 -> data.consumeBoolean();
      case 2 -> data.consumeString(12);
      case 3 -> data.pickValue(WORDS);
      case 4 -> new JsonNumber(data.pickValue(NUMBERS));
      case 5 -> NOW + data.consumeInt(-130, 130);
      case 6 -> data.consumeLong();
      case 7, 8 -> array(depth);
      default -> object(depth);
    };
  }

  private List<Object> array(int depth) {
    List<Object> elements = new ArrayList<>();
    for (int more = data.consumeInt(0, 3); more > 0; more--) {
      elements.add(value(depth + 1));
    }
    return elements;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int more = data.consumeInt(0, 3); more > 0; more--) {
      members.put(data.pickValue(WORDS), value(depth + 1));
    }
    return members;
  }
}
