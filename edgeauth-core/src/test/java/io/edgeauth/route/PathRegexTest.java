package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R15: anchored at both ends, every character a dot, and linear in time. */
final class PathRegexTest {

  @ParameterizedTest
  @CsvSource({
    "/api/v[12]/.*, /api/v1/x, true",
    "/api/v[12]/.*, /api/v2/, true",
    "/api/v[12]/.*, /api/v3/x, false",
    "/api/v[12]/.*, /x/api/v1/x, false",
    "/health, /health, true",
    "/health, /health/, false",
    "/health, /healthy, false",
    "/health, /x/health, false",
    "/a|/b, /a, true",
    "/a|/b, /b, true",
    "/a|/b, /ab, false",
    "/a|/b, /b/c, false",
    "/A, /a, false",
    "(?i)/A, /a, true",
    "(/x)+, /x/x, true",
    "(/x)+, /x/y, false",
    "/health$, /health, true"
  })
  void matches_whole(String expression, String path, boolean matches) {
    assertThat(PathRegex.parse(expression).matches(path)).isEqualTo(matches);
  }

  /** What the form of requests refuses anyway must not slip past a dot either. */
  @Test
  void matches_lineBreak_asAnyCharacter() {
    assertThat(PathRegex.parse("/admin/.*").matches("/admin/x\n")).isTrue();
    assertThat(PathRegex.parse("/health$").matches("/health\n")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/(a",
        "/a{2,1}",
        "/(?=a)b",
        "/(?<!a)b",
        "/(a)\\1",
        "/[b-a]",
        "/a**",
        "/\\",
        "(*)"
      })
  void parse_noExpression_toldWithWhatIsExpected(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathRegex.parse(expression))
        .withMessageStartingWith(expression + ": ")
        .withMessageContaining("expected: ");
  }

  /** Matched whole, it could match no path at all. */
  @ParameterizedTest
  @ValueSource(strings = {"", "api/.*", "^/api$", ".*"})
  void parse_expressionOfNoPath_refused(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathRegex.parse(expression))
        .withMessageContaining("paths begin with /");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(/|a+)+$", "/(a+)+$", "/(a|a)*$", "/(a|aa)+$", "/(.*a){20}", "/([a-z]+)*$"})
  void matches_catastrophicExpression_inMilliseconds(String expression) {
    PathRegex regex = PathRegex.parse(expression);
    String path = "/" + "a".repeat(8_190) + "!";
    assertThat(regex.matches("/" + "a".repeat(100))).isTrue();
    regex.matches(path);
    long began = System.nanoTime();
    assertThat(regex.matches(path)).isFalse();
    assertThat(System.nanoTime() - began).isLessThan(250_000_000L);
  }

  /** R14: what earlier routes take whole is told, where it can be told. */
  @Test
  void isReachable_expressions_asFarAsCanBeTold() {
    Route regex = Route.pathRegex("/api/.*").allowPublic().build();
    Route same = Route.pathRegex("/api/.*").authenticate("user").build();
    Route one = Route.path("/api/x").allowPublic().build();
    Route rest = Route.path("/api/**").allowPublic().build();
    Route all = Route.path("/**").allowPublic().build();
    assertThat(RouteTable.isReachable(same, List.of(regex))).isFalse();
    assertThat(RouteTable.isReachable(one, List.of(regex))).isFalse();
    assertThat(RouteTable.isReachable(regex, List.of(all))).isFalse();
    assertThat(RouteTable.isReachable(rest, List.of(regex))).isTrue();
    assertThat(RouteTable.isReachable(regex, List.of(rest))).isTrue();
    assertThat(RouteTable.isReachable(one, List.of(Route.pathRegex("/b/.*").allowPublic().build())))
        .isTrue();
  }

  /** First match, whichever kind of route it is. */
  @Test
  void find_patternsAndExpressions_first() {
    Route regex = Route.pathRegex("/a/[0-9]+").allowPublic().build();
    Route pattern = Route.path("/a/*").authenticate("user").build();
    assertThat(index(List.of(regex, pattern), "/a/7")).isZero();
    assertThat(index(List.of(pattern, regex), "/a/7")).isZero();
    assertThat(index(List.of(regex, pattern), "/a/x")).isEqualTo(1);
  }

  private static int index(List<Route> routes, String path) {
    return ((RouteMatch.Matched) RouteTable.of(routes).find(null, path, "GET")).index();
  }
}
