package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.route.RouteMatch.Matched;
import io.edgeauth.route.RouteMatch.OtherMethods;
import io.edgeauth.route.RouteMatch.Unmatched;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTableTest {

  private static Route open(String path, String... methods) {
    return Route.path(path).methods(methods).allowPublic().build();
  }

  private static Route user(String path, String... methods) {
    return Route.path(path).methods(methods).authenticate("user").build();
  }

  /** R14: the first that matches decides, though a later one fits better. */
  @Test
  void find_overlapping_first() {
    RouteTable table = RouteTable.of(List.of(user("/a/**"), open("/a/b")));
    assertThat(table.find(null, "/a/b", "GET")).isEqualTo(new Matched(table.routes().get(0), 0));
  }

  /** R14: of routes for one path the first that has the method. */
  @Test
  void find_methodOfLaterRoute_later() {
    RouteTable table = RouteTable.of(List.of(open("/a", "GET"), user("/a", "POST")));
    assertThat(table.find(null, "/a", "POST")).isEqualTo(new Matched(table.routes().get(1), 1));
    assertThat(table.find(null, "/a", "DELETE"))
        .isEqualTo(new OtherMethods(new LinkedHashSet<>(List.of("GET", "HEAD", "POST"))));
  }

  /** R16: HEAD has GET's routes, also where HEAD was not written. */
  @Test
  void find_head_asGet() {
    RouteTable table = RouteTable.of(List.of(user("/a", "GET"), open("/a", "HEAD", "POST")));
    assertThat(table.find(null, "/a", "HEAD")).isEqualTo(new Matched(table.routes().get(0), 0));
    assertThat(open("/x", "POST").methods()).containsExactly("POST");
    assertThat(open("/x").methods())
        .containsExactly("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  }

  /** R16: no spelling and no unknown method slips into a route. */
  @ParameterizedTest
  @ValueSource(strings = {"get", "Get", "TRACE", "TRACK", "CONNECT", "FOO", "", "GET ", "M-SEARCH"})
  void find_otherMethod_refusedWithThoseThatWouldDo(String method) {
    RouteTable table = RouteTable.of(List.of(open("/a")));
    assertThat(table.find(null, "/a", method)).isEqualTo(new OtherMethods(Route.DEFAULT_METHODS));
    assertThat(table.find(null, "/b", method)).isInstanceOf(Unmatched.class);
  }

  @Test
  void of_noRoutes_misuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> RouteTable.of(List.of()));
  }

  /** R14: what an earlier route takes whole is never asked. */
  @Test
  void isReachable_takenByEarlierRoutes_not() {
    assertThat(RouteTable.isReachable(open("/a"), List.of(user("/a")))).isFalse();
    assertThat(RouteTable.isReachable(open("/a/b"), List.of(user("/a/**")))).isFalse();
    assertThat(RouteTable.isReachable(open("/a"), List.of(user("/a", "GET")))).isTrue();
    assertThat(RouteTable.isReachable(open("/a", "GET"), List.of(user("/a", "GET")))).isFalse();
    Route both = open("/a", "GET", "POST");
    List<Route> each = List.of(user("/a", "GET"), user("/**", "POST"));
    assertThat(RouteTable.isReachable(both, each)).isFalse();
    assertThat(RouteTable.isReachable(open("/a/**"), List.of(user("/a"), user("/a/*")))).isTrue();
  }
}
