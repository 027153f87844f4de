package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Browsers send preflights without credentials; nothing else gets past a route that way (R16). */
final class PreflightTest {

  private static TestEdge edge(boolean preflightPasses) {
    int length = RequestSettings.DEFAULTS.maxCredentialLength();
    return TestEdge.of(
        builder ->
            builder
                .request(new RequestSettings(length, Set.of(), preflightPasses, null))
                .policy(
                    "never", (who, request) -> new PolicyResult.Refused(Reasons.ROLE_MISSING, null))
                .route(Route.path("/get").methods("GET").authenticate("user").requireRole("r"))
                .route(Route.path("/all").authenticate("user").policy("never"))
                .route(
                    Route.path("/office")
                        .ipRules(IpRules.of(List.of(Cidr.parse("10.0.0.0/8")), List.of()))
                        .authenticate("user")));
  }

  private static TestRequest preflight(String path, String method) {
    return TestRequest.of("OPTIONS", path)
        .header("Origin", "https://app.example")
        .header("Access-Control-Request-Method", method);
  }

  /** H24: it needs no credentials, and what it brings is removed all the same. */
  @Test
  void decide_preflight_passesWithoutCredentials() {
    try (TestEdge edge = edge(true)) {
      TestRequest request = preflight("/get", "GET").header("X-User", "good");
      Decision.Forward forward = edge.forwarded(request);
      assertThat(forward.identity().isAnonymous()).isTrue();
      assertThat(edge.lastEvent().route()).isEqualTo("/get");
      for (String name : List.of("X-User", "Authorization", "X_User_Id", "X-Forwarded-For")) {
        assertThat(forward.headers().removes(name)).isTrue();
      }
      assertThat(edge.reason(preflight("/get", "HEAD"))).isNull();
      assertThat(edge.reason(preflight("/all", "DELETE"))).isNull();
      assertThat(edge.reason(preflight("/get", "GET").header("X-User", "throw"))).isNull();
    }
  }

  @Test
  void decide_preflightForMethodOfNoRoute_forbidden() {
    try (TestEdge edge = edge(true)) {
      for (String method : List.of("POST", "TRACE", "get", "*", "", "GET, POST")) {
        assertThat(edge.reason(preflight("/get", method))).isEqualTo(Reasons.ROUTE_UNMATCHED);
      }
      assertThat(edge.reason(preflight("/none", "GET"))).isEqualTo(Reasons.ROUTE_UNMATCHED);
    }
  }

  /** Only what a browser sends is a preflight; any other OPTIONS is a request like others. */
  @Test
  void decide_optionsThatIsNoPreflight_authenticated() {
    try (TestEdge edge = edge(true)) {
      TestRequest plain = TestRequest.of("OPTIONS", "/all");
      assertThat(edge.reason(plain)).isEqualTo(Reasons.CREDENTIAL_MISSING);
      assertThat(edge.reason(plain.header("Origin", "https://app.example")))
          .isEqualTo(Reasons.CREDENTIAL_MISSING);
      TestRequest noOrigin =
          TestRequest.of("OPTIONS", "/all").header("Access-Control-Request-Method", "GET");
      assertThat(edge.reason(noOrigin)).isEqualTo(Reasons.CREDENTIAL_MISSING);
      assertThat(edge.reason(preflight("/all", "GET").header("Origin", "https://b.example")))
          .isEqualTo(Reasons.CREDENTIAL_MISSING);
      assertThat(
              edge.reason(preflight("/all", "GET").header("access-control-request-method", "PUT")))
          .isEqualTo(Reasons.CREDENTIAL_MISSING);
      TestRequest get =
          TestRequest.get("/all")
              .header("Origin", "https://app.example")
              .header("Access-Control-Request-Method", "GET");
      assertThat(edge.reason(get)).isEqualTo(Reasons.CREDENTIAL_MISSING);
      assertThat(edge.reason(TestRequest.of("OPTIONS", "/get")))
          .isEqualTo(Reasons.METHOD_NOT_ALLOWED);
    }
  }

  @Test
  void decide_preflightFromDeniedAddress_refused() {
    try (TestEdge edge = edge(true)) {
      assertThat(edge.reason(preflight("/office", "GET"))).isEqualTo(Reasons.ADDRESS_DENIED);
      assertThat(edge.reason(preflight("/office", "GET").peer("10.0.0.1"))).isNull();
    }
  }

  @Test
  void decide_preflightToBeAuthenticated_asAnyOptions() {
    try (TestEdge edge = edge(false)) {
      assertThat(edge.reason(preflight("/all", "GET"))).isEqualTo(Reasons.CREDENTIAL_MISSING);
      assertThat(edge.reason(preflight("/all", "GET").header("X-User", "good")))
          .isEqualTo(Reasons.ROLE_MISSING);
      assertThat(edge.reason(preflight("/get", "GET"))).isEqualTo(Reasons.METHOD_NOT_ALLOWED);
      assertThat(edge.reason(preflight("/office", "GET").peer("10.0.0.1").header("X-User", "good")))
          .isNull();
    }
  }

  @Test
  void explain_preflight_toldAtRoute() {
    try (TestEdge edge = edge(true)) {
      List<Explanation.StageOutcome> stages =
          edge.edge().explain(preflight("/get", "GET")).stages();
      assertThat(stages.get(2).detail()).isEqualTo("/get; preflight for GET");
      assertThat(stages.get(3).detail()).isEqualTo("preflight");
    }
  }
}
