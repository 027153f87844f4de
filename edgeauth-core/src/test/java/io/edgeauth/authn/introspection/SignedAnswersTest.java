package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.reason.Reasons;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed answers (RFC 9701): I17. */
@Timeout(60)
final class SignedAnswersTest {

  private static final String TYPE = "application/token-introspection+jwt";
  private static TestKey key;
  private static TestKey other;

  private final TestIssuer issuer = TestIssuer.start(key);
  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private final IntrospectionTrial trial =
      IntrospectionTrial.of(
          Introspection.issuer(issuer.issuer(), server.uri()),
          spec -> spec.accept(AnswerFormat.JWT));

  @BeforeAll
  static void makeKeys() {
    key = TestKey.of("ES256", "k1");
    other = TestKey.of("ES256", "k1");
  }

  @AfterEach
  void end() {
    trial.close();
    server.close();
    issuer.close();
  }

  private static Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("kid", "k1");
    header.put("typ", "token-introspection+jwt");
    return header;
  }

  private Map<String, Object> claims(Map<String, Object> answer) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.issuer());
    claims.put("aud", "gateway");
    claims.put("iat", TestRuntime.NOW.getEpochSecond());
    claims.put("token_introspection", answer);
    return claims;
  }

  private Map<String, Object> answer() {
    return active("iss", issuer.issuer());
  }

  private void answer(Map<String, Object> header, Map<String, Object> claims, TestKey signer) {
    answer(
        io.edgeauth.fixtures.TestToken.compact(
            JsonWriter.write(header), JsonWriter.write(claims), signer),
        TYPE);
  }

  private void answer(String body, String type) {
    server.answerWith(TestIssuer.body(200, type, body));
  }

  @Test
  void decide_signedAnswer_believed() {
    answer(header(), claims(answer()), key);

    assertThat(trial.accepts("abc").subject()).isEqualTo("alice");
    assertThat(server.last().accept()).isEqualTo(TYPE);
  }

  @Test
  void decide_signedInactive_refused() {
    answer(header(), claims(Map.of("active", false)), key);

    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
  }

  /** What the JWT says of itself is not the token's: neither its subject nor its end. */
  @Test
  void decide_membersOfTheJwt_notTheTokens() {
    Map<String, Object> bare = Map.of("active", true, "client_id", "app");
    Map<String, Object> claims = claims(bare);
    claims.put("sub", "root");
    claims.put("active", true);
    claims.put("scope", "admin");
    answer(header(), claims, key);

    var identity = trial.accepts("abc");

    assertThat(identity.subject()).isNull();
    assertThat(identity.scopes()).isEmpty();
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("alg", "none"),
        Arguments.of("alg", "HS256"),
        Arguments.of("alg", "ES384"),
        Arguments.of("alg", null),
        Arguments.of("typ", "JWT"),
        Arguments.of("typ", "at+jwt"),
        Arguments.of("typ", null),
        Arguments.of("kid", "k2"),
        Arguments.of("kid", 7),
        Arguments.of("crit", List.of("exp")),
        Arguments.of("b64", false),
        Arguments.of("jwk", Map.of()));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void decide_headerSpoiled_noAnswer(String name, Object value) {
    Map<String, Object> header = header();
    header.put(name, value);
    answer(header, claims(answer()), key);

    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  static Stream<Arguments> claims() {
    long now = TestRuntime.NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("iss", "https://other.example"),
        Arguments.of("iss", null),
        Arguments.of("aud", "another-client"),
        Arguments.of("aud", null),
        Arguments.of("iat", null),
        Arguments.of("iat", "now"),
        Arguments.of("iat", now + 61),
        Arguments.of("exp", now - 60),
        Arguments.of("token_introspection", null),
        Arguments.of("token_introspection", "x"));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void decide_claimSpoiled_noAnswer(String name, Object value) {
    Map<String, Object> claims = claims(answer());
    claims.put(name, value);
    answer(header(), claims, key);

    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  @Test
  void decide_audienceInAnArrayOrLongType_believed() {
    Map<String, Object> claims = claims(answer());
    claims.put("aud", List.of("x", "gateway"));
    Map<String, Object> header = header();
    header.put("typ", "application/Token-Introspection+JWT");
    answer(header, claims, key);

    trial.accepts("abc");
  }

  @Test
  void decide_signedByAnother_noAnswer() {
    answer(header(), claims(answer()), other);

    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  @Test
  void decide_noJws_noAnswer() {
    for (String body : List.of("", "a.b", "..", "a.b.c.d", "{\"active\":true,\"sub\":\"a\"}")) {
      answer(body, TYPE);
      trial.refuses("t" + body.length(), Reasons.INTROSPECTION_UNAVAILABLE);
    }
  }

  /** I17, both ways: what was not asked for is not read. */
  @Test
  void decide_otherFormThanAsked_noAnswer() {
    answer(JsonWriter.write(answer()), "application/json");
    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
    String signed =
        io.edgeauth.fixtures.TestToken.compact(
            JsonWriter.write(header()), JsonWriter.write(claims(answer())), key);
    answer(signed, TYPE);
    try (IntrospectionTrial json =
        IntrospectionTrial.of(Introspection.issuer(issuer.issuer(), server.uri()), spec -> {})) {
      json.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
      answer(signed, "application/json");
      json.refuses("def", Reasons.INTROSPECTION_UNAVAILABLE);
    }
  }
}
