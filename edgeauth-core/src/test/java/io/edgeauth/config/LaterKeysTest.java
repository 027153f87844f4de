package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every key of the reference that this version does not have is refused by its name: neither taken
 * silently, so that somebody believes to be protected, nor called unknown.
 */
final class LaterKeysTest {

  private static final String ROUTE = "  routes: [{path: /x, access: public}]\n";

  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems();
    ConfigNode.Mapping tree = YamlSource.read("edgeauth.yaml", yaml, Map.of(), problems);
    Section root = Section.of(tree, "", Path.of(""), problems);
    new SettingsReader(root.sectionOrEmpty("edgeauth"), Map.of()).read();
    return problems.list();
  }

  private static void refused(String yaml, String keyPath) {
    List<Problem> problems = problems(yaml);
    assertThat(problems).extracting(Problem::keyPath).contains(keyPath);
    assertThat(problems)
        .filteredOn(problem -> problem.keyPath().equals(keyPath))
        .allMatch(problem -> problem.message().startsWith("not supported by this version: "));
    assertThat(problems).noneMatch(problem -> problem.message().contains("unknown key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backend"})
  void section_later_refusedByName(String key) {
    refused("edgeauth:\n" + ROUTE + "  " + key + ": {a: 1}\n", "edgeauth." + key);
    refused("edgeauth:\n" + ROUTE + "  " + key + ": x\n", "edgeauth." + key);
  }

  static Stream<List<String>> below() {
    return Stream.of(
        List.of("forward", "trust", "{mode: none}"), List.of("outbound", "proxy", "http://x"));
  }

  @ParameterizedTest
  @MethodSource("below")
  void keyBelow_later_refusedByName(List<String> key) {
    String yaml =
        "edgeauth:\n" + ROUTE + "  " + key.get(0) + ": {" + key.get(1) + ": " + key.get(2) + "}\n";
    refused(yaml, "edgeauth." + key.get(0) + "." + key.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigv4", "external"})
  void kind_later_refusedByName(String kind) {
    String yaml = "edgeauth:\n" + ROUTE + "  authenticators: {a: {" + kind + ": {x: y}}}\n";
    refused(yaml, "edgeauth.authenticators.a." + kind);
    assertThat(problems(yaml)).hasSize(1);
  }

  /** The store that instances share is in a module of its own. */
  @Test
  void redis_moduleMissing_namesTheDependency() {
    String cache =
        "  authenticators: {a: {introspection: {endpoint: x, client-id: y, cache: {shared: true}}}}\n";
    for (String redis : List.of("{uri: 'redis://localhost'}", "x", "{}")) {
      assertThat(problems("edgeauth:\n" + ROUTE + cache + "  redis: " + redis + "\n"))
          .extracting(Problem::toString)
          .singleElement()
          .asString()
          .contains("edgeauth.redis: edgeauth-redis is not on the class path")
          .contains("expected: the dependency io.edgeauth:edgeauth-redis");
    }
  }

  @Test
  void introspectionCache_sharedWithoutAStore_refused() {
    String cache = "  authenticators: {a: {introspection: {endpoint: x, client-id: y, cache: ";
    assertThat(problems("edgeauth:\n" + ROUTE + cache + "{shared: true}}}}\n"))
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .contains("authenticators.a.introspection.cache.shared")
        .contains("expected: a section redis");
    assertThat(problems("edgeauth:\n" + ROUTE + cache + "{shared: false}}}}\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"forward: {trust-audience: a}, forward.trust-audience"})
  void route_later_refusedByName(String pair, String key) {
    String yaml = "edgeauth:\n  routes: [{path: /x, access: public, " + pair + "}]\n";
    refused(yaml, "edgeauth.routes[0]." + key);
  }

  /** The keys of the reference, section by section: each is either supported or refused by name. */
  @Test
  void everyKey_ofTheReference_known() {
    known(
        "",
        "enabled request client-ip ip-rules authenticators rate-limits plans plan-claim limiter"
            + " route-defaults routes forward backend outbound redis invalidation audit errors reload");
    known(
        "request",
        "allow-ambiguous max-credential-length max-identity-headers cors-preflight public-url");
    known(
        "forward",
        "keep-credentials headers presets list encoding reserved request-id trust token-exchange");
    known(
        "forward.token-exchange.a",
        "endpoint client-id client-auth client-secret client-key-file audience scope"
            + " connect-timeout total-timeout max-entries");
    known("invalidation", "path authenticate");
    known(
        "rate-limits.a",
        "key algorithm permits per burst cost counts override ipv6-prefix queue max-wait time-zone"
            + " on-store-failure");
    known("plans.a", "rate quota");
    known("plans.a.rate", "permits per burst");
    known("plans.a.quota", "permits per time-zone");
    known("limiter", "store on-store-failure max-keys headers reset");
    known("client-ip", "trusted-proxies header");
    known("ip-rules", "allow deny");
    known("forward.request-id", "header trust");
    known("outbound", "allow-http trust-store proxy");
    known("audit", "log");
    known("errors", "format realm");
    known("reload", "watch");
    known("authenticators.a", "jwt api-key introspection mtls sigv4 external");
    known(
        "authenticators.a.jwt",
        "issuer audience allow-any-audience jwks-uri jwks-file secret algorithms"
            + " types required-claims clock-skew max-lifetime allow-missing-expiry sender-constrained"
            + " dpop token-from jwks verified-cache deny-list claims");
    known(
        "authenticators.a.jwt.jwks",
        "refresh-interval cooldown stale-for connect-timeout total-timeout max-size");
    known("authenticators.a.jwt.verified-cache", "max-entries");
    known("authenticators.a.jwt.dpop", "proof-lifetime nonce");
    known(
        "authenticators.a.api-key",
        "prefix header query-parameter pepper expires-in store cache on-unavailable stale-for"
            + " usage-flush-interval");
    known("authenticators.a.api-key.store", "memory file jdbc");
    known("authenticators.a.api-key.store.file", "path");
    known("authenticators.a.api-key.cache", "ttl max-entries");
    known(
        "authenticators.a.introspection",
        "endpoint issuer client-id client-auth client-secret client-key-file accept audience"
            + " required-claims connect-timeout total-timeout max-concurrent cache circuit-breaker"
            + " on-unavailable stale-for claims");
    known("authenticators.a.introspection.cache", "ttl negative-ttl max-entries shared");
    known(
        "authenticators.a.introspection.circuit-breaker",
        "failure-rate minimum-calls window open-for");
    known("authenticators.a.jwt.claims", "subject client scopes roles tenant email username");
  }

  @Test
  void everyRouteKey_ofTheReference_known() {
    String keys =
        "path path-regex methods host access authenticate optional policy require rate-limits ip-rules forward mode";
    for (String key : keys.split(" ", -1)) {
      assertThat(problems("edgeauth:\n  routes:\n    - " + key + ": x\n"))
          .as(key)
          .noneMatch(problem -> isUnknown(problem, key));
    }
    for (String key : "keep-credentials trust-audience token-exchange".split(" ", -1)) {
      assertThat(problems("edgeauth: {routes: [{path: /x, forward: {" + key + ": x}}]}"))
          .as(key)
          .noneMatch(problem -> isUnknown(problem, key));
    }
    for (String key : "scopes any-scope roles claims".split(" ", -1)) {
      assertThat(problems("edgeauth: {routes: [{path: /x, require: {" + key + ": x}}]}"))
          .as(key)
          .noneMatch(problem -> isUnknown(problem, key));
    }
  }

  private static void known(String section, String keys) {
    List<String> path = section.isEmpty() ? List.of() : Arrays.asList(section.split("\\.", -1));
    for (String key : keys.split(" ", -1)) {
      StringBuilder yaml = new StringBuilder("edgeauth: {");
      path.forEach(part -> yaml.append(part).append(": {"));
      yaml.append(key).append(": x").append("}".repeat(path.size() + 1));
      assertThat(problems(yaml.toString()))
          .as("%s.%s", section, key)
          .noneMatch(problem -> isUnknown(problem, key));
    }
  }

  private static boolean isUnknown(Problem problem, String key) {
    return problem.message().contains("unknown key") && problem.keyPath().endsWith("." + key);
  }
}
