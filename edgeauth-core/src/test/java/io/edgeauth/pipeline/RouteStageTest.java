package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteStageTest {

  private static TestEdge edge(Ambiguity... allowed) {
    int length = RequestSettings.DEFAULTS.maxCredentialLength();
    return TestEdge.of(
        builder ->
            builder
                .request(new RequestSettings(length, Set.of(allowed), true, null))
                .clientIp(
                    new ClientIpSettings(List.of(Cidr.parse("10.0.0.0/8")), "X-Forwarded-For"))
                .route(Route.path("/a/b").allowPublic())
                .route(Route.path("/a/*").allowPublic())
                .route(Route.path("/deep/**").allowPublic())
                .route(Route.pathRegex("/(x+)+$").allowPublic())
                .route(Route.path("/h").host("api.example.com").allowPublic())
                .route(Route.path("/w").host("*.example.com").allowPublic()));
  }

  /** What is allowed is a part of its segment: the route is that of the path as it is written. */
  @ParameterizedTest
  @CsvSource({
    "ENCODED_SLASH, /a/b%2fc, /a/*",
    "ENCODED_SLASH, /a%2fb, none",
    "ENCODED_SLASH, /deep/x%2Fy/z, /deep/**",
    "SEMICOLON, /a/b;x, /a/*",
    "SEMICOLON, /a;x/b, none",
    "ENCODED_PERCENT, /a/%2562, /a/*",
    "BACKSLASH, /a\\b, none",
    "BACKSLASH, /a/b%5c, /a/*",
    "DOUBLE_SLASH, /a//b, none",
    "DOUBLE_SLASH, //a/b, none",
    "DOUBLE_SLASH, /a//, none",
    "DOUBLE_SLASH, /deep//x, /deep/**"
  })
  void decide_allowedAmbiguity_partOfItsSegment(Ambiguity allowed, String path, String route) {
    try (TestEdge edge = edge(allowed)) {
      boolean matches = !route.equals("none");
      assertThat(edge.reason(TestRequest.get(path)))
          .isEqualTo(matches ? null : Reasons.ROUTE_UNMATCHED);
      assertThat(edge.lastEvent().route()).isEqualTo(matches ? route : null);
      assertThat(edge.lastEvent().path()).isEqualTo(path);
    }
    try (TestEdge edge = edge()) {
      assertThat(edge.reason(TestRequest.get(path))).isEqualTo(Reasons.PATH_AMBIGUOUS);
    }
  }

  @Test
  void start_allowedAmbiguities_toldOneByOne() {
    try (TestEdge edge = edge(Ambiguity.SEMICOLON, Ambiguity.ENCODED_SLASH)) {
      assertThat(edge.loosenings())
          .containsExactly(
              "edgeauth.request.allow-ambiguous: encoded-slash passes, which servers read differently",
              "edgeauth.request.allow-ambiguous: semicolon passes, which servers read differently");
    }
    try (TestEdge edge = edge()) {
      assertThat(edge.loosenings()).isEmpty();
    }
  }

  @Test
  void decide_host_thatOfTheRequest() {
    try (TestEdge edge = edge()) {
      assertThat(edge.reason(TestRequest.get("/h").authority("API.example.com:8443"))).isNull();
      assertThat(edge.lastEvent().route()).isEqualTo("api.example.com/h");
      assertThat(edge.reason(TestRequest.get("/h").authority("www.example.com")))
          .isEqualTo(Reasons.ROUTE_UNMATCHED);
      assertThat(edge.reason(TestRequest.get("/w").authority("a.b.example.com"))).isNull();
      assertThat(edge.reason(TestRequest.get("/w").authority("example.com")))
          .isEqualTo(Reasons.ROUTE_UNMATCHED);
    }
  }

  /** R18: X-Forwarded-Host is a trusted proxy's to say, and nobody else's. */
  @Test
  void decide_forwardedHost_ofTrustedProxyAlone() {
    try (TestEdge edge = edge()) {
      TestRequest stranger =
          TestRequest.get("/h")
              .authority("inner.test")
              .header("X-Forwarded-Host", "api.example.com");
      assertThat(edge.reason(stranger)).isEqualTo(Reasons.ROUTE_UNMATCHED);
      assertThat(edge.reason(stranger.peer("10.0.0.1"))).isNull();
      TestRequest away =
          TestRequest.get("/h")
              .authority("api.example.com")
              .header("X-Forwarded-Host", "inner.test");
      assertThat(edge.reason(away)).isNull();
      assertThat(edge.reason(away.peer("10.0.0.1"))).isEqualTo(Reasons.ROUTE_UNMATCHED);
      TestRequest silent = TestRequest.get("/h").authority("api.example.com").peer("10.0.0.1");
      assertThat(edge.reason(silent)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "api.example.com, inner.test", "https://a", "a:b", "u@a"})
  void decide_forwardedHostUnreadable_refused(String host) {
    try (TestEdge edge = edge()) {
      TestRequest request = TestRequest.get("/a/b").header("X-Forwarded-Host", host);
      assertThat(edge.reason(request)).isNull();
      assertThat(edge.reason(request.peer("10.0.0.1"))).isEqualTo(Reasons.ADDRESS_UNREADABLE);
    }
  }

  @Test
  void decide_forwardedHostTwice_refused() {
    try (TestEdge edge = edge()) {
      TestRequest request =
          TestRequest.get("/a/b")
              .peer("10.0.0.1")
              .header("X-Forwarded-Host", "a.test")
              .header("x-forwarded-host", "a.test");
      assertThat(edge.reason(request)).isEqualTo(Reasons.ADDRESS_UNREADABLE);
    }
  }

  /** R15: a client's path of 8 KB makes no expression slow. */
  @Test
  void decide_catastrophicExpression_inMilliseconds() {
    try (TestEdge edge = edge()) {
      assertThat(edge.reason(TestRequest.get("/xxxx"))).isNull();
      TestRequest hostile = TestRequest.get("/" + "x".repeat(8_190) + "!");
      edge.reason(hostile);
      long began = System.nanoTime();
      assertThat(edge.reason(hostile)).isEqualTo(Reasons.ROUTE_UNMATCHED);
      assertThat(System.nanoTime() - began).isLessThan(250_000_000L);
    }
  }
}
