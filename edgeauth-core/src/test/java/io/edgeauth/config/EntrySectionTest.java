package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.http.Ambiguity;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpAddress;
import io.edgeauth.route.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C01, P10: what is asked of every request is checked key by key, and told where it stands. */
final class EntrySectionTest {

  private final Problems problems = new Problems();

  private Settings read(String below) {
    String yaml = "edgeauth:\n  routes: [{path: /x, access: public}]\n" + below;
    ConfigNode.Mapping tree = YamlSource.read("edgeauth.yaml", yaml, Map.of(), problems);
    Section root = Section.of(tree, "", Path.of(""), problems);
    return new SettingsReader(root.sectionOrEmpty("edgeauth"), Map.of()).read();
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text);
  }

  @Test
  void read_everyKey_bound() {
    Settings settings =
        read(
            """
              request:
                allow-ambiguous: [encoded-slash, semicolon]
                cors-preflight: authenticate
                public-url: https://api.example.com:8443
              client-ip: {trusted-proxies: [10.0.0.0/8, '2001:db8::1'], header: Forwarded}
              ip-rules: {allow: 192.0.2.0/24, deny: [192.0.2.66]}
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(settings.entry().request().allowAmbiguous())
        .containsExactlyInAnyOrder(Ambiguity.ENCODED_SLASH, Ambiguity.SEMICOLON);
    assertThat(settings.entry().request().preflightPasses()).isFalse();
    assertThat(settings.entry().request().publicUrl()).hasToString("https://api.example.com:8443");
    assertThat(settings.entry().clientIp().header()).isEqualTo("Forwarded");
    assertThat(settings.entry().clientIp().trustedProxies())
        .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::1/128"));
    assertThat(settings.entry().ipRules().allows(address("192.0.2.1"))).isTrue();
    assertThat(settings.entry().ipRules().allows(address("192.0.2.66"))).isFalse();
    assertThat(settings.entry().ipRules().allows(address("192.0.3.1"))).isFalse();
  }

  @Test
  void read_nothing_defaults() {
    Settings settings = read("");
    assertThat(settings.entry()).isEqualTo(Settings.defaults().entry());
    assertThat(settings.entry().request().preflightPasses()).isTrue();
    assertThat(settings.entry().request().allowAmbiguous()).isEmpty();
    assertThat(settings.entry().clientIp().trustedProxies()).isEmpty();
    assertThat(settings.loosenings()).isEmpty();
  }

  @Test
  void read_route_hostExpressionAndRules() {
    String yaml =
        """
        edgeauth:
          routes:
            - {path-regex: "/v[12]/.*", host: "*.example.com", access: public, ip-rules: {deny: 10.0.0.0/8},
               mode: shadow, forward: {keep-credentials: true}}
        """;
    ConfigNode.Mapping tree = YamlSource.read("edgeauth.yaml", yaml, Map.of(), problems);
    Section root = Section.of(tree, "", Path.of(""), problems);
    Route route =
        new SettingsReader(root.sectionOrEmpty("edgeauth"), Map.of())
            .read()
            .routes()
            .get(0)
            .route();
    assertThat(problems.list()).isEmpty();
    assertThat(route.pattern()).isEqualTo("*.example.com/v[12]/.*");
    assertThat(route.host()).isEqualTo("*.example.com");
    assertThat(route.isShadow()).isTrue();
    assertThat(route.keepCredentials()).isTrue();
    assertThat(route.ipRules().allows(address("10.0.0.1"))).isFalse();
    assertThat(route.ipRules().allows(address("192.0.2.1"))).isTrue();
  }

  /** Each with the key that is wrong, at its line, and what is expected. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request: {allow-ambiguous: [encoded_slash]} | request.allow-ambiguous",
        "request: {allow-ambiguous: [all]} | request.allow-ambiguous",
        "request: {allow-ambiguous: {a: b}} | request.allow-ambiguous",
        "request: {allow-ambiguous: } | request.allow-ambiguous",
        "request: {alow-ambiguous: []} | request.alow-ambiguous",
        "request: {cors-preflight: allow} | request.cors-preflight",
        "request: {cors-preflight: true} | request.cors-preflight",
        "request: {public-url: api.example.com} | request.public-url",
        "request: {public-url: 'https://api.example.com/x'} | request.public-url",
        "request: {public-url: 'https://u:planted@api.example.com'} | request.public-url",
        "request: {public-url: 'ftp://api.example.com'} | request.public-url",
        "request: {public-url: 'https://a:99999'} | request.public-url",
        "request: {public-url: 'https://planted here'} | request.public-url",
        "client-ip: {header: 'X Forwarded'} | client-ip.header",
        "client-ip: {header: ''} | client-ip.header",
        "client-ip: {trusted-proxy: 10.0.0.1} | client-ip.trusted-proxy",
        "client-ip: {trusted-proxies: 10.0.0.0/33} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: 10.0.0.0/-1} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: 10.0.0.0/08} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: 10.0.0.1/8} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: 0.0.0.0/0} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: '::/0'} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: '::ffff:0:0/96'} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: '10.*'} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: ['']} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: [all, 10.0.0.1]} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: localhost} | client-ip.trusted-proxies",
        "client-ip: {trusted-proxies: 'fe80::1%eth0'} | client-ip.trusted-proxies",
        "client-ip: [10.0.0.1] | client-ip",
        "ip-rules: {allow: 10.0.0.0/33} | ip-rules.allow",
        "ip-rules: {deny: [10.0.0.1, 127.1]} | ip-rules.deny",
        "ip-rules: {alow: 10.0.0.1} | ip-rules.alow",
        "ip-rules: {deny: } | ip-rules.deny",
        "forward: {presets: traefik} | forward.presets",
        "forward: {presets: oauth2_proxy} | forward.presets",
        "forward: {presets: kong, headers: {x_consumer_id: subject}} | forward.presets",
        "forward: {presets: kong, request-id: {header: X-Consumer-ID}} | forward.presets",
        "ip-rules: [10.0.0.1] | ip-rules",
        "ip-rules: 10.0.0.0/8 | ip-rules.10.0.0.0/8"
      })
  void read_oneFault_toldAtItsKey(String line, String key) {
    read("  " + line + "\n");
    assertThat(problems.list()).hasSize(1);
    Problem problem = problems.list().get(0);
    assertThat(
            problem
                .keyPath()
                .replace("'", "")
                .replace("[", ".")
                .replace("]", "")
                .replace("..", "."))
        .isEqualTo("edgeauth." + key);
    assertThat(problem.origin().line()).isEqualTo(3);
    assertThat(problem.message()).doesNotContain("planted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path: /a, path-regex: /a | path-regex",
        "path-regex: '/(a' | path-regex",
        "path-regex: 'a.*' | path-regex",
        "path-regex: '/(?=a)' | path-regex",
        "path: /a, host: 'a.test:80' | host",
        "path: /a, host: '*' | host",
        "path: /a, ip-rules: {allow: 10.0.0.1/8} | ip-rules.allow",
        "path: /a, ip-rules: {only: 10.0.0.1} | ip-rules.only",
        "path: /a, mode: log | mode",
        "path: /a, mode: true | mode",
        "path: /a, forward: {keep-credentials: yes} | forward.keep-credentials",
        "path: /a, forward: {keep-credential: true} | forward.keep-credential",
        "path: /a, forward: [keep-credentials, b] | forward"
      })
  void readRoute_oneFault_toldAtItsKey(String keys, String key) {
    String yaml = "edgeauth:\n  routes:\n    - {access: public, " + keys + "}\n";
    ConfigNode.Mapping tree = YamlSource.read("edgeauth.yaml", yaml, Map.of(), problems);
    Section root = Section.of(tree, "", Path.of(""), problems);
    new SettingsReader(root.sectionOrEmpty("edgeauth"), Map.of()).read();
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().get(0).keyPath()).isEqualTo("edgeauth.routes[0]." + key);
    assertThat(problems.list().get(0).origin().line()).isEqualTo(3);
  }

  /** Each loosening has a name that can be searched for. */
  @ParameterizedTest
  @ValueSource(
      strings = {"encoded-slash", "double-slash", "semicolon", "encoded-percent", "backslash"})
  void loosenings_allowedAmbiguity_named(String name) {
    Settings settings = read("  request: {allow-ambiguous: " + name + "}\n");
    assertThat(problems.list()).isEmpty();
    assertThat(settings.loosenings())
        .singleElement()
        .asString()
        .startsWith("edgeauth.request.allow-ambiguous: " + name + " passes");
  }

  /** P10: all peers are believed only where that is said in a word of its own. */
  @Test
  void loosenings_allProxies_named() {
    Settings settings = read("  client-ip: {trusted-proxies: all}\n");
    assertThat(problems.list()).isEmpty();
    assertThat(settings.entry().clientIp().trustedProxies()).isNull();
    assertThat(settings.loosenings())
        .isEqualTo(
            List.of(
                "edgeauth.client-ip.trusted-proxies: all peers say where their requests come from"));
  }
}
