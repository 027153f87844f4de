package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A route for a host takes requests for that host alone, without regard to case and port. */
final class RouteHostTest {

  private static Route of(String host, String path) {
    return Route.path(path).host(host).allowPublic().build();
  }

  private static RouteMatch find(String authority, Route... routes) {
    return RouteTable.of(List.of(routes)).find(authority, "/a", "GET");
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.com, api.example.com, true",
    "api.example.com, API.Example.COM, true",
    "API.example.com, api.example.com, true",
    "api.example.com, api.example.com:8443, true",
    "api.example.com, api.example.com., true",
    "api.example.com, www.example.com, false",
    "api.example.com, xapi.example.com, false",
    "api.example.com, x.api.example.com, false",
    "api.example.com, api.example.com.evil.test, false",
    "*.example.com, api.example.com, true",
    "*.example.com, a.b.example.com:80, true",
    "*.example.com, A.EXAMPLE.com, true",
    "*.example.com, example.com, false",
    "*.example.com, .example.com, false",
    "*.example.com, evilexample.com, false",
    "*.example.com, example.com.evil.test, false",
    "192.0.2.7, 192.0.2.7:80, true",
    "[::1], [::1], true",
    "[::1], [::1]:8080, true",
    "[::1], [::2]:8080, false"
  })
  void find_host_comparedWithoutCaseAndPort(String host, String authority, boolean matches) {
    assertThat(find(authority, of(host, "/a")) instanceof RouteMatch.Matched).isEqualTo(matches);
  }

  @Test
  void find_noHost_routesOfAllHostsAlone() {
    Route any = Route.path("/a").allowPublic().build();
    assertThat(find(null, of("*.example.com", "/a"))).isInstanceOf(RouteMatch.Unmatched.class);
    assertThat(find(null, of("*.example.com", "/a"), any))
        .isEqualTo(new RouteMatch.Matched(any, 1));
  }

  /** R14: the first that matches, not the one whose host fits best. */
  @Test
  void find_severalHostsMatch_first() {
    Route below = of("*.example.com", "/**");
    Route exact = of("api.example.com", "/a");
    Route any = Route.path("/**").allowPublic().build();
    assertThat(find("api.example.com", below, exact, any))
        .isEqualTo(new RouteMatch.Matched(below, 0));
    assertThat(find("api.example.com", exact, below, any))
        .isEqualTo(new RouteMatch.Matched(exact, 0));
    assertThat(find("api.example.com", any, exact)).isEqualTo(new RouteMatch.Matched(any, 0));
    assertThat(find("other.test", exact, below, any)).isEqualTo(new RouteMatch.Matched(any, 2));
  }

  /** What another host's route would take is no method that may be used here. */
  @Test
  void find_otherMethod_onlyOfRoutesForTheHost() {
    Route get = Route.path("/a").host("a.test").methods("GET").allowPublic().build();
    Route post = Route.path("/a").host("b.test").methods("POST").allowPublic().build();
    RouteTable table = RouteTable.of(List.of(get, post));
    assertThat(table.find("a.test", "/a", "POST"))
        .isInstanceOfSatisfying(
            RouteMatch.OtherMethods.class,
            other -> assertThat(other.allowed()).containsExactly("GET", "HEAD"));
    assertThat(table.find("c.test", "/a", "POST")).isInstanceOf(RouteMatch.Unmatched.class);
  }

  /** R14. */
  @Test
  void isReachable_hosts_counted() {
    Route any = Route.path("/**").allowPublic().build();
    Route below = of("*.example.com", "/**");
    Route deeper = of("*.api.example.com", "/**");
    Route exact = of("api.example.com", "/a");
    assertThat(RouteTable.isReachable(exact, List.of(any))).isFalse();
    assertThat(RouteTable.isReachable(exact, List.of(below))).isFalse();
    assertThat(RouteTable.isReachable(deeper, List.of(below))).isFalse();
    assertThat(RouteTable.isReachable(exact, List.of(of("API.example.com", "/**")))).isFalse();
    assertThat(RouteTable.isReachable(any, List.of(below))).isTrue();
    assertThat(RouteTable.isReachable(below, List.of(deeper))).isTrue();
    assertThat(RouteTable.isReachable(of("example.com", "/a"), List.of(below))).isTrue();
    assertThat(RouteTable.isReachable(of("www.example.com", "/a"), List.of(exact))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a.*.b",
        "api.example.com:443",
        "https://api.example.com",
        "a/b",
        "a b",
        ".example.com",
        "*.*.com",
        "-a.test",
        "a..b",
        "*.[::1]",
        "a.test."
      })
  void host_none_refused(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").host(host))
        .withMessageContaining("expected: a host");
  }

  @Test
  void pattern_host_inFront() {
    assertThat(of("*.Example.com", "/a/**").pattern()).isEqualTo("*.example.com/a/**");
    assertThat(of("api.test", "/a").host()).isEqualTo("api.test");
    assertThat(Route.path("/a").allowPublic().build().host()).isNull();
  }
}
