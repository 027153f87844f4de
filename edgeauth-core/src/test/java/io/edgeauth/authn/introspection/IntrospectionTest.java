package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static io.edgeauth.fixtures.IntrospectionTrial.status;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What answers mean, through whole decisions: I01 to I03, I10, I14 to I17. */
@Timeout(60)
final class IntrospectionTest {

  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private IntrospectionTrial trial;

  @AfterEach
  void end() {
    if (trial != null) {
      trial.close();
    }
    server.close();
  }

  private IntrospectionTrial trial() {
    if (trial == null) {
      trial =
          IntrospectionTrial.of(
              Introspection.issuer("https://id.example", server.uri()),
              spec -> spec.audience("api", "web"));
    }
    return trial;
  }

  @Test
  void decide_activeToken_identityOfTheAnswer() {
    Identity identity = trial().accepts("abc");

    assertThat(identity.subject()).isEqualTo("alice");
    assertThat(identity.client()).isEqualTo("alice-app");
    assertThat(identity.username()).isEqualTo("Alice");
    assertThat(identity.scopes()).containsExactly("read", "write");
    assertThat(identity.methods()).containsExactly("opaque");
    assertThat(identity.claims())
        .containsEntry("token_type", "Bearer")
        .containsKeys("exp", "iat", "active")
        .hasSize(10);
    assertThat(identity.claims().get("missing")).isNull();
    assertThat(server.last().method()).isEqualTo("POST");
    assertThat(server.last().accept()).isEqualTo("application/json");
    assertThat(server.last().fields())
        .containsExactly(Map.entry("token", "abc"), Map.entry("token_type_hint", "access_token"));
    assertThat(server.last().authorization()).startsWith("Basic ");
  }

  /** I01. */
  @Test
  void decide_nobodyNamed_refused() {
    server.answerWith(Map.of("active", true));
    trial().refuses("abc", Reasons.TOKEN_CLAIM);
  }

  /** I01: the twins; I14: a username is no subject. */
  @ParameterizedTest
  @ValueSource(strings = {"sub", "client_id", "username"})
  void decide_oneNameIsEnough_accepted(String member) {
    server.answerWith(Map.of("active", true, member, "x"));

    Identity identity = trial().accepts("abc");

    assertThat(identity.subject()).isEqualTo(member.equals("sub") ? "x" : null);
  }

  /** I02: also where a member stands twice, which is no answer at all. */
  @ParameterizedTest
  @ValueSource(strings = {"false", "\"true\"", "1", "null", "[true]", "\"false\"", "{}"})
  void decide_activeOtherThanTrue_refused(String active) {
    server.answerWith(
        TestIssuer.body(200, "application/json", "{\"active\":" + active + ",\"sub\":\"a\"}"));

    trial().refuses("abc", Reasons.TOKEN_INACTIVE);
  }

  /** I02. */
  @Test
  void decide_activeMissingOrTwice_notAccepted() {
    server.answerWith(Map.of("sub", "alice"));
    trial().refuses("a", Reasons.TOKEN_INACTIVE);
    server.answerWith(
        TestIssuer.body(
            200, "application/json", "{\"active\":false,\"active\":true,\"sub\":\"a\"}"));
    trial().refuses("b", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  static Stream<Arguments> spoiled() {
    long now = TestRuntime.NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("exp", now - 60, Reasons.TOKEN_EXPIRED),
        Arguments.of("nbf", now + 61, Reasons.TOKEN_NOT_YET_VALID),
        Arguments.of("iat", now + 61, Reasons.TOKEN_NOT_YET_VALID),
        Arguments.of("exp", "1790000000", Reasons.TOKEN_CLAIM),
        Arguments.of("aud", "other", Reasons.TOKEN_AUDIENCE),
        Arguments.of("aud", List.of("other", "api "), Reasons.TOKEN_AUDIENCE),
        Arguments.of("aud", Map.of("api", 1), Reasons.TOKEN_AUDIENCE),
        Arguments.of("iss", "https://id.example/", Reasons.TOKEN_ISSUER),
        Arguments.of("iss", List.of("https://id.example"), Reasons.TOKEN_ISSUER),
        Arguments.of("token_type", "refresh_token", Reasons.TOKEN_TYPE),
        Arguments.of("token_type", "mac", Reasons.TOKEN_TYPE),
        Arguments.of("token_type", "N_A", Reasons.TOKEN_TYPE),
        Arguments.of("token_type", List.of("Bearer"), Reasons.TOKEN_TYPE),
        Arguments.of("cnf", Map.of("jkt", "x"), Reasons.TOKEN_SENDER_UNPROVEN),
        Arguments.of("token_type", "DPoP", Reasons.TOKEN_SENDER_UNPROVEN),
        Arguments.of("sub", 7, Reasons.TOKEN_CLAIM),
        Arguments.of("sub", "", Reasons.TOKEN_CLAIM),
        Arguments.of("sub", "a\r\nX-User-Id: root", Reasons.TOKEN_CLAIM),
        Arguments.of("client_id", true, Reasons.TOKEN_CLAIM));
  }

  /** I03. */
  @ParameterizedTest
  @MethodSource("spoiled")
  void decide_activeButSpoiled_refused(
      String member, Object value, io.edgeauth.reason.Reason reason) {
    Map<String, Object> answer = active(member, value);
    if (member.equals("exp")) {
      answer.remove("iat");
    }
    server.answerWith(answer);

    trial().refuses("abc", reason);
  }

  static Stream<Arguments> twins() {
    long now = TestRuntime.NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("exp", now - 59),
        Arguments.of("nbf", now + 60),
        Arguments.of("aud", "web"),
        Arguments.of("aud", null),
        Arguments.of("iss", null),
        Arguments.of("token_type", "bearer"),
        Arguments.of("token_type", null),
        Arguments.of("cnf", null),
        Arguments.of("exp", null));
  }

  /** I03: the nearest that pass; null counts as absent. */
  @ParameterizedTest
  @MethodSource("twins")
  void decide_nearestLegal_accepted(String member, Object value) {
    Map<String, Object> answer = active(member, value);
    if (member.equals("exp")) {
      answer.remove("iat");
    }
    server.answerWith(answer);

    trial().accepts("abc");
  }

  @Test
  void decide_requiredClaim_asked() {
    trial =
        IntrospectionTrial.of(
            server.uri(), spec -> spec.requiredClaim(ClaimPath.parse("tenant.id"), "acme"));
    trial.refuses("a", Reasons.TOKEN_CLAIM);
    server.answerWith(active("tenant", Map.of("id", "other")));
    trial.refuses("b", Reasons.TOKEN_CLAIM);
    server.answerWith(active("tenant", "x"));
    trial.refuses("c", Reasons.TOKEN_CLAIM);
    Map<String, Object> good = active();
    good.put("claims", Map.of());
    good.put("tenant", null);
    server.answerWith(good);
    trial.refuses("d", Reasons.TOKEN_CLAIM);
  }

  @Test
  void decide_requiredClaimThere_accepted() {
    trial =
        IntrospectionTrial.of(
            server.uri(), spec -> spec.requiredClaim(ClaimPath.parse("aud"), "x", "api"));
    trial.accepts("a");
  }

  /** I10: what a token may hold arrives as it is. */
  @ParameterizedTest
  @ValueSource(strings = {"a+b/c==", "~._-", "AZaz09+/=", "a="})
  void decide_tokenCharacters_arriveAsTheyAre(String token) {
    trial().accepts(token);

    assertThat(server.last().fields()).containsEntry("token", token);
    assertThat(server.last().target()).isEqualTo("/introspect");
  }

  /** I10: nobody is asked about what no token is. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a&token=b", "a=b", "%00", "a%20b", "a b", "a\r\nb", "é", "a😀", "\u0000", "="})
  void decide_noToken_refusedHere(String token) {
    assertThat(status(trial().ask(token))).isEqualTo(400);
    assertThat(trial.lastEvent().reason()).isEqualTo(Reasons.CREDENTIAL_MALFORMED);
    assertThat(server.calls()).isZero();
  }

  /** I10. */
  @Test
  void decide_emptyOrTooLong_refusedHere() {
    trial().refuses("", Reasons.TOKEN_MALFORMED);
    trial().refuses("a".repeat(16_385), Reasons.CREDENTIAL_TOO_LONG);
    trial().refuses("a".repeat(64 * 1024), Reasons.CREDENTIAL_TOO_LONG);
    assertThat(server.calls()).isZero();
    trial().accepts("a".repeat(16_384));
  }

  /** I14. */
  @Test
  void decide_scopesOfAnyType_neverMoreThanSaid() {
    Object[][] cases = {
      {"read  write ", List.of("read", "write")},
      {List.of("read", "write"), List.of("read", "write")},
      {null, List.of()},
      {7, List.of()},
      {List.of("read", 7), List.of()},
      {Map.of("read", true), List.of()},
      {"", List.of()},
      {"read\twrite", List.of("read\twrite")}
    };
    for (int i = 0; i < cases.length; i++) {
      server.answerWith(active("scope", cases[i][0]));
      assertThat(List.copyOf(trial().accepts("t" + i).scopes()))
          .as(Arrays.toString(cases[i]))
          .isEqualTo(cases[i][1]);
    }
    Map<String, Object> missing = active();
    missing.remove("scope");
    server.answerWith(missing);
    assertThat(trial.accepts("without").scopes()).isEmpty();
  }

  /** I15: in no event, log line, exception or name of a thread. */
  @Test
  void decide_anyEnd_tokenAndSecretNowhere() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = root.getLevel();
    root.addAppender(lines);
    ((Logger) LoggerFactory.getLogger("io.edgeauth")).setLevel(Level.TRACE);
    try {
      trial().accepts("Hidden-token-1");
      server.answerWith(TestIssuer.body(500, "text/plain", "Hidden-token-2 is bad"));
      assertThat(trial.status("Hidden-token-2")).isEqualTo(503);
      server.answerWith(TestIssuer.body(200, "application/json", "Hidden-token-3"));
      assertThat(trial.status("Hidden-token-3")).isEqualTo(503);
      server.stop();
      Decision decision = trial.ask("Hidden-token-4");
      assertThat(status(decision)).isEqualTo(503);
      assertThat(decision.toString()).doesNotContain("Hidden");
      assertThat(trial.events().of(io.edgeauth.event.EdgeEvent.class).toString())
          .doesNotContain("Hidden")
          .doesNotContain("the-gateway's-secret");
      assertThat(List.copyOf(lines.list))
          .extracting(line -> line.getFormattedMessage() + line.getThreadName())
          .isNotEmpty()
          .noneMatch(line -> line.contains("Hidden") || line.contains("gateway's"));
      assertThat(server.received()).noneMatch(form -> form.target().contains("Hidden"));
    } finally {
      root.detachAppender(lines);
      root.setLevel(before);
      ((Logger) LoggerFactory.getLogger("io.edgeauth")).setLevel(null);
    }
  }

  /** I16: what the answer says is a claim, and nothing of ours. */
  @Test
  void decide_answerWithOurNames_ignored() {
    Map<String, Object> answer = active();
    answer.put("edgeauth.verified", true);
    answer.put("api-key.owner", "root");
    answer.put("certificate.cn", "root");
    answer.put("methods", List.of("root"));
    answer.put("kind", "api-key");
    server.answerWith(answer);

    Decision.Forward forward = (Decision.Forward) trial().ask("abc");

    Identity identity = forward.identity();
    assertThat(identity.methods()).containsExactly("opaque");
    assertThat(identity.credential("introspection")).isNotNull();
    assertThat(identity.credential("api-key")).isNull();
    assertThat(forward.headers().fields().toString()).doesNotContain("root");
  }

  @Test
  void decide_noCredentialOrAnotherScheme_challenged() {
    Decision nothing = trial().edge().decide(TestRequest.get("/any"));
    assertThat(status(nothing)).isEqualTo(401);
    assertThat(((Decision.Reject) nothing).responseHeaders())
        .anyMatch(
            header ->
                header.name().equals("WWW-Authenticate")
                    && header.value().equals("Bearer realm=\"edgeauth\""));
    Decision basic =
        trial.edge().decide(TestRequest.get("/any").header("Authorization", "Basic eDp5"));
    assertThat(status(basic)).isEqualTo(401);
    assertThat(trial.lastEvent().reason()).isEqualTo(Reasons.CREDENTIAL_FOREIGN);
    server.answerWith(Map.of("active", false));
    Decision bad = trial.ask("abc");
    assertThat(((Decision.Reject) bad).responseHeaders())
        .anyMatch(header -> header.value().contains("error=\"invalid_token\""));
    assertThat(server.calls()).isEqualTo(1);
  }
}
