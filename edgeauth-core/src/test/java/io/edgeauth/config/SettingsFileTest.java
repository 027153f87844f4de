package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.AuditLog;
import io.edgeauth.forward.HeaderEncoding;
import io.edgeauth.forward.ListFormat;
import io.edgeauth.http.Problem.Format;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsFileTest {

  /** Every key that this version supports, each with another value than its default. */
  static final String COMPLETE =
      """
      edgeauth:
        enabled: true
        request:
          max-credential-length: 8KB
          max-identity-headers: 4KB
          allow-ambiguous: [encoded-slash, backslash]
          cors-preflight: authenticate
          public-url: https://api.example.com
        client-ip: {trusted-proxies: all, header: X-Real-IP}
        ip-rules: {allow: 192.0.2.0/24, deny: 192.0.2.66}
        authenticators:
          user:
            jwt:
              issuer: https://id.example.com
              audience: [api, web]
              allow-any-audience: false
              jwks-uri: https://id.example.com/keys
              algorithms: [ES256, EdDSA]
              types: [at+jwt]
              required-claims: {token_use: access, client_id: [a, b]}
              clock-skew: 30s
              max-lifetime: 1h
              allow-missing-expiry: true
              token-from: [header, 'cookie:token', 'query:access_token']
              jwks:
                refresh-interval: 10m
                cooldown: 1m
                stale-for: 2h
                connect-timeout: 1s
                total-timeout: 3s
                max-size: 1MB
              verified-cache: {max-entries: 0}
              deny-list: denied.txt
              claims:
                subject: [sub]
                client: [azp]
                scopes: [scp]
                roles: ["['https://acme.example/roles']"]
                tenant: [tid]
                email: [mail]
                username: [name]
          file:
            jwt: {issuer: a, audience: api, jwks-file: keys.json}
          shared:
            jwt: {issuer: b, audience: api, secret: 'env:SECRET', algorithms: HS512}
        routes:
          - {path: /health, access: public}
          - path: /api/admin/**
            methods: [GET, POST]
            authenticate: [shared, user | file]
            optional: true
            policy: tenant-owns-path
            require: {scopes: [a, b], any-scope: c, roles: admin, claims: {tenant: acme}}
          - path-regex: /v[0-9]+/.*
            host: '*.example.com'
            access: public
            ip-rules: {deny: 10.0.0.0/8}
            mode: shadow
        forward:
          keep-credentials: true
          list: comma
          headers:
            X-User-Id: subject
            X-Roles: {source: roles, list: json}
          presets: [kong, oauth2-proxy]
          encoding: rfc8187
          reserved: [X-User-*, X-Secret]
          request-id: {header: X-Correlation-Id, trust: proxies}
        outbound: {allow-http: [idp.internal]}
        audit: {log: all}
        errors: {format: json, realm: acme}
        reload: {watch: false}
      """;

  static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "k".repeat(64));

  @TempDir private Path directory;

  private Settings read(String yaml, Problems problems) {
    try {
      Path file = Files.writeString(directory.resolve("edgeauth.yaml"), yaml);
      return SettingsFile.read(file, ENVIRONMENT, problems);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Problem> problems(String yaml) {
    Problems problems = new Problems();
    read(yaml, problems);
    return problems.list();
  }

  @Test
  void read_everySupportedKey_bound() {
    Problems problems = new Problems();
    Settings settings = read(COMPLETE, problems);
    assertThat(problems.list()).isEmpty();
    assertThat(settings.entry().request().maxCredentialLength()).isEqualTo(8 * 1024);
    assertThat(settings.forward().maxIdentityHeaders()).isEqualTo(4 * 1024);
    assertThat(settings.authenticators())
        .extracting(Settings.NamedSpec::name)
        .containsExactly("user", "file", "shared");
    assertThat(settings.errorFormat()).isEqualTo(Format.JSON);
    assertThat(settings.realm()).isEqualTo("acme");
    assertThat(settings.audit()).isEqualTo(AuditLog.Scope.ALL);
    assertThat(settings.watch()).isFalse();
    assertThat(settings.outbound().allowHttp()).containsExactly("idp.internal");
    assertThat(settings.forward().keepCredentials()).isTrue();
    assertThat(settings.forward().headers()).hasSize(2 + 4 + 4);
    assertThat(settings.forward().headers().get(1).list()).isEqualTo(ListFormat.JSON);
    assertThat(settings.forward().list()).isEqualTo(ListFormat.COMMA);
    assertThat(settings.forward().encoding()).isEqualTo(HeaderEncoding.RFC8187);
    assertThat(settings.forward().reserved()).containsExactly("X-User-*", "X-Secret");
    assertThat(settings.forward().requestIdHeader()).isEqualTo("X-Correlation-Id");
  }

  @Test
  void read_route_everyKey() {
    Route route = read(COMPLETE, new Problems()).routes().get(1).route();
    assertThat(route.pattern()).isEqualTo("/api/admin/**");
    assertThat(route.methods()).containsExactly("GET", "POST", "HEAD");
    assertThat(route.steps()).hasToString("[shared, user | file]");
    assertThat(route.isOptional()).isTrue();
    assertThat(route.policy()).isEqualTo("tenant-owns-path");
    assertThat(route.requirement().scopes()).containsExactly("a", "b");
    assertThat(route.requirement().anyScope()).containsExactly("c");
    assertThat(route.requirement().roles()).containsExactly("admin");
    assertThat(route.requirement().claims().toString()).contains("tenant").contains("acme");
  }

  /** Each loosening has a line under the name by which it can be searched for. */
  @Test
  void loosenings_everyOne_named() {
    assertThat(String.join("\n", read(COMPLETE, new Problems()).loosenings()))
        .contains("edgeauth.authenticators.user.jwt.allow-missing-expiry")
        .contains("edgeauth.authenticators.user.jwt.token-from")
        .contains("edgeauth.request.allow-ambiguous: encoded-slash")
        .contains("edgeauth.request.allow-ambiguous: backslash")
        .contains("edgeauth.client-ip.trusted-proxies: all")
        .contains("edgeauth.routes[2].mode: shadow, *.example.com/v[0-9]+/.*")
        .contains("edgeauth.forward.keep-credentials")
        .contains("edgeauth.outbound.allow-http: idp.internal");
    assertThat(Settings.defaults().loosenings()).isEmpty();
  }

  /** C01: one key spoilt, one problem, at its line, with what is expected and not with more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "enabled: true | enabled: false | edgeauth.enabled | expected: true",
        "enabled: true | enabled: yes | edgeauth.enabled | expected: true or false",
        "enabled: true | enabledd: true | edgeauth.enabledd | did you mean `enabled`?",
        "max-credential-length: 8KB | max-credential-length: 8 | edgeauth.request.max-credential-length | 1KB to 64KB",
        "max-identity-headers: 4KB | max-identity-headers: 65KB | edgeauth.request.max-identity-headers | 1KB to 64KB",
        "issuer: https://id.example.com | issuer: [] | edgeauth.authenticators.user.jwt.issuer | expected: text",
        "audience: [api, web] | audiance: [api, web] | edgeauth.authenticators.user.jwt.audiance | did you mean `audience`?",
        "allow-any-audience: false | allow-any-audience: 0 | edgeauth.authenticators.user.jwt.allow-any-audience | true or false",
        "jwks-uri: https://id.example.com/keys | jwks-uri: 'a b' | edgeauth.authenticators.user.jwt.jwks-uri | https://HOST",
        "algorithms: [ES256, EdDSA] | algorithms: [none] | edgeauth.authenticators.user.jwt.algorithms | expected: of RS256",
        "algorithms: [ES256, EdDSA] | algorithms: ['*'] | edgeauth.authenticators.user.jwt.algorithms | expected: of RS256",
        "algorithms: [ES256, EdDSA] | algorithms: [es256] | edgeauth.authenticators.user.jwt.algorithms | expected: of RS256",
        "algorithms: [ES256, EdDSA] | algorithms: [] | edgeauth.authenticators.user.jwt.algorithms | expected: ",
        "types: [at+jwt] | types: {a: b} | edgeauth.authenticators.user.jwt.types | a list of texts",
        "required-claims: {token_use: access, client_id: [a, b]} | required-claims: {a..b: x} | edgeauth.authenticators.user.jwt.required-claims | a claim path",
        "clock-skew: 30s | clock-skew: 20m | edgeauth.authenticators.user.jwt.clock-skew | 0s to 10m",
        "clock-skew: 30s | clock-skew: -1s | edgeauth.authenticators.user.jwt.clock-skew | 0s to 10m",
        "max-lifetime: 1h | max-lifetime: soon | edgeauth.authenticators.user.jwt.max-lifetime | a duration such as",
        "allow-missing-expiry: true | allow-missing-expiry: | edgeauth.authenticators.user.jwt.allow-missing-expiry | no value",
        "token-from: [header, | token-from: [headers, | edgeauth.authenticators.user.jwt.token-from | cookie:NAME",
        "'cookie:token' | 'cookie:' | edgeauth.authenticators.user.jwt.token-from | cookie:NAME",
        "'cookie:token' | form | edgeauth.authenticators.user.jwt.token-from | cookie:NAME",
        "refresh-interval: 10m | refresh-interval: 10s | edgeauth.authenticators.user.jwt.jwks.refresh-interval | 30s to 1d",
        "cooldown: 1m | cooldown: 2h | edgeauth.authenticators.user.jwt.jwks.cooldown | 1s to 1h",
        "stale-for: 2h | stale-for: 31d | edgeauth.authenticators.user.jwt.jwks.stale-for | 0s to 30d",
        "connect-timeout: 1s | connect-timeout: 0s | edgeauth.authenticators.user.jwt.jwks.connect-timeout | 1ms to 1m",
        "total-timeout: 3s | total-timeout: 2m | edgeauth.authenticators.user.jwt.jwks.total-timeout | 1ms to 1m",
        "max-size: 1MB | max-size: 1GB | edgeauth.authenticators.user.jwt.jwks.max-size | a size such as",
        "max-entries: 0 | max-entries: -1 | edgeauth.authenticators.user.jwt.verified-cache.max-entries | 0 to 10000000",
        "deny-list: denied.txt | deny-list: [denied.txt] | edgeauth.authenticators.user.jwt.deny-list | expected: a file",
        "deny-list: denied.txt | deny-list: '' | edgeauth.authenticators.user.jwt.deny-list | expected: a file",
        "deny-list: denied.txt | denylist: denied.txt | edgeauth.authenticators.user.jwt.denylist | did you mean `deny-list`?",
        "subject: [sub] | subject: ['a.'] | edgeauth.authenticators.user.jwt.claims.subject | a claim path",
        "subject: [sub] | subjects: [sub] | edgeauth.authenticators.user.jwt.claims.subjects | did you mean `subject`?",
        "jwks-file: keys.json | jwks-file: '' | edgeauth.authenticators.file.jwt.jwks-file | expected: a file",
        "secret: 'env:SECRET' | secret: 'env:SECRETS' | edgeauth.authenticators.shared.jwt.secret | no variable SECRETS",
        "secret: 'env:SECRET' | secret: '${SECRETS}' | edgeauth.authenticators.shared.jwt.secret | SECRETS is not set",
        "secret: 'env:SECRET' | secret: '' | edgeauth.authenticators.shared.jwt.secret | an empty secret",
        "path: /health | path: health | edgeauth.routes[0].path | expected: a path such as",
        "path: /health | path: /a//b | edgeauth.routes[0].path | expected: a path such as",
        "path: /health | pth: /health | edgeauth.routes[0].pth | did you mean `path`?",
        "access: public | access: open | edgeauth.routes[0].access | expected: public",
        "methods: [GET, POST] | methods: [get] | edgeauth.routes[1].methods | a method such as GET",
        "`authenticate: [shared, user | file]` | `authenticate: [user | user]` | edgeauth.routes[1].authenticate | each once",
        "optional: true | optional: maybe | edgeauth.routes[1].optional | true or false",
        "scopes: [a, b] | scopes: [] | edgeauth.routes[1].require.scopes | at least one",
        "roles: admin | roles: '' | edgeauth.routes[1].require.roles | at least one",
        "roles: admin | rolls: admin | edgeauth.routes[1].require.rolls | did you mean `roles`?",
        "claims: {tenant: acme} | claims: {tenant: []} | edgeauth.routes[1].require.claims | expected: a value",
        "claims: {tenant: acme} | claims: {'[': acme} | edgeauth.routes[1].require.claims | a claim path",
        "keep-credentials: true | keep-credentials: 1 | edgeauth.forward.keep-credentials | true or false",
        "X-User-Id: subject | X-User-Id: subjct | edgeauth.forward.headers.X-User-Id | claim:PATH",
        "X-User-Id: subject | Host: subject | edgeauth.forward.headers.Host | a header name",
        "X-User-Id: subject | X_Roles: subject | edgeauth.forward.headers.X-Roles | names that differ",
        "X-User-Id: subject | X-Correlation-ID: subject | edgeauth.forward.headers.X-Correlation-ID | names that differ",
        "list: json | list: xml | edgeauth.forward.headers.X-Roles.list | space, comma, json, repeat",
        "list: comma | list: semicolon | edgeauth.forward.list | space, comma, json, repeat",
        "encoding: rfc8187 | encoding: base64 | edgeauth.forward.encoding | percent, rfc8187, reject",
        "reserved: [X-User-*, X-Secret] | reserved: ['X-*-User'] | edgeauth.forward.reserved | the beginning of one",
        "header: X-Correlation-Id | header: Authorization | edgeauth.forward.request-id.header | X-Request-Id",
        "trust: proxies | trust: all | edgeauth.forward.request-id.trust | expected: proxies",
        "allow-http: [idp.internal] | allow-http: {} | edgeauth.outbound.allow-http | a list of texts",
        "[idp.internal] | [idp.internal], trust-store: [a] | edgeauth.outbound.trust-store | expected: a file",
        "[idp.internal] | [idp.internal], trust-store: no.pem | edgeauth.outbound.trust-store | expected: certificates in PEM",
        "[idp.internal] | ['https://idp'] | edgeauth.outbound.allow-http | expected: a host name alone",
        "log: all | log: some | edgeauth.audit.log | none, refused, all",
        "format: json | format: xml | edgeauth.errors.format | problem+json, json or text",
        "realm: acme | realm: {} | edgeauth.errors.realm | expected: text",
        "watch: false | watch: off | edgeauth.reload.watch | true or false"
      })
  void read_wrongValue_oneProblemAtItsLine(
      String good, String bad, String keyPath, String expected) {
    assertThat(COMPLETE).contains(good);
    String yaml =
        COMPLETE.replaceFirst(
            java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad));
    List<Problem> found = problems(yaml);
    assertThat(found).extracting(Problem::keyPath).contains(keyPath);
    Problem problem =
        found.stream().filter(one -> one.keyPath().equals(keyPath)).findFirst().orElseThrow();
    assertThat(problem.message()).contains(expected);
    assertThat(problem.origin().line()).as("%s", problem).isEqualTo(lineOf(yaml, keyPath));
    assertThat(problem.origin().source()).endsWith("edgeauth.yaml");
    boolean missingToo = bad.startsWith("pth");
    assertThat(found).as("%s", found).hasSize(missingToo ? 2 : 1);
  }

  /** The line of the path's last key, below those of its others. */
  private static int lineOf(String yaml, String keyPath) {
    List<String> lines = yaml.lines().toList();
    int at = 0;
    for (String key : keyPath.split("\\.", -1)) {
      if (key.startsWith("routes[")) {
        String first = key.equals("routes[0]") ? "- {p" : "- path";
        while (!lines.get(at).contains(first)) {
          at++;
        }
        continue;
      }
      String written = "(^|.*[ {'])" + java.util.regex.Pattern.quote(key) + "'?:.*";
      while (!lines.get(at).matches(written)) {
        at++;
      }
    }
    return at + 1;
  }
}
