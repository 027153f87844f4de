package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing opens a path but a route, and nothing that a client says about itself opens a route. */
final class NoExemptionTest {

  private TestEdge edge;

  @BeforeEach
  void start() {
    ClientIpSettings trusting =
        new ClientIpSettings(List.of(Cidr.parse("10.0.0.0/8")), "X-Forwarded-For");
    edge =
        TestEdge.of(
            builder ->
                builder
                    .clientIp(trusting)
                    .route(Route.path("/open").allowPublic())
                    .route(Route.path("/closed").authenticate("user"))
                    .route(Route.path("/read").methods("GET").allowPublic())
                    .route(Route.path("/prod").host("prod.example").allowPublic()));
  }

  @AfterEach
  void close() {
    edge.close();
  }

  /** R19: probes, crawlers and pages of our own are strangers like others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "User-Agent | kube-probe/1.29",
        "User-Agent | ELB-HealthChecker/2.0",
        "User-Agent | GoogleHC/1.0",
        "User-Agent | Prometheus/2.50",
        "Referer | https://gateway.example/admin",
        "Referer | http://localhost/",
        "Origin | https://gateway.example",
        "Origin | null",
        "Sec-Fetch-Site | same-origin",
        "X-Requested-With | XMLHttpRequest",
        "Purpose | prefetch",
        "X-Health-Check | 1",
        "X-Internal | true",
        "X-Debug | true",
        "Via | 1.1 edgeauth",
        "Upgrade | websocket",
        "X-Forwarded-User | admin",
        "X-User-Id | admin",
        "X-Original-URL | /open",
        "X-Rewrite-URL | /open",
        "X-HTTP-Method-Override | OPTIONS"
      })
  void decide_headerThatClaimsSomething_noExemption(String name, String value) {
    assertThat(edge.reason(TestRequest.get("/closed").header(name, value)))
        .isEqualTo(Reasons.CREDENTIAL_MISSING);
    assertThat(edge.reason(TestRequest.get("/none").header(name, value)))
        .isEqualTo(Reasons.ROUTE_UNMATCHED);
    assertThat(edge.reason(TestRequest.get("/closed").header(name, value).header("X-User", "good")))
        .isNull();
  }

  /** R17: frameworks take another method from these; routes are asked for the client's. */
  @ParameterizedTest
  @ValueSource(
      strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"})
  void decide_methodSaidBeside_clientsOwnCounts(String name) {
    assertThat(edge.reason(saying(TestRequest.of("DELETE", "/read"), name, "GET")))
        .isEqualTo(Reasons.METHOD_NOT_ALLOWED);
    assertThat(edge.reason(saying(TestRequest.get("/read"), name, "DELETE"))).isNull();
  }

  private static TestRequest saying(TestRequest request, String name, String method) {
    return request.header(name, method).query(name + "=" + method);
  }

  /** R27: what frameworks open by themselves is closed here until a route opens it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/favicon.ico",
        "/robots.txt",
        "/error",
        "/actuator",
        "/actuator/health",
        "/actuator/env",
        "/h2-console",
        "/h2-console/login.jsp",
        "/swagger",
        "/swagger-ui/index.html",
        "/v3/api-docs",
        "/webjars/a.js",
        "/css/a.css",
        "/js/a.js",
        "/images/a.png",
        "/static/a",
        "/resources/a",
        "/public/a",
        "/health",
        "/metrics",
        "/login",
        "/logout",
        "/oauth2/token",
        "/.well-known/openid-configuration",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/console",
        "/edgeauth"
      })
  void decide_wellKnownPath_closedByDefault(String path) {
    for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "TRACE", "PROPFIND")) {
      assertThat(edge.reason(TestRequest.of(method, path))).isEqualTo(Reasons.ROUTE_UNMATCHED);
    }
    assertThat(edge.reason(TestRequest.get(path).header("X-User", "good")))
        .isEqualTo(Reasons.ROUTE_UNMATCHED);
  }

  /** R30: there are no rules about headers; where one matters, all of its lines count. */
  @Test
  void decide_headerTwice_allLinesCount() {
    TestRequest preflight =
        TestRequest.of("OPTIONS", "/closed")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "GET");
    assertThat(edge.reason(preflight)).isNull();
    assertThat(edge.reason(preflight.header("origin", "https://app.example")))
        .as("two lines of Origin are no preflight")
        .isEqualTo(Reasons.CREDENTIAL_MISSING);

    TestRequest asked =
        TestRequest.of("OPTIONS", "/closed")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Method", "GET");
    assertThat(edge.reason(asked)).isEqualTo(Reasons.CREDENTIAL_MISSING);

    TestRequest host = TestRequest.get("/prod").peer("10.0.0.1");
    assertThat(edge.reason(host.header("X-Forwarded-Host", "prod.example"))).isNull();
    assertThat(edge.reason(host.header("X-Forwarded-Host", "dev.example")))
        .isEqualTo(Reasons.ADDRESS_UNREADABLE);

    TestRequest client = TestRequest.get("/open").peer("10.0.0.1");
    client.header("X-Forwarded-For", "203.0.113.1").header("X-Forwarded-For", "203.0.113.2");
    assertThat(edge.reason(client)).isNull();
    assertThat(edge.lastEvent().clientAddress()).isEqualTo("203.0.113.2");
  }

  /** R30: a value that holds several is not cut into the one that fits. */
  @Test
  void decide_valuesInOneLine_takenAsOne() {
    TestRequest preflight =
        TestRequest.of("OPTIONS", "/closed")
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "TRACE, GET");
    assertThat(edge.reason(preflight)).isEqualTo(Reasons.ROUTE_UNMATCHED);
    TestRequest host = TestRequest.get("/prod").peer("10.0.0.1");
    assertThat(edge.reason(host.header("X-Forwarded-Host", "dev.example, prod.example")))
        .isEqualTo(Reasons.ADDRESS_UNREADABLE);
  }
}
