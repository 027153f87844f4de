package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shadow route refuses nobody for what they are, and tells whom it would have refused. */
final class ShadowTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final TestEdge edge =
      TestEdge.of(
          builder ->
              builder
                  .policy(
                      "counts",
                      (who, request) -> {
                        asked.incrementAndGet();
                        return new PolicyResult.Refused(Reasons.CLAIM_MISMATCH, "for operators");
                      })
                  .policy(
                      "throws",
                      (who, request) -> {
                        throw new IllegalStateException("a bug");
                      })
                  .route(shadow("/user").shadow())
                  .route(shadow("/role").requireRole("admin").policy("counts").shadow())
                  .route(shadow("/policy").policy("counts").shadow())
                  .route(shadow("/bug").policy("throws").shadow())
                  .route(shadow("/get").methods("GET").shadow())
                  .route(Route.path("/open").allowPublic().shadow())
                  .route(
                      shadow("/office")
                          .ipRules(IpRules.of(List.of(Cidr.parse("10.0.0.0/8")), List.of()))
                          .shadow())
                  .route(shadow("/enforced")));

  private static RouteBuilder shadow(String path) {
    return Route.path(path).authenticate("user");
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest user(String path, String word) {
    return TestRequest.get(path).header("X-User", word).header("X_User_Id", "mallory");
  }

  /** Its identity as usual, and its credentials end as usual. */
  @Test
  void decide_passesEverything_asEnforced() {
    Decision.Forward forward = edge.forwarded(user("/user", "good"));
    assertThat(forward.identity().subject()).isEqualTo("alice");
    assertThat(forward.headers().fields()).contains(new HeaderField("X-User-Id", "alice"));
    assertThat(forward.headers().removes("X-User")).isTrue();
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.FORWARD);
    assertThat(edge.lastEvent().reason()).isNull();
    assertThat(edge.forwarded(TestRequest.get("/open")).headers().removes("X-User")).isTrue();
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.FORWARD);
  }

  @ParameterizedTest
  @CsvSource({
    "/user, expired, token-expired, 401",
    "/user, foreign, credential-foreign, 401",
    "/user, down, keys-unavailable, 503",
    "/user, throw, internal-error, 500",
    "/role, good, role-missing, 403",
    "/policy, good, claim-mismatch, 403",
    "/bug, good, internal-error, 500"
  })
  void decide_wouldRefuse_goesOnWithoutIdentityWithCredentials(
      String path, String word, String code, int status) {
    Decision.Forward forward = edge.forwarded(user(path, word));
    assertThat(forward.identity().isAnonymous()).isTrue();
    assertThat(forward.headers().apply("X-User", List.of(word))).containsExactly(word);
    assertThat(forward.headers().removes("Authorization")).isFalse();
    assertThat(forward.headers().removes("X_User_Id")).isTrue();
    assertThat(forward.headers().removes("X-Forwarded-For")).isTrue();
    assertThat(forward.headers().apply("X-User-Id", List.of("mallory"))).isEmpty();
    assertThat(forward.responseHeaders())
        .extracting(HeaderField::name)
        .containsExactly("X-Request-Id");
    DecisionEvent event = edge.lastEvent();
    assertThat(event.outcome()).isEqualTo(Outcome.SHADOW);
    assertThat(event.reason()).isEqualTo(new Reason(code, status));
    assertThat(event.route()).isEqualTo(path);
  }

  @Test
  void decide_noCredential_goesOn() {
    assertThat(edge.forwarded(TestRequest.get("/user")).identity().isAnonymous()).isTrue();
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.CREDENTIAL_MISSING);
    assertThat(edge.reason(TestRequest.get("/enforced"))).isEqualTo(Reasons.CREDENTIAL_MISSING);
  }

  /** What stands behind the refusal would not have been asked, and is not. */
  @Test
  void decide_wouldRefuse_nothingBehindIsAsked() {
    for (TestRequest request :
        List.of(user("/role", "good"), user("/role", "expired"), user("/policy", "expired"))) {
      edge.forwarded(request);
    }
    assertThat(asked).hasValue(0);
    assertThat(edge.reason(user("/policy", "good"))).isNull();
    assertThat(asked).hasValue(1);
  }

  /** Who would be refused is told, though the backend does not get to know it. */
  @Test
  void event_wouldRefuseSomebodyKnown_named() {
    edge.forwarded(user("/policy", "good"));
    assertThat(edge.lastEvent().subject()).isEqualTo("alice");
    assertThat(edge.lastEvent().methods()).containsExactly("user");
    assertThat(edge.lastEvent().detail()).isEqualTo("for operators");
  }

  /** Stages 0 to 2 hold: form, addresses, methods. */
  @Test
  void decide_formAddressOrMethod_refusedAsEver() {
    assertThat(edge.reason(user("/user/../x", "good"))).isEqualTo(Reasons.PATH_AMBIGUOUS);
    assertThat(edge.reason(user("/office", "good"))).isEqualTo(Reasons.ADDRESS_DENIED);
    assertThat(edge.reason(user("/office", "good").peer("10.0.0.1"))).isNull();
    assertThat(edge.reason(TestRequest.of("POST", "/get"))).isEqualTo(Reasons.METHOD_NOT_ALLOWED);
    assertThat(edge.reason(user("/none", "good"))).isEqualTo(Reasons.ROUTE_UNMATCHED);
  }

  @Test
  void explain_wouldRefuse_toldAtItsStage() {
    Explanation explanation = edge.edge().explain(user("/role", "expired"));
    assertThat(explanation.decision()).isInstanceOf(Decision.Forward.class);
    assertThat(explanation.stages())
        .extracting(stage -> stage.stage() + ": " + stage.detail())
        .containsExactly(
            "request form: ",
            "ip rules: client 192.0.2.1; sent to http://gateway.example",
            "route: /role, shadow",
            "authenticate: shadow, else 401 token-expired: for operators",
            "authorise: not asked",
            "forward: ");
    assertThat(explanation.stages()).allMatch(Explanation.StageOutcome::passed);
  }

  @Test
  void start_shadowRoutes_toldOneByOne() {
    assertThat(edge.loosenings())
        .hasSize(7)
        .contains("edgeauth.routes[1].mode: shadow, /role lets pass what it would refuse");
  }
}
