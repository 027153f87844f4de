package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole text and the whole JSON of {@code check} and {@code explain}, on a small sample. */
final class ReportsTest {

  private static final String SAMPLE =
      """
      edgeauth:
        request: {allow-ambiguous: [semicolon, encoded-slash], cors-preflight: authenticate}
        client-ip: {trusted-proxies: [10.0.0.0/8, '2001:DB8::/32']}
        ip-rules: {deny: [192.0.2.66, '::ffff:192.0.2.67']}
        authenticators:
          user: {jwt: {issuer: '%s', audience: api, algorithms: ES256, token-from: [header, 'query:t']}}
          other: {jwt: {issuer: '%s/other', audience: api}}
        routes:
          - {path: /health, access: public, methods: GET, ip-rules: {allow: 10.0.0.0/8}}
          - path: /orders/**
            host: api.example.com
            authenticate: [other, user | other]
            optional: true
            require: {scopes: [a, b], roles: admin, claims: {tenant: acme}}
          - {path: /**, authenticate: user, mode: shadow, forward: {keep-credentials: true}}
        audit: {log: none}
      """;

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final StringWriter out = new StringWriter();
  private final TestKey key = TestKey.of("ES256", "k1");
  private final TestIssuer issuer = TestIssuer.start(key);
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            directory.resolve("edgeauth.yaml"), SAMPLE.formatted(issuer.issuer(), issuer.issuer()));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(new StringWriter()), arguments);
  }

  private int explain(String... more) {
    List<String> arguments = new ArrayList<>(List.of("explain", "--config", file.toString()));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  private List<String> lines() {
    return out.toString()
        .lines()
        .map(line -> line.replaceAll("[0-9a-f]{32}", "ID").replaceAll("-[0-9a-f]{16}-", "-SPAN-"))
        .toList();
  }

  @Test
  void check_text_exact() {
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "/health                    access: public; methods: GET HEAD;"
                + " ip-rules: allow 10.0.0.0/8",
            "api.example.com/orders/**  authenticate: other, then user | other; optional;"
                + " scopes: [a, b]; roles: [admin]; claims: {tenant=[acme]}",
            "/**                        authenticate: user; mode: shadow; keep-credentials",
            "client-ip: X-Forwarded-For of trusted-proxies 10.0.0.0/8 2001:db8::/32",
            "ip-rules: deny 192.0.2.66/32 192.0.2.67/32",
            "allow-ambiguous: encoded-slash semicolon",
            "cors-preflight: authenticate");
  }

  @Test
  void check_json_exact() throws Exception {
    assertThat(run("check", "--json", "--config", file.toString())).isZero();
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());
    Map<String, Object> none = Map.of("allow", List.of(), "deny", List.of());
    assertThat(report)
        .containsOnlyKeys(
            "valid",
            "routes",
            "client-ip",
            "ip-rules",
            "allow-ambiguous",
            "cors-preflight",
            "upstreams")
        .containsEntry("valid", true)
        .containsEntry(
            "client-ip",
            Map.of(
                "trusted-proxies",
                List.of("10.0.0.0/8", "2001:db8::/32"),
                "header",
                "X-Forwarded-For"))
        .containsEntry(
            "ip-rules",
            Map.of("allow", List.of(), "deny", List.of("192.0.2.66/32", "192.0.2.67/32")))
        .containsEntry("allow-ambiguous", List.of("encoded-slash", "semicolon"))
        .containsEntry("cors-preflight", "authenticate")
        .containsEntry("upstreams", List.of());
    assertThat((List<?>) report.get("routes"))
        .isEqualTo(
            List.of(
                Map.of(
                    "path",
                    "/health",
                    "methods",
                    List.of("GET", "HEAD"),
                    "access",
                    "public",
                    "mode",
                    "enforce",
                    "keep-credentials",
                    false,
                    "ip-rules",
                    Map.of("allow", List.of("10.0.0.0/8"), "deny", List.of())),
                Map.of(
                    "host",
                    "api.example.com",
                    "path",
                    "/orders/**",
                    "methods",
                    METHODS,
                    "authenticate",
                    List.of("other", "user | other"),
                    "optional",
                    true,
                    "require",
                    Map.of(
                        "scopes",
                        List.of("a", "b"),
                        "roles",
                        List.of("admin"),
                        "claims",
                        Map.of("tenant", List.of("acme"))),
                    "mode",
                    "enforce",
                    "keep-credentials",
                    false,
                    "ip-rules",
                    none),
                Map.of(
                    "path",
                    "/**",
                    "methods",
                    METHODS,
                    "authenticate",
                    List.of("user"),
                    "optional",
                    false,
                    "require",
                    Map.of(),
                    "mode",
                    "shadow",
                    "keep-credentials",
                    true,
                    "ip-rules",
                    none)));
  }

  /** What nobody wrote is told too: it holds. */
  @Test
  void check_smallestFile_tellsDefaults() throws Exception {
    Files.writeString(file, "edgeauth: {routes: [{path: /**, access: public}]}\n");
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "/**  access: public",
            "client-ip: the peer",
            "ip-rules: none",
            "allow-ambiguous: none",
            "cors-preflight: pass");
    Files.writeString(
        file,
        "edgeauth: {client-ip: {trusted-proxies: all}, forward: {keep-credentials: true},"
            + " routes: [{path: /**, access: public}]}\n");
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString())
        .contains("access: public; keep-credentials")
        .contains("client-ip: X-Forwarded-For of trusted-proxies all peers");
  }

  @Test
  void check_management_itsAddressIsTold() throws Exception {
    String text =
        """
        edgeauth: {routes: [{path: /**, access: public}]}
        gateway: {upstreams: [{path: /**, url: 'http://127.0.0.1:1'}], management: {%s}}
        """;
    Files.writeString(file, text.formatted("host: '::1', port: 9090"));
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString().lines()).endsWith("management [::1]:9090");
    out.getBuffer().setLength(0);
    assertThat(run("check", "--json", "--config", file.toString())).isZero();
    assertThat(JSONObjectUtils.parse(out.toString()))
        .containsEntry("management", Map.of("host", "::1", "port", 9090L));
    out.getBuffer().setLength(0);

    Files.writeString(file, text.formatted(""));
    assertThat(run("check", "--json", "--config", file.toString())).isZero();
    assertThat(out.toString()).doesNotContain("management");
  }

  private String keepNothing() throws IOException {
    String text = Files.readString(file);
    return text.replace(", mode: shadow, forward: {keep-credentials: true}", "");
  }

  /** Names of what is removed, and never what stands under them. */
  @Test
  void explain_forwardText_exactWithoutCredentials() throws Exception {
    Files.writeString(file, keepNothing());
    String token = TestToken.valid(issuer.issuer(), key).compact();
    int code =
        explain(
            "--method", "GET",
            "--path", "/a?b=c&t=" + token,
            "--header", "X-User-Id: spoofed",
            "--header", "Cookie: a=b",
            "--header", "X-Forwarded-For: 198.51.100.7",
            "--header", "X-Request-Id: r-1",
            "--peer", "10.0.0.1");
    assertThat(lines())
        .containsExactly(
            "client 198.51.100.7",
            "request form passed",
            "ip rules passed: client 198.51.100.7; sent to http://localhost",
            "route passed: /**",
            "authenticate passed: user",
            "authorise passed",
            "forward passed",
            "forward",
            "  set X-User-Id: alice",
            "  set X-User-Email: alice@example.com",
            "  set X-User-Role: user auditor",
            "  set X-User-Scope: orders:read orders:write",
            "  set X-Client-Id: alice-app",
            "  set X-Tenant-Id: acme",
            "  set X-Auth-Method: user",
            "  set X-Request-Id: r-1",
            "  set traceparent: 00-ID-SPAN-00",
            "  remove X-Request-Id",
            "  remove X-User-Id",
            "  remove from the query t",
            "  answer Cache-Control: private",
            "  answer X-Request-Id: r-1");
    assertThat(code).isZero();
    assertThat(out.toString()).doesNotContain(token.substring(0, 20), "spoofed", "a=b");
  }

  @Test
  void explain_forwardJson_exactWithoutCredentials() throws Exception {
    Files.writeString(file, keepNothing());
    String token = TestToken.valid(issuer.issuer(), key).compact();
    assertThat(
            explain(
                "--json",
                "--method",
                "GET",
                "--path",
                "/a?b=c&%74=" + token,
                "--header",
                "X-User-Id: spoofed",
                "--peer",
                "::1"))
        .isZero();
    assertThat(out.toString()).doesNotContain(token, "spoofed", token.substring(0, 20));
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());
    assertThat(report)
        .containsOnlyKeys(
            "decision",
            "client",
            "set-headers",
            "removed-headers",
            "removed-query",
            "response-headers",
            "stages")
        .containsEntry("decision", "forward")
        .containsEntry("client", "::1")
        .containsEntry("removed-headers", List.of("X-User-Id"))
        .containsEntry("removed-query", List.of("t"));
    assertThat(JSONObjectUtils.getJSONObject(report, "set-headers"))
        .containsEntry("X-User-Id", List.of("alice"))
        .containsKey("X-Request-Id");
    assertThat(JSONObjectUtils.getJSONObject(report, "response-headers"))
        .containsOnlyKeys("Cache-Control", "X-Request-Id");
    assertThat((List<?>) report.get("stages"))
        .hasSize(6)
        .element(1)
        .isEqualTo(
            Map.of(
                "stage",
                "ip rules",
                "passed",
                true,
                "detail",
                "client ::1; sent to http://localhost"));
  }

  @Test
  void explain_reject_exactInBothForms() throws Exception {
    Files.writeString(file, keepNothing());
    assertThat(explain("--method", "GET", "--path", "/a", "--peer", "192.0.2.1")).isEqualTo(1);
    assertThat(lines())
        .containsExactly(
            "client 192.0.2.1",
            "request form passed",
            "ip rules passed: client 192.0.2.1; sent to http://localhost",
            "route passed: /**",
            "authenticate refused: 401 credential-missing: Credentials are required",
            "reject 401 Unauthorized",
            "  answer WWW-Authenticate: Bearer realm=\"edgeauth\"",
            "  answer WWW-Authenticate: DPoP algs=\"ES256 RS256 RS384 RS512 PS256 PS384 PS512 ES384"
                + " ES512 EdDSA\", realm=\"edgeauth\"",
            "  answer X-Request-Id: ID");
    out.getBuffer().setLength(0);
    assertThat(explain("--json", "--method", "GET", "--path", "/a", "--peer", "192.0.2.66"))
        .isEqualTo(1);
    Map<String, Object> report = JSONObjectUtils.parse(out.toString());
    assertThat(report)
        .containsOnlyKeys("decision", "client", "status", "response-headers", "stages")
        .containsEntry("client", "192.0.2.66")
        .containsEntry("status", 403L);
    assertThat((List<?>) report.get("stages"))
        .last()
        .isEqualTo(Map.of("stage", "ip rules", "passed", false, "detail", "403 address-denied"));
  }

  @Test
  void check_invalidation_told() throws Exception {
    invalidation();
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString().lines()).contains("invalidation /invalidate  authenticate: user");
    out.getBuffer().setLength(0);
    assertThat(run("check", "--json", "--config", file.toString())).isZero();
    assertThat(JSONObjectUtils.parse(out.toString()))
        .containsEntry(
            "invalidation", Map.of("path", "/invalidate", "authenticate", List.of("user")));
  }

  @Test
  void explain_invalidation_answered() throws Exception {
    invalidation();
    String bearer = "Authorization: Bearer " + TestToken.valid(issuer.issuer(), key).compact();
    assertThat(explain("--method", "POST", "--path", "/invalidate", "--header", bearer)).isZero();
    assertThat(lines())
        .contains(
            "endpoint passed: /invalidate; user; nothing is read and forgotten for an explanation",
            "answer 200",
            "  answer Cache-Control: no-store");
    out.getBuffer().setLength(0);
    explain("--method", "POST", "--path", "/invalidate", "--header", bearer, "--json");
    assertThat(JSONObjectUtils.parse(out.toString()))
        .containsEntry("decision", "answer")
        .containsEntry("status", 200L);
    assertThat(explain("--method", "POST", "--path", "/invalidate")).isEqualTo(1);
  }

  private void invalidation() throws IOException {
    String more = "  invalidation: {path: /invalidate, authenticate: user}\n  routes:\n";
    Files.writeString(file, Files.readString(file).replace("  routes:\n", more));
  }
}
