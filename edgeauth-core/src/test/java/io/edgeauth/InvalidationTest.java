package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.RequestBody;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The back-channel by which others say that a token is to be forgotten. */
final class InvalidationTest {

  private static final String PATH = "/edge/invalidate";
  private static final int MAX_BODY = 64 * 1024 + 3 * 16 * 1024;

  private final TestAuthorizationServer server =
      TestAuthorizationServer.start(IntrospectionTrial.active());
  private final IntrospectionTrial trial =
      IntrospectionTrial.of(
          Introspection.endpoint(server.uri()),
          spec -> {},
          builder ->
              builder
                  .authenticator("admin", SpokenAuthenticator.of("Spoken", "X-Admin"))
                  .ipRules(IpRules.of(List.of(), List.of(Cidr.parse("198.51.100.0/24"))))
                  .invalidation(PATH, "admin"));

  @AfterEach
  void end() {
    trial.close();
    server.close();
  }

  private static TestRequest form(String body) {
    return TestRequest.form(PATH, body).header("X-Admin", "good");
  }

  /** Remembered as good, and revoked where it came from. */
  private void revoked(String... tokens) {
    for (String token : tokens) {
      trial.accepts(token);
    }
    server.answerWith(Map.of("active", false));
    for (String token : tokens) {
      trial.accepts(token);
    }
  }

  private Decision.Answer done(TestRequest request) {
    Decision decision = trial.edge().decide(request);
    assertThat(decision).as("%s", trial.lastEvent()).isInstanceOf(Decision.Answer.class);
    return (Decision.Answer) decision;
  }

  private Decision.Reject refused(TestRequest request, Reason reason) {
    Decision decision = trial.edge().decide(request);
    assertThat(trial.lastEvent().reason()).isEqualTo(reason);
    assertThat(decision).isInstanceOf(Decision.Reject.class);
    Decision.Reject reject = (Decision.Reject) decision;
    assertThat(reject.problem().status()).isEqualTo(reason.status());
    return reject;
  }

  private static List<String> values(List<HeaderField> headers, String name) {
    return headers.stream().filter(f -> f.name().equals(name)).map(HeaderField::value).toList();
  }

  @Test
  @DisplayName("I12: a revoked token that is invalidated is refused at once, on all threads")
  void post_revokedToken_refusedAtOnce() throws Exception {
    revoked("abc");
    Decision.Answer answer = done(form("token=abc&token_type_hint=refresh_token&x=y"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(values(answer.responseHeaders(), "Cache-Control")).containsExactly("no-store");
    assertThat(values(answer.responseHeaders(), "X-Request-Id"))
        .containsExactly(trial.lastEvent().requestId());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        statuses.add(threads.submit(() -> trial.status("abc")));
      }
      for (Future<Integer> status : statuses) {
        assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(401);
      }
    } finally {
      threads.shutdownNow();
    }
    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
  }

  /** RFC 7009, section 2.2: nobody finds out by it which tokens there are. */
  @Test
  void post_unknownToken_sameAnswer() {
    trial.accepts("abc");
    Decision.Answer known = done(form("token=abc"));
    Decision.Answer unknown = done(form("token=nobody-has-this&token=%C3%A9%00"));

    assertThat(unknown.status()).isEqualTo(known.status());
    assertThat(unknown.body()).isEqualTo(known.body());
    assertThat(unknown.responseHeaders())
        .extracting(HeaderField::name)
        .containsExactlyElementsOf(
            known.responseHeaders().stream().map(HeaderField::name).toList());
  }

  @Test
  void post_severalTokens_allForgotten() {
    revoked("a", "b+/=", "c");
    done(form("token=a&token=b%2B%2F%3D&token=x"));
    trial.refuses("a", Reasons.TOKEN_INACTIVE);
    trial.refuses("b+/=", Reasons.TOKEN_INACTIVE);
    trial.accepts("c");
  }

  @Test
  void post_hundredTokens_butNoMore() {
    revoked("last");
    String hundred = String.join("&", Collections.nCopies(100, "token=x"));
    refused(form(hundred + "&token=last"), Reasons.BODY_MALFORMED);
    trial.accepts("last");
    done(form(hundred.replaceFirst("x", "last")));
    trial.refuses("last", Reasons.TOKEN_INACTIVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x=y",
        "token",
        "token=",
        "token=abc&token=",
        "token=abc&x=%zz",
        "token=abc\n"
      })
  void post_wrongAnywhere_nothingForgotten(String body) {
    revoked("abc");
    Decision.Reject reject = refused(form(body), Reasons.BODY_MALFORMED);
    assertThat(reject.problem().detail()).startsWith("The form ").doesNotContain("abc");
    trial.accepts("abc");
    done(form("token=abc"));
    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencodedx",
        ""
      })
  void post_otherType_415Unread(String type) {
    TestRequest request =
        TestRequest.of("POST", PATH).header("X-Admin", "good").header("Content-Type", type);
    Decision.Reject reject = refused(request, Reasons.BODY_TYPE);
    assertThat(values(reject.responseHeaders(), "Accept"))
        .containsExactly("application/x-www-form-urlencoded");
    assertThat(request.bodyReads()).isZero();
  }

  @Test
  void post_typeMissingDoubledOrCompressed_415() {
    refused(TestRequest.of("POST", PATH).header("X-Admin", "good"), Reasons.BODY_TYPE);
    refused(form("token=a").header("Content-Type", "text/plain"), Reasons.BODY_TYPE);
    refused(form("token=a").header("Content-Encoding", "gzip"), Reasons.BODY_TYPE);
    done(form("token=a").header("Content-Encoding", "identity"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Application/X-WWW-Form-URLencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "application/x-www-form-urlencoded ; charset=\"utf-8\""
      })
  void post_typeInOtherWords_taken(String type) {
    TestRequest request =
        TestRequest.of("POST", PATH)
            .header("X-Admin", "good")
            .header("Content-Type", type)
            .body(
                max ->
                    new RequestBody.Content(
                        "token=a".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    done(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "post"})
  void otherMethod_405WithAllow(String method) {
    TestRequest request = TestRequest.of(method, PATH).header("X-Admin", "good");
    Decision.Reject reject = refused(request, Reasons.METHOD_NOT_ALLOWED);
    assertThat(values(reject.responseHeaders(), "Allow")).containsExactly("POST");
    assertThat(request.bodyReads()).isZero();
  }

  @Test
  void preflight_noRouteOfBrowsers_405() {
    refused(
        TestRequest.of("OPTIONS", PATH)
            .header("Origin", "https://a.example")
            .header("Access-Control-Request-Method", "POST"),
        Reasons.METHOD_NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({
    "expired, TOKEN_EXPIRED, 401",
    "foreign, CREDENTIAL_FOREIGN, 401",
    "down, KEYS_UNAVAILABLE, 503",
    "throw, INTERNAL_ERROR, 500"
  })
  void post_notAuthenticated_refusedUnread(String word, String reason, int status)
      throws ReflectiveOperationException {
    revoked("abc");
    TestRequest request = TestRequest.form(PATH, "token=abc").header("X-Admin", word);
    Reason expected = (Reason) Reasons.class.getField(reason).get(null);
    Decision.Reject reject = refused(request, expected);

    assertThat(reject.problem().status()).isEqualTo(status);
    assertThat(values(reject.responseHeaders(), "WWW-Authenticate"))
        .hasSize(status == 401 ? 1 : 0)
        .allMatch(challenge -> challenge.startsWith("Spoken realm=\"test\""));
    assertThat(values(reject.responseHeaders(), "Retry-After")).hasSize(status == 503 ? 1 : 0);
    assertThat(request.bodyReads()).isZero();
    trial.accepts("abc");
  }

  /** The token of a client is no right to invalidate others': the expression alone says who may. */
  @Test
  void post_credentialOfARouteOnly_401WithChallengeOfTheExpression() {
    TestRequest request = TestRequest.form(PATH, "token=abc").bearer("abc");
    Decision.Reject reject = refused(request, Reasons.CREDENTIAL_MISSING);
    assertThat(values(reject.responseHeaders(), "WWW-Authenticate"))
        .containsExactly("Spoken realm=\"test\"");
    assertThat(request.bodyReads()).isZero();
  }

  @Test
  void post_stagesBefore_stillHold() {
    refused(form("token=a").peer("198.51.100.7"), Reasons.ADDRESS_DENIED);
    refused(form("token=a").authority("a b"), Reasons.REQUEST_MALFORMED);
    refused(
        TestRequest.form("/edge/../edge/invalidate", "token=a").header("X-Admin", "good"),
        Reasons.PATH_AMBIGUOUS);
  }

  @Test
  void post_announcedLength_boundTold() {
    TestRequest large = form("token=a").header("Content-Length", String.valueOf(MAX_BODY + 1));
    assertThat(refused(large, Reasons.BODY_TOO_LARGE).problem().detail())
        .contains(String.valueOf(MAX_BODY));
    assertThat(large.bodyReads()).isZero();
    // A token of the greatest length, each octet of it escaped, beside as much as others have.
    String most = "token=" + "%41".repeat(16 * 1024) + "&x=" + "y".repeat(64 * 1024 - 9);
    assertThat(most).hasSize(MAX_BODY);
    done(form(most).header("Content-Length", String.valueOf(MAX_BODY)));
    refused(form(most + "y"), Reasons.BODY_TOO_LARGE);
  }

  @Test
  void post_bodyThatCannotBeHad_toldApart() {
    revoked("abc");
    refused(form("").body(max -> RequestBody.Unreadable.INSTANCE), Reasons.BODY_UNREADABLE);
    refused(form("").body(max -> RequestBody.TooLarge.INSTANCE), Reasons.BODY_TOO_LARGE);
    // What the server takes for the end, where a connection ended.
    refused(form("token=abc").header("Content-Length", "10"), Reasons.BODY_UNREADABLE);
    trial.accepts("abc");
  }

  /** An adapter that does not implement it is told so, and nothing else is wrong by it. */
  @Test
  void post_adapterWithoutBodies_501() {
    TestRequest request = form("").body(max -> RequestBody.Unsupported.INSTANCE);
    assertThat(refused(request, Reasons.BODY_UNSUPPORTED).problem().status()).isEqualTo(501);
    assertThat(trial.lastEvent().detail()).contains("EdgeRequest.body");
  }

  @Test
  void path_comparedLikeARoutes() {
    revoked("abc");
    done(TestRequest.form("/%65dge/invalidate", "token=abc").header("X-Admin", "good"));
    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
    done(
        TestRequest.form("/app" + PATH, "token=abc").contextPath("/app").header("X-Admin", "good"));
    for (String other : List.of(PATH + "/", "/edge", "/edge/invalidate2", "/Edge/invalidate")) {
      TestRequest request = TestRequest.form(other, "token=abc").header("X-Admin", "good");
      refused(request, Reasons.CREDENTIAL_MISSING); // the route behind it asks for another
      assertThat(request.bodyReads()).isZero();
    }
  }

  @Test
  void explain_showsTheEndpoint_forgetsNothing() {
    revoked("abc");
    TestRequest request = form("token=abc");
    Explanation explanation = trial.edge().explain(request);

    assertThat(explanation.decision()).isInstanceOf(Decision.Answer.class);
    assertThat(explanation.stages())
        .extracting(Explanation.StageOutcome::stage)
        .containsExactly("request form", "ip rules", "endpoint");
    assertThat(explanation.stages().get(2).detail())
        .isEqualTo(PATH + "; admin; nothing is read and forgotten for an explanation");
    assertThat(request.bodyReads()).isZero();
    trial.accepts("abc");
  }

  @Test
  void explain_elsewhere_goesOnToTheRoutes() {
    assertThat(trial.edge().explain(TestRequest.get("/any").bearer("abc")).stages())
        .extracting(Explanation.StageOutcome::stage)
        .startsWith("request form", "ip rules", "endpoint", "route");
  }

  @Test
  @DisplayName("I15, C05: one event for each call, and no token in any of what is told")
  void post_planted_toldNowhere() {
    String planted = "planted-5d1c9e7b";
    done(form("token=" + planted));
    DecisionEvent event = trial.lastEvent();
    assertThat(event.outcome()).isEqualTo(Outcome.ANSWER);
    assertThat(event.route()).isEqualTo(PATH);
    assertThat(event.methods()).containsExactly("admin");
    assertThat(event.subject()).isEqualTo("alice");
    assertThat(event.reason()).isNull();

    refused(form("token=" + planted + "&token="), Reasons.BODY_MALFORMED);
    assertThat(trial.lastEvent().outcome()).isEqualTo(Outcome.REJECT);
    Decision.Reject reject = refused(form("token=" + planted + "%"), Reasons.BODY_MALFORMED);
    assertThat(reject.problem().body() + reject).doesNotContain(planted);
    assertThat(trial.events().of(DecisionEvent.class)).hasSize(3);
    assertThat(trial.events().of(io.edgeauth.event.EdgeEvent.class))
        .noneMatch(one -> one.toString().contains(planted));
  }

  /** A body that comes slowly may still be coming when everything is closed. */
  @Test
  void post_closedMeanwhile_unavailable() {
    TestRequest request =
        form("")
            .body(
                max -> {
                  trial.edge().close();
                  return new RequestBody.Content(new byte[] {'t', 'o', 'k', 'e', 'n', '=', 'a'});
                });
    Decision decision = trial.edge().decide(request);
    assertThat(IntrospectionTrial.status(decision)).isEqualTo(503);
  }
}
