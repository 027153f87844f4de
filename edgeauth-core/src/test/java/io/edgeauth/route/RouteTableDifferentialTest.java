package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.route.RouteMatch.Matched;
import io.edgeauth.route.RouteMatch.OtherMethods;
import io.edgeauth.route.RouteMatch.Unmatched;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The table says what asking each route in its order says. R13, R14: the first match decides,
 * segments are exact.
 */
final class RouteTableDifferentialTest {

  private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a.b", "%2A", "x-y", "");
  private static final List<String> HOSTS =
      List.of("example.com", "api.example.com", "*.example.com", "*.api.example.com", "[::1]");
  private static final List<String> ASKED =
      List.of(
          "example.com",
          "EXAMPLE.com:8080",
          "api.example.com",
          "x.api.example.com:443",
          "notexample.com",
          "api.example.com.",
          "[::1]:80",
          "com");
  private static final List<String> METHODS = List.of("GET", "POST", "DELETE", "HEAD", "FOO");

  private final Random random = new Random(20_261_122);
  private int matched;
  private int otherMethods;
  private int unmatched;

  @Test
  void find_generatedTables_asRouteAfterRoute() {
    for (int i = 0; i < 2_000; i++) {
      List<Route> routes = routes(1 + random.nextInt(12));
      RouteTable table = RouteTable.of(routes);
      for (int j = 0; j < 50; j++) {
        String host = random.nextInt(8) == 0 ? null : pick(ASKED);
        String path = path(true);
        String method = pick(METHODS);
        assertThat(table.find(host, path, method))
            .as("%s %s%s in %s", method, host, path, routes)
            .isEqualTo(count(oneByOne(routes, host, path, method)));
      }
    }
    assertThat(List.of(matched, otherMethods, unmatched)).allMatch(count -> count > 5_000);
  }

  private RouteMatch count(RouteMatch match) {
    if (match instanceof Matched) {
      matched++;
    } else if (match instanceof OtherMethods) {
      otherMethods++;
    } else {
      unmatched++;
    }
    return match;
  }

  private static RouteMatch oneByOne(
      List<Route> routes, @Nullable String host, String path, String method) {
    Set<String> methods = new LinkedHashSet<>();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (!takesHost(route, host) || !route.rule().matches(path)) {
        continue;
      }
      if (route.methods().contains(method)) {
        return new Matched(route, i);
      }
      methods.addAll(route.methods());
    }
    return methods.isEmpty() ? Unmatched.INSTANCE : new OtherMethods(methods);
  }

  private static boolean takesHost(Route route, @Nullable String asked) {
    String wanted = route.host();
    if (wanted == null || asked == null) {
      return wanted == null;
    }
    String host =
        asked.replaceFirst(":\\d+$", "").replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
    return wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted);
  }

  private List<Route> routes(int count) {
    List<Route> routes = new ArrayList<>();
    while (routes.size() < count) {
      RouteBuilder route =
          random.nextInt(6) == 0 ? Route.pathRegex("/a(/[ab]+)*|/.*y") : Route.path(path(false));
      if (random.nextInt(4) == 0) {
        route.methods(pick(METHODS.subList(0, 3)));
      }
      if (random.nextInt(3) == 0) {
        route.host(pick(HOSTS));
      }
      routes.add(route.allowPublic().build());
    }
    return routes;
  }

  private String path(boolean asked) {
    StringBuilder path = new StringBuilder();
    int depth = random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      String segment = asked || random.nextInt(4) > 0 ? pick(SEGMENTS.subList(0, 6)) : "*";
      path.append('/').append(segment);
    }
    if (asked) {
      return path.isEmpty() || random.nextInt(6) == 0 ? path + "/" : path.toString();
    }
    String end = pick(List.of("", "", "/", "/**"));
    return path.isEmpty() && end.isEmpty() ? "/" : path + end;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
