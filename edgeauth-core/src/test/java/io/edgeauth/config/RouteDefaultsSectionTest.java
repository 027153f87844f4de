package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.network.IpAddress;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteDefaultsSectionTest {

  private static final String FILE =
      """
      edgeauth:
        route-defaults: %s
        routes:
          - {path: /health, access: public}
          - {path: /own, authenticate: partner, require: {scopes: a}, ip-rules: {}}
          - {path: /**}
      """;

  private final Problems problems = new Problems();

  private List<Route> routes(String defaults) {
    Settings settings =
        SettingsFile.read("edgeauth.yaml", FILE.formatted(defaults), Map.of(), problems);
    return settings.routes().stream().map(PlacedRoute::route).toList();
  }

  @Test
  void read_whole_givenToRoutesThatSayNothing() {
    List<Route> routes =
        routes(
            "{authenticate: [machine, user], require: {roles: staff}, policy: owner,"
                + " ip-rules: {allow: 203.0.113.0/24}, forward: {keep-credentials: true}}");
    assertThat(problems.list()).isEmpty();
    assertThat(routes.get(0).isPublic()).isTrue();
    assertThat(routes.get(1).steps()).hasToString("[partner]");
    assertThat(routes.get(1).requirement().roles()).isEmpty();
    assertThat(routes.get(1).ipRules().allows(IpAddress.parse("198.51.100.1"))).isTrue();
    assertThat(routes.get(2).steps()).hasToString("[machine, user]");
    assertThat(routes.get(2).requirement().roles()).containsExactly("staff");
    assertThat(routes.get(2).policy()).isEqualTo("owner");
    assertThat(routes.get(2).ipRules().allows(IpAddress.parse("198.51.100.1"))).isFalse();
    assertThat(routes.get(2).keepCredentials()).isTrue();
  }

  /** What the reference gives as the default may be written. */
  @Test
  void read_noRateLimits_accepted() {
    routes("{authenticate: user, rate-limits: []}");
    assertThat(problems.list()).isEmpty();
  }

  /** A default must not open a route: that is said on the route itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "access: public | access | no default (expected: on each route that is to have it)",
        "optional: true | optional | no default",
        "mode: shadow | mode | no default",
        "methods: [GET] | methods | no default",
        "path: /x | path | no default",
        "authenticate: [] | authenticate | empty (expected: the name of an authenticator)",
        "authenticate: ' ' | authenticate | expected: names of authenticators",
        "require: {} | require | empty (expected: scopes",
        "require: {roles: []} | require.roles | empty (expected: at least one",
        "ip-rules: {allow: 10.0.0.0/33} | ip-rules.allow | 10.0.0.0/33",
        "polcy: owner | polcy | unknown key (did you mean `policy`?)",
        "rate-limits: {a: b} | rate-limits | expected: text, or a list of texts",
        "policy: | policy | no value",
      })
  void read_faulty_toldOnceWithItsPlace(String fault, String key, String message) {
    String written = fault.startsWith("authenticate") ? fault : "authenticate: user, " + fault;
    routes("{" + written + "}");
    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.keyPath()).isEqualTo("edgeauth.route-defaults." + key);
              assertThat(problem.origin().line()).isEqualTo(2);
              assertThat(problem.message()).contains(message);
            });
  }

  @Test
  void read_text_refused() {
    routes("[user]");
    assertThat(problems.list())
        .first()
        .extracting(Problem::keyPath)
        .isEqualTo("edgeauth.route-defaults");
  }
}
