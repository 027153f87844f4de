package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteDefaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stage 3: what is counted before anything is verified. */
final class EarlyLimitTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .clientIp(
                      new ClientIpSettings(List.of(Cidr.parse("10.0.0.1/32")), "X-Forwarded-For"))
                  .limit("per-ip", RateLimit.tokenBucket(6, MINUTE))
                  .limit(
                      "per-route", RateLimit.tokenBucket(2, MINUTE).by(LimitKey.IP, LimitKey.ROUTE))
                  .limit("tight", RateLimit.fixedWindow(1, MINUTE).by(LimitKey.ROUTE))
                  .limit(
                      "by-header", RateLimit.tokenBucket(1, MINUTE).by(LimitKey.header("X-Tenant")))
                  .limit("dear", RateLimit.tokenBucket(10, MINUTE).cost(4))
                  .routeDefaults(RouteDefaults.NONE.limit("per-ip"))
                  .route(Route.path("/open").allowPublic())
                  .route(Route.path("/a/*").allowPublic().limit("per-route"))
                  .route(Route.path("/b/*").allowPublic().limit("per-route"))
                  .route(Route.path("/both").allowPublic().limit("per-ip", "tight"))
                  .route(Route.path("/header").allowPublic().limit("by-header"))
                  .route(Route.path("/dear").allowPublic().limit("dear"))
                  .route(Route.path("/get").methods("GET").allowPublic())
                  .route(Route.path("/user").authenticate("user"))
                  .route(Route.path("/free").allowPublic().limit())
                  .route(Route.path("/shadow").authenticate("user").limit("tight").shadow()));

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void decide_exceeded_429AsTheContractSays() {
    assertThat(edge.passed(6, () -> TestRequest.get("/open"))).isEqualTo(6);
    Decision.Reject reject = edge.rejected(TestRequest.get("/open"));
    assertThat(reject.problem().status()).isEqualTo(429);
    assertThat(reject.problem().body())
        .contains("\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"")
        .contains("\"violated-policies\":[\"per-ip\"]");
    assertThat(LimitedEdge.value(reject, "Retry-After")).isEqualTo("10");
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.REJECT);
    assertThat(edge.lastEvent().detail()).isEqualTo("per-ip");
  }

  @Test
  @DisplayName("L12: who waits as long as Retry-After says passes, and one who waits less does not")
  void retryAfter_waited_passes() {
    edge.passed(6, () -> TestRequest.get("/open"));
    edge.advance(Duration.ofMillis(8_900));
    Decision.Reject early = edge.rejected(TestRequest.get("/open")); // by 1.1 seconds
    assertThat(LimitedEdge.value(early, "Retry-After")).isEqualTo("2");
    assertThat(LimitedEdge.value(early, "X-RateLimit-Reset")).isEqualTo("2");
    assertThat(LimitedEdge.value(early, "RateLimit")).isEqualTo("\"per-ip\";r=0;t=2");
    edge.advance(Duration.ofSeconds(1));
    assertThat(LimitedEdge.value(edge.rejected(TestRequest.get("/open")), "Retry-After"))
        .isEqualTo("1");
    edge.advance(Duration.ofMillis(100));
    assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(200);
    assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(429);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"})
  @DisplayName("L01: headers of one who is no trusted proxy change nothing")
  void ip_headersRotated_oneKey(String header) {
    int[] at = {0};
    assertThat(
            edge.passed(20, () -> TestRequest.get("/open").header(header, "203.0.113." + at[0]++)))
        .isEqualTo(6);
    assertThat(edge.passed(1, () -> TestRequest.get("/open").peer("198.51.100.7"))).isEqualTo(1);
  }

  /** The twin: a trusted proxy's word counts. */
  @Test
  void ip_trustedProxy_clientsApart() {
    int[] at = {0};
    assertThat(
            edge.passed(
                20,
                () ->
                    TestRequest.get("/open")
                        .peer("10.0.0.1")
                        .header("X-Forwarded-For", "203.0.113." + at[0]++)))
        .isEqualTo(20);
  }

  @Test
  @DisplayName("L02: a /64 of IPv6 is one client")
  void ip_oneSite_oneKey() {
    int[] at = {0};
    assertThat(edge.passed(20, () -> TestRequest.get("/open").peer("2001:db8::" + ++at[0] + ":1")))
        .isEqualTo(6);
    assertThat(edge.passed(1, () -> TestRequest.get("/open").peer("2001:db8:0:1::1"))).isEqualTo(1);
  }

  @Test
  void ip_unknown_refusedAsIpRulesDo() {
    assertThat(edge.status(TestRequest.get("/open").peer(null))).isEqualTo(403);
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.ADDRESS_DENIED);
    assertThat(edge.status(TestRequest.get("/free").peer(null))).isEqualTo(200);
  }

  @Test
  @DisplayName("L12: HEAD and OPTIONS count like every other")
  void methods_everyOne_counted() {
    edge.passed(2, () -> TestRequest.of("HEAD", "/open"));
    edge.passed(2, () -> TestRequest.of("OPTIONS", "/open"));
    assertThat(edge.passed(5, () -> TestRequest.get("/open"))).isEqualTo(2);
  }

  /** Before they are refused for having no route: who scans is told to wait. */
  @Test
  void unmatched_countedByDefaults_then429() {
    for (int i = 0; i < 3; i++) {
      assertThat(edge.status(TestRequest.get("/none" + i))).isEqualTo(403);
      assertThat(edge.status(TestRequest.of("POST", "/get"))).isEqualTo(405);
    }
    assertThat(edge.status(TestRequest.get("/none"))).isEqualTo(429);
    assertThat(edge.status(TestRequest.of("POST", "/get"))).isEqualTo(429);
    assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(429);
  }

  @Test
  void unmatched_within_tellsAllowAndLimits() {
    Decision.Reject reject = edge.rejected(TestRequest.of("POST", "/get"));
    assertThat(LimitedEdge.value(reject, "Allow")).isEqualTo("GET, HEAD");
    assertThat(LimitedEdge.value(reject, "X-RateLimit-Remaining")).isEqualTo("5");
  }

  /** It passes only after stage 3, and then without credentials. */
  @Test
  void preflight_counted() {
    TestRequest preflight =
        TestRequest.of("OPTIONS", "/user")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "GET");
    assertThat(edge.passed(8, () -> preflight)).isEqualTo(6);
  }

  @Test
  void route_inKey_partsRoutesAndNotPaths() {
    int[] at = {0};
    assertThat(edge.passed(5, () -> TestRequest.get("/a/" + at[0]++))).isEqualTo(2);
    assertThat(edge.passed(5, () -> TestRequest.get("/b/" + at[0]++))).isEqualTo(2);
  }

  /** Of two limits the one that refuses keeps the other from being used up. */
  @Test
  void severalLimits_oneExceeded_noneTaken() {
    assertThat(edge.passed(10, () -> TestRequest.get("/both"))).isEqualTo(1);
    assertThat(edge.rejected(TestRequest.get("/both")).problem().violatedPolicies())
        .containsExactly("tight");
    assertThat(edge.passed(10, () -> TestRequest.get("/open"))).isEqualTo(5);
  }

  @Test
  void header_clientsChoose_orAddress() {
    assertThat(edge.passed(3, () -> TestRequest.get("/header").header("X-Tenant", "a")))
        .isEqualTo(1);
    assertThat(edge.passed(3, () -> TestRequest.get("/header").header("X-Tenant", "b")))
        .isEqualTo(1);
    assertThat(edge.passed(3, () -> TestRequest.get("/header"))).isEqualTo(1);
  }

  @Test
  void cost_several_takenEachTime() {
    assertThat(edge.passed(5, () -> TestRequest.get("/dear"))).isEqualTo(2);
    Decision.Reject reject = edge.rejected(TestRequest.get("/dear"));
    assertThat(LimitedEdge.value(reject, "X-RateLimit-Remaining")).isEqualTo("2");
    assertThat(LimitedEdge.value(reject, "Retry-After")).isEqualTo("12");
  }

  @Test
  void explain_anyNumber_countsNothing() {
    for (int i = 0; i < 20; i++) {
      Explanation explanation = edge.edge().explain(TestRequest.get("/open"));
      assertThat(explanation.decision()).isInstanceOf(Decision.Forward.class);
    }
    assertThat(edge.passed(10, () -> TestRequest.get("/open"))).isEqualTo(6);
    Explanation refused = edge.edge().explain(TestRequest.get("/open"));
    assertThat(refused.decision()).isInstanceOf(Decision.Reject.class);
    assertThat(refused.stages())
        .last()
        .extracting(Explanation.StageOutcome::stage, Explanation.StageOutcome::detail)
        .containsExactly("early limits", "429 limit-exceeded: per-ip");
  }

  @Test
  void explain_passes_tellsWhatIsLeft() {
    assertThat(edge.edge().explain(TestRequest.get("/both")).stages())
        .extracting(stage -> stage.stage() + ": " + stage.detail())
        .contains("early limits: per-ip, 6 left; tight, 1 left");
    assertThat(edge.edge().explain(TestRequest.get("/none")).stages())
        .extracting(stage -> stage.stage() + ": " + stage.detail())
        .containsSequence("route: none takes it", "early limits: 403 route-unmatched");
  }

  /** A shadow route tells and lets go on, as nobody: nothing was verified. */
  @Test
  void shadow_exceeded_goesOnWithoutIdentity() {
    TestRequest request = TestRequest.get("/shadow").header("X-User", "good");
    assertThat(edge.forwarded(request).identity().subject()).isEqualTo("alice");
    Decision.Forward second = edge.forwarded(request);
    assertThat(second.identity().isAnonymous()).isTrue();
    assertThat(second.headers().removes("X-User")).isFalse();
    assertThat(edge.lastEvent().outcome()).isEqualTo(Outcome.SHADOW);
    assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.LIMIT_EXCEEDED);
  }

  /** A request that is handed on inside the application is the same request. */
  @Test
  @DisplayName("L12: a dispatch to another target counts once")
  void decideAgain_sameRequest_countedOnce() {
    for (int i = 0; i < 6; i++) {
      CountedLimits counted = new CountedLimits();
      edge.edge().decide(TestRequest.get("/open"), counted);
      assertThat(edge.edge().decide(TestRequest.get("/get"), counted))
          .isInstanceOf(Decision.Forward.class);
    }
    assertThat(edge.status(TestRequest.get("/open"))).isEqualTo(429);
  }

  /** The twin: what only the new target is limited by counts it. */
  @Test
  void decideAgain_otherLimit_counted() {
    for (int i = 0; i < 2; i++) {
      CountedLimits counted = new CountedLimits();
      edge.edge().decide(TestRequest.get("/open"), counted);
      Decision second = edge.edge().decide(TestRequest.get("/both"), counted);
      assertThat(second instanceof Decision.Forward).isEqualTo(i == 0);
    }
    assertThat(edge.passed(10, () -> TestRequest.get("/open"))).isEqualTo(4);
  }
}
