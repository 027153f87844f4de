package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.policy.Policy;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PipelineTest {

  private static final Reason SLEEPING = new Reason("tenant-sleeping", 403);

  /** A policy that declares its reason, as one must whose reasons are to be told by their names. */
  private static final class Sleeping implements Policy {
    @Override
    public PolicyResult evaluate(Identity identity, EdgeRequest request) {
      return new PolicyResult.Refused(SLEEPING, "for operators");
    }

    @Override
    public Set<Reason> reasons() {
      return Set.of(SLEEPING);
    }
  }

  private static final Reason STALE = new Reason("login-too-old", 401);

  private final List<DecisionEvent> events = new CopyOnWriteArrayList<>();
  private final EdgeAuth edge = edge();

  private EdgeAuth edge() {
    Credential alice =
        Credential.builder("spoken").subject("alice").scopes(List.of("read")).build();
    return EdgeAuth.builder()
        .authenticator("user", SpokenAuthenticator.of("Bearer", "X-User").proving(alice))
        .authenticator("key", SpokenAuthenticator.of("ApiKey", "X-Key"))
        .policy("sleeps", new Sleeping())
        .policy("stale", (identity, request) -> new PolicyResult.Refused(STALE, null))
        .policy(
            "throws",
            (identity, request) -> {
              throw new IllegalStateException("a bug");
            })
        .policy("null", (identity, request) -> null)
        .policy(
            "anonymous",
            (identity, request) ->
                identity.isAnonymous()
                    ? PolicyResult.Allowed.INSTANCE
                    : new PolicyResult.Refused(SLEEPING, null))
        .route(Route.path("/open").allowPublic())
        .route(Route.path("/optional").authenticate("user").optional())
        .route(
            Route.path("/optional/policy")
                .authenticate("user")
                .optional()
                .policy("anonymous")
                .requireRole("r"))
        .route(Route.path("/either").authenticate("user | key"))
        .route(Route.path("/scope").authenticate("user | key").requireScopes("write", "read"))
        .route(Route.path("/role").authenticate("user").requireRole("admin"))
        .route(Route.path("/get").methods("GET").authenticate("user"))
        .route(Route.path("/policy/sleeps").authenticate("user").policy("sleeps"))
        .route(Route.path("/policy/stale").authenticate("user").policy("stale"))
        .route(Route.path("/policy/throws").authenticate("user").policy("throws"))
        .route(Route.path("/policy/null").authenticate("user").policy("null"))
        .listener(this::remember)
        .build();
  }

  private void remember(EdgeEvent event) {
    if (event instanceof DecisionEvent decision) {
      events.add(decision);
    }
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest user(String path, String word) {
    return TestRequest.get(path).header("X-User", word);
  }

  /** Decides, and holds the one event of it against the answer. */
  private Decision.Reject rejected(TestRequest request, Reason reason) {
    events.clear();
    Decision.Reject reject = (Decision.Reject) edge.decide(request);
    DecisionEvent event = events.get(0);
    assertThat(events).hasSize(1);
    assertThat(event.outcome()).isEqualTo(DecisionEvent.Outcome.REJECT);
    assertThat(event.reason()).isEqualTo(reason);
    assertThat(reject.problem().status()).isEqualTo(reason.status());
    assertThat(reject.problem().requestId()).isEqualTo(event.requestId());
    assertThat(reject.responseHeaders())
        .contains(new HeaderField("X-Request-Id", event.requestId()));
    if (reason.status() == 401) {
      assertThat(values(reject, "WWW-Authenticate")).isNotEmpty();
    }
    return reject;
  }

  private static List<String> values(Decision.Reject reject, String header) {
    return reject.responseHeaders().stream()
        .filter(field -> field.name().equals(header))
        .map(HeaderField::value)
        .toList();
  }

  private Decision.Forward forwarded(TestRequest request) {
    events.clear();
    Decision.Forward forward = (Decision.Forward) edge.decide(request);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).outcome()).isEqualTo(DecisionEvent.Outcome.FORWARD);
    assertThat(events.get(0).reason()).isNull();
    return forward;
  }

  @Test
  void decide_everyStage_itsReason() {
    rejected(TestRequest.get("/a/../open"), Reasons.PATH_AMBIGUOUS);
    rejected(TestRequest.get("/open").authority(null), Reasons.REQUEST_MALFORMED);
    rejected(TestRequest.get("/elsewhere"), Reasons.ROUTE_UNMATCHED);
    rejected(TestRequest.get("/either"), Reasons.CREDENTIAL_MISSING);
    rejected(user("/either", "foreign"), Reasons.CREDENTIAL_FOREIGN);
    rejected(user("/either", "expired"), Reasons.TOKEN_EXPIRED);
    rejected(user("/either", "good").header("X-Key", "good"), Reasons.CREDENTIAL_DOUBLED);
    rejected(user("/scope", "good"), Reasons.SCOPE_INSUFFICIENT);
    rejected(user("/role", "good"), Reasons.ROLE_MISSING);
    rejected(user("/policy/sleeps", "good"), SLEEPING);
    assertThat(events.get(0).detail()).isEqualTo("for operators");
    assertThat(events.get(0).subject()).isEqualTo("alice");
    rejected(user("/policy/stale", "good"), new Reason("reason-undeclared", 401));
    assertThat(events.get(0).detail()).isEqualTo(STALE.code());
  }

  /** R29 and G5: what no route matches is refused, whoever asks. */
  @Test
  void decide_unmatched_refusedForEverybody() {
    for (String path :
        List.of("/", "/Open", "/open/", "/open/x", "/favicon.ico", "/error", "/actuator/health")) {
      rejected(user(path, "good").header("User-Agent", "kube-probe/1.30"), Reasons.ROUTE_UNMATCHED);
    }
    assertThat(forwarded(TestRequest.get("/open")).identity().isAnonymous()).isTrue();
  }

  @Test
  void decide_otherMethod_405WithAllow() {
    Decision.Reject reject = rejected(TestRequest.of("POST", "/get"), Reasons.METHOD_NOT_ALLOWED);
    assertThat(values(reject, "Allow")).containsExactly("GET, HEAD");
    rejected(TestRequest.of("TRACE", "/open"), Reasons.METHOD_NOT_ALLOWED);
    rejected(TestRequest.of("get", "/open"), Reasons.METHOD_NOT_ALLOWED);
    rejected(TestRequest.of("HEAD", "/get"), Reasons.CREDENTIAL_MISSING);
  }

  @Test
  void decide_contextPath_takenOff() {
    forwarded(TestRequest.get("/app/open").contextPath("/app"));
    rejected(TestRequest.get("/open").contextPath("/app"), Reasons.PATH_AMBIGUOUS);
  }

  /** Optional only without any credential: a bad, foreign or doubled one is refused. */
  @Test
  void decide_optional_anonymousOnlyWithoutCredential() {
    assertThat(forwarded(TestRequest.get("/optional")).identity().isAnonymous()).isTrue();
    assertThat(forwarded(user("/optional", "good")).identity().subject()).isEqualTo("alice");
    rejected(user("/optional", "expired"), Reasons.TOKEN_EXPIRED);
    rejected(user("/optional", "foreign"), Reasons.CREDENTIAL_FOREIGN);
    rejected(user("/optional", ""), Reasons.TOKEN_EXPIRED);
    rejected(user("/optional", "down"), Reasons.KEYS_UNAVAILABLE);
  }

  /** Anonymous callers are asked by the policy, not for roles; authenticated ones by both. */
  @Test
  void decide_optionalWithPolicy_bothAsked() {
    forwarded(TestRequest.get("/optional/policy"));
    rejected(user("/optional/policy", "good"), Reasons.ROLE_MISSING);
  }

  /** A public route reads no credential, not even one that would break the reader. */
  @Test
  void decide_public_credentialUnread() {
    Decision.Forward forward = forwarded(user("/open", "throw").header("Authorization", "x"));
    assertThat(forward.headers().removes("Authorization")).isTrue();
    assertThat(forward.headers().removes("X-User")).isTrue();
    assertThat(forward.headers().removes("X_User_Id")).isTrue();
  }

  /** J45: whatever breaks, nothing goes on. */
  @ParameterizedTest
  @ValueSource(strings = {"throw", "overflow", "error"})
  void decide_authenticatorBreaks_internalError(String word) {
    Decision.Reject reject = rejected(user("/either", word), Reasons.INTERNAL_ERROR);
    assertThat(reject.problem().detail()).isNull();
    assertThat(reject.problem().body()).doesNotContain("bug").doesNotContain("Exception");
    rejected(user("/optional", word), Reasons.INTERNAL_ERROR);
    forwarded(user("/either", "good"));
  }

  @Test
  void decide_authenticatorAnswersNothing_refused() {
    events.clear();
    assertThat(edge.decide(user("/optional", "null"))).isInstanceOf(Decision.Reject.class);
    assertThat(events).hasSize(1);
  }

  /** Code without annotations may answer null: that is no permission. */
  @Test
  void decide_policyBreaks_internalError() {
    rejected(user("/policy/throws", "good"), Reasons.INTERNAL_ERROR);
    rejected(user("/policy/null", "good"), Reasons.INTERNAL_ERROR);
  }

  @Test
  void decide_unavailable_503WithRetryAfterRoundedUp() {
    Decision.Reject reject = rejected(user("/either", "down"), Reasons.KEYS_UNAVAILABLE);
    assertThat(values(reject, "Retry-After")).containsExactly("2");
    assertThat(values(reject, "WWW-Authenticate")).isEmpty();
  }

  @Test
  void decide_missingCredential_challengesWithoutError() {
    Decision.Reject reject = rejected(TestRequest.get("/either"), Reasons.CREDENTIAL_MISSING);
    assertThat(values(reject, "WWW-Authenticate"))
        .containsExactly("Bearer realm=\"test\"", "ApiKey realm=\"test\"");
  }

  @Test
  void decide_scopeLacking_challengeNamesScopes() {
    Decision.Reject reject = rejected(user("/scope", "good"), Reasons.SCOPE_INSUFFICIENT);
    assertThat(values(reject, "WWW-Authenticate").get(0)).contains("scope=\"write read\"");
    assertThat(values(rejected(user("/role", "good"), Reasons.ROLE_MISSING), "WWW-Authenticate"))
        .isEmpty();
  }

  /** The same stages: explain comes to the same end and tells no listener. */
  @ParameterizedTest
  @CsvSource({
    "/open, good", "/optional, '', ", "/either, good", "/either, expired", "/either, foreign",
    "/either, down", "/either, throw", "/scope, good", "/role, good", "/policy/sleeps, good",
    "/policy/null, good", "/elsewhere, good", "/a/../open, good"
  })
  void explain_anyRequest_asDecided(String path, String word) {
    Decision decided = edge.decide(user(path, word));
    events.clear();
    Explanation explained = edge.explain(user(path, word));
    assertThat(events).isEmpty();
    assertThat(explained.decision()).isInstanceOf(decided.getClass());
    List<Explanation.StageOutcome> stages = explained.stages();
    boolean forwards = decided instanceof Decision.Forward;
    assertThat(stages).last().extracting(Explanation.StageOutcome::passed).isEqualTo(forwards);
    assertThat(stages.subList(0, stages.size() - 1)).allMatch(Explanation.StageOutcome::passed);
    if (decided instanceof Decision.Reject reject) {
      Decision.Reject other = (Decision.Reject) explained.decision();
      assertThat(other.problem().status()).isEqualTo(reject.problem().status());
      assertThat(other.problem().detail()).isEqualTo(reject.problem().detail());
    } else {
      assertThat(stages)
          .extracting(Explanation.StageOutcome::stage)
          .containsExactly(
              "request form", "ip rules", "route", "authenticate", "authorise", "forward");
      assertThat(stages.get(1).detail())
          .isEqualTo("client 192.0.2.1; sent to http://gateway.example");
    }
  }
}
