package io.edgeauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of the reference that this version reads, each with values that are taken and values
 * that are not, with a part of what is said about these.
 */
final class ReferenceKeys {

  private static final String JWT = "authenticators.a.jwt.";
  private static final String INTROSPECTION = "authenticators.b.introspection.";
  private static final String EXCHANGE = "forward.token-exchange.x.";
  private static final String CLIENT_AUTH = "basic, post, private-key-jwt, tls, bearer";
  private static final String LIMIT = "rate-limits.r.";
  private static final String WINDOW = "rate-limits.w.";
  private static final String LEAKY = "rate-limits.l.";
  private static final String ROUTE = "routes[0].";
  private static final String NO_VALUE = "no value (leave the key out for the default)";
  private static final String CLAIM_PATH = "expected: a claim path";

  /** One key. */
  record Key(String path, List<String> good, Map<String, String> bad) {

    @Override
    public String toString() {
      return path;
    }
  }

  private final List<Key> keys = new ArrayList<>();

  private ReferenceKeys() {}

  static List<Key> all() {
    ReferenceKeys reference = new ReferenceKeys();
    reference.request();
    reference.addresses();
    reference.jwt();
    reference.jwks();
    reference.claims(JWT);
    reference.introspection();
    reference.claims(INTROSPECTION);
    reference.routes();
    reference.forward();
    reference.tokenExchange();
    reference.limits();
    reference.shared();
    reference.invalidation();
    return List.copyOf(reference.keys);
  }

  private void request() {
    flag("enabled", "true");
    texts("request.allow-ambiguous", "backslash", "[]")
        .bad("slash", "expected: of encoded-slash, double-slash")
        .bad("Backslash", "expected: of ")
        .bad("''", "expected: of ");
    size("request.max-credential-length", "1KB", "64KB", "1023", "65537");
    size("request.max-identity-headers", "1KB", "64KB", "1023", "65KB");
    choice("request.cors-preflight", "pass, authenticate", "pass", "authenticate");
    scalar("request.public-url", "https://api.example.com", "http://a:8080")
        .bad("api.example.com", "expected: scheme and host alone")
        .bad("https://api.example.com/x", "expected: scheme and host alone")
        .bad("ftp://api.example.com", "expected: scheme and host alone")
        .bad("'a b'", "expected: scheme and host alone")
        .bad("''", "expected: scheme and host alone");
    section("request");
  }

  private void addresses() {
    texts("client-ip.trusted-proxies", "10.0.0.0/8", "[10.0.0.1, '2001:db8::/32']", "all", "[]")
        .bad("10.0.0.1/8", "expected: 10.0.0.0/8")
        .bad("0.0.0.0/0", "the word all")
        .bad("'::/0'", "the word all")
        .bad("[all, 10.0.0.0/8]", "expected: a network such as")
        .bad("10.0.0.0/33", "expected: a network such as")
        .bad("localhost", "expected: a network such as")
        .bad("''", "expected: a network such as");
    scalar("client-ip.header", "X-Forwarded-For", "Forwarded", "X-Real-IP")
        .bad("'X Real'", "expected: a header's name")
        .bad("''", "expected: a header's name");
    section("client-ip");
    for (String key : List.of("ip-rules.allow", "ip-rules.deny", ROUTE + "ip-rules.allow")) {
      texts(key, "192.0.2.1", "[192.0.2.0/24, '::1']", "[]")
          .bad("192.0.2.1/24", "expected: 192.0.2.0/24")
          .bad("10.*", "expected: a network such as")
          .bad("[192.0.2.1, '']", "expected: a network such as")
          .bad("fe80::1%eth0", "expected: a network such as");
    }
    section("ip-rules");
  }

  private void jwt() {
    scalar(JWT + "issuer", "https://id.example.com")
        .bad("''", "expected: text")
        .bad("http://id.example.com", "expected: ")
        .bad("id.example.com", "expected: ");
    texts(JWT + "audience", "api", "[api, web]")
        .bad("''", "expected: who is meant")
        .bad("'*'", "expected: who is meant")
        .bad("[]", "expected: who is meant");
    flag(JWT + "allow-any-audience", "false");
    scalar(JWT + "jwks-uri", "https://id.example.com/keys", "http://127.0.0.1:1/keys")
        .bad("http://id.example.com/keys", "expected: ")
        .bad("https://u:p@id.example.com/keys", "expected: ")
        .bad("/keys", "expected: ")
        .bad("'a b'", "expected: https://")
        .bad("''", "expected: ");
    scalar(JWT + "jwks-file", "keys.json")
        .bad("missing.json", "cannot be read")
        .bad("''", "a file");
    texts(JWT + "secret", "'9vVd0bTz6u3WQx1sR8mKpYc5LhNf2AjE'")
        .bad("''", "expected: a secret")
        .bad("[]", "expected: a secret")
        .bad("['']", "expected: a secret")
        .bad("short", "expected: 32 or more");
    texts(JWT + "algorithms", "ES256", "[RS256, EdDSA]")
        .bad("none", "expected: of ")
        .bad("es256", "expected: of ")
        .bad("HS256", "expected: RS, PS, ES or EdDSA")
        .bad("[]", "expected: leave the key out")
        .bad("''", "expected: of ");
    texts(JWT + "types", "at+jwt", "[at+jwt, application/jwt]", "[]").bad("''", "expected: ");
    map(JWT + "required-claims", "{token_use: access}", "{a.b: [c, d]}", "{}")
        .bad("{a..b: x}", CLAIM_PATH)
        .bad("{a: []}", "expected: at least one");
    duration(JWT + "clock-skew", "0s", "10m", "601s");
    scalar(JWT + "max-lifetime", "1s", "1h", "PT30S")
        .bad("0s", "expected: more than 0s")
        .bad("soon", "expected: a duration such as")
        .bad("-1s", "expected: a duration such as")
        .bad("40000d", "expected: a duration such as");
    flag(JWT + "allow-missing-expiry", "false");
    texts(JWT + "token-from", "header", "['cookie:a', 'query:b']")
        .bad("body", "expected: header, cookie:NAME")
        .bad("'cookie:'", "expected: header, cookie:NAME")
        .bad("'query:a b'", "expected: header, cookie:NAME")
        .bad("[]", "expected: header, cookie:NAME");
    whole(JWT + "verified-cache.max-entries", "0", "10000000", "-1", "10000001");
    scalar(JWT + "deny-list", "denied.txt")
        .bad("missing.txt", "cannot be read")
        .bad("''", "a file");
    section("authenticators.a.jwt");
    section(JWT + "verified-cache");
  }

  private void jwks() {
    duration(JWT + "jwks.refresh-interval", "30s", "24h", "29s", "25h");
    duration(JWT + "jwks.cooldown", "1s", "5m", "999ms", "61m");
    duration(JWT + "jwks.stale-for", "0", "30d", "31d");
    duration(JWT + "jwks.connect-timeout", "1ms", "60s", "0s", "61s");
    duration(JWT + "jwks.total-timeout", "1ms", "1m", "0ms", "2m");
    size(JWT + "jwks.max-size", "1KB", "16MB", "1023", "17MB");
    section(JWT + "jwks");
  }

  private void introspection() {
    scalar(INTROSPECTION + "endpoint", "https://id.example.com/i", "http://127.0.0.1:1/i")
        .bad("http://id.example.com/i", "expected: ")
        .bad("/i", "expected: ")
        .bad("'a b'", "expected: https://")
        .bad("''", "expected: ");
    scalar(INTROSPECTION + "issuer", "https://id.example.com", "urn:id")
        .bad("''", "expected: text");
    scalar(INTROSPECTION + "client-id", "gateway", "'a:b'").bad("''", "expected: text");
    choice(INTROSPECTION + "client-auth", CLIENT_AUTH, "basic", "post", "bearer");
    texts(INTROSPECTION + "client-secret", "x7f", "'literal:env:A'")
        .bad("''", "expected: a secret")
        .bad("[]", "expected: a secret")
        .bad("[a, b]", "expected: one secret")
        .bad("file:missing", "cannot be read");
    scalar(INTROSPECTION + "client-key-file")
        .bad("keys.json", "expected: client-auth private-key-jwt or tls")
        .bad("''", "a file");
    choice(INTROSPECTION + "accept", "json, jwt", "json");
    last().bad().put("jwt", "expected: issuer");
    texts(INTROSPECTION + "audience", "api", "[api, web]", "[]")
        .bad("''", "expected: who is meant")
        .bad("'*'", "expected: who is meant");
    map(INTROSPECTION + "required-claims", "{token_use: access}", "{a.b: [c, d]}", "{}")
        .bad("{a..b: x}", CLAIM_PATH)
        .bad("{a: []}", "expected: at least one");
    duration(INTROSPECTION + "connect-timeout", "1ms", "60s", "0s", "61s");
    duration(INTROSPECTION + "total-timeout", "1ms", "1m", "0ms", "2m");
    whole(INTROSPECTION + "max-concurrent", "1", "1024", "0", "1025");
    duration(INTROSPECTION + "cache.ttl", "0", "1d", "25h");
    duration(INTROSPECTION + "cache.negative-ttl", "0s", "1d", "25h");
    whole(INTROSPECTION + "cache.max-entries", "0", "10000000", "-1", "10000001");
    flag(INTROSPECTION + "cache.shared", "false");
    whole(INTROSPECTION + "circuit-breaker.failure-rate", "1", "100", "0", "101");
    whole(INTROSPECTION + "circuit-breaker.minimum-calls", "1", "10000", "0", "10001");
    duration(INTROSPECTION + "circuit-breaker.window", "1s", "1h", "999ms", "61m");
    duration(INTROSPECTION + "circuit-breaker.open-for", "10ms", "1h", "9ms", "61m");
    choice(INTROSPECTION + "on-unavailable", "deny, stale, allow-anonymous", "deny", "stale");
    duration(INTROSPECTION + "stale-for", "0", "1d", "25h");
    section("authenticators.b.introspection");
    section(INTROSPECTION + "cache");
    section(INTROSPECTION + "circuit-breaker");
  }

  private void claims(String kind) {
    for (String claim : "subject client scopes roles tenant email username".split(" ", -1)) {
      Key key = texts(kind + "claims." + claim, "a", "[a, b.c]", "\"['https://x/y']\"").last();
      key.bad().put("'a.'", CLAIM_PATH);
      key.bad().put("''", CLAIM_PATH);
      key.bad().put("\"['a\"", CLAIM_PATH);
    }
    section(kind + "claims");
  }

  private void routes() {
    scalar(ROUTE + "path", "/a", "/a/**", "/a/*/b")
        .bad("a", "expected: a path")
        .bad("''", "expected: ")
        .bad("/a/../b", "expected: ")
        .bad("'/a b'", "expected: ");
    scalar(ROUTE + "path-regex", "'/v[0-9]+/.*'").bad("'('", "expected: ").bad("''", "expected: ");
    texts(ROUTE + "methods", "GET", "[GET, PROPFIND]", "[]")
        .bad("get", "expected: a method such as GET")
        .bad("''", "expected: a method such as GET");
    scalar(ROUTE + "host", "api.example.com", "'*.example.com'")
        .bad("'*'", "expected: ")
        .bad("'a b'", "expected: ")
        .bad("'https://a'", "expected: ")
        .bad("''", "expected: ");
    scalar(ROUTE + "access", "public")
        .bad("open", "expected: public")
        .bad("''", "expected: public");
    texts("routes[1].authenticate", "a", "[a]")
        .bad("b", "expected: one of a")
        .bad("a | a", "each once")
        .bad("[]", "expected: the name of an authenticator")
        .bad("''", "expected: ");
    flag("routes[1].optional", "true", "false");
    scalar(ROUTE + "policy").bad("none-such", "expected: one of none").bad("''", "expected: ");
    choice(ROUTE + "mode", "enforce, shadow", "enforce", "shadow");
    section(ROUTE + "ip-rules");
    section("routes[1].require").last().bad().put("{}", "expected: scopes, any-scope");
    for (String key : List.of("scopes", "any-scope", "roles")) {
      texts("routes[1].require." + key, "a", "[a, b]")
          .bad("[]", "expected: at least one")
          .bad("''", "expected: at least one")
          .bad("[a, '']", "expected: at least one");
    }
    map("routes[1].require.claims", "{tenant: acme}", "{a.b: [c, 1]}")
        .bad("{a..b: x}", CLAIM_PATH)
        .bad("{tenant: []}", "expected: a value");
    flag(ROUTE + "forward.keep-credentials", "true", "false");
    section(ROUTE + "forward");
  }

  private void forward() {
    flag("forward.keep-credentials", "true", "false");
    map("forward.headers", "{X-User: subject}", "{X-A: {source: roles, list: json}}", "{}")
        .bad("{X-A: nobody}", "expected: ")
        .bad("{Host: subject}", "expected: ")
        .bad("{X-A: {list: json}}", "missing (expected: text)")
        .bad("{X-A: {source: roles, list: xml}}", "space, comma, json, repeat")
        .bad("{X-A: {source: roles, lists: json}}", "did you mean `list`?")
        .bad("{X-A: subject, X_A: client}", "expected: names that differ")
        .bad("{X-A: ~}", NO_VALUE);
    texts("forward.presets", "kong", "[kong, oauth2-proxy]", "[]")
        .bad("apisix", "expected: of kong, oauth2-proxy")
        .bad("[kong, kong]", "each preset once");
    choice("forward.list", "space, comma, json, repeat", "space", "repeat");
    choice("forward.encoding", "percent, rfc8187, reject", "percent", "reject");
    texts("forward.reserved", "X-User-*", "[X-A, X-B-*]", "[]")
        .bad("'*'", "expected: a header name")
        .bad("'X-*-A'", "expected: a header name")
        .bad("''", "expected: a header name");
    scalar("forward.request-id.header", "X-Correlation-Id")
        .bad("Host", "expected: a header name")
        .bad("'a b'", "expected: a header name")
        .bad("X-User-Id", "expected: a name of its own")
        .bad("''", "expected: a header name");
    choice("forward.request-id.trust", "proxies", "proxies");
    section("forward");
    section("forward.request-id");
  }

  private void tokenExchange() {
    scalar(EXCHANGE + "endpoint", "https://id.example.com/t", "http://[::1]:1/t")
        .bad("http://id.example.com/t", "expected: ")
        .bad("/t", "expected: ")
        .bad("'a b'", "expected: https://")
        .bad("''", "expected: ");
    scalar(EXCHANGE + "client-id", "gateway", "'a:b'").bad("''", "expected: text");
    choice(EXCHANGE + "client-auth", CLIENT_AUTH, "basic", "post");
    last().bad().put("bearer", "expected: basic, post, private-key-jwt or tls");
    texts(EXCHANGE + "client-secret", "x7f", "'literal:env:A'")
        .bad("''", "expected: a secret")
        .bad("[a, b]", "expected: one secret")
        .bad("file:missing", "cannot be read");
    scalar(EXCHANGE + "client-key-file")
        .bad("keys.json", "expected: client-auth private-key-jwt or tls")
        .bad("''", "a file");
    texts(EXCHANGE + "audience", "orders", "[orders, stock]")
        .bad("[]", "expected: whom the new token is for")
        .bad("''", "expected: whom the new token is for");
    scalar(EXCHANGE + "scope", "''", "'read write'", "https://api/read")
        .bad("'read  write'", "expected: names with one space between them")
        .bad("' read'", "expected: names")
        .bad("'a\"b'", "expected: names");
    duration(EXCHANGE + "connect-timeout", "1ms", "60s", "0s", "61s");
    duration(EXCHANGE + "total-timeout", "1ms", "1m", "0ms", "2m");
    whole(EXCHANGE + "max-entries", "0", "10000000", "-1", "10000001");
    scalar("routes[1].forward.token-exchange", "x")
        .bad("y", "no token exchange y (expected: one of x)")
        .bad("''", "expected: text");
  }

  /** L08: every bound of a limit. */
  private void limits() {
    texts(LIMIT + "key", "ip", "[ip, route]", "'header:X-Tenant'", "[subject, 'claim:a.b']")
        .bad("[]", "empty (expected: ip, subject")
        .bad("user", "user (expected: of ip, subject")
        .bad("IP", "IP (expected: of ip, subject")
        .bad("'header:'", "expected: of ip, subject")
        .bad("'header:a b'", "expected: of ip, subject")
        .bad("'claim:a..b'", CLAIM_PATH)
        .bad("''", "expected: of ip, subject");
    choice(
        LIMIT + "algorithm",
        "fixed-window, sliding-window, token-bucket, leaky-bucket",
        "token-bucket",
        "fixed-window",
        "sliding-window",
        "leaky-bucket");
    whole(LIMIT + "permits", "1", "1000000000", "0", "1000000001");
    for (String value : List.of("-1", "2147483647", "9223372036854775807")) {
      last().bad().put(value, value + " (expected: 1 to 1000000000)");
    }
    scalar(LIMIT + "per", "1ms", "1m", "366d")
        .bad("0s", "expected: from 1ms to 366d")
        .bad("367d", "expected: from 1ms to 366d")
        .bad("PT0.0001S", "expected: from 1ms to 366d")
        .bad("month", "day, week and month only for a fixed-window")
        .bad("soon", "expected: a duration such as")
        .bad("60", "expected: a duration such as")
        .bad("-1s", "expected: a duration such as")
        .bad("''", "expected: text");
    scalar(WINDOW + "per", "1s", "day", "week", "month")
        .bad("999ms", "at least 1s for a window")
        .bad("year", "or day, week or month");
    scalar(WINDOW + "time-zone", "UTC", "Europe/Berlin", "'+02:00'")
        .bad("Berlin", "expected: such as UTC or Europe/Berlin")
        .bad("''", "expected: such as UTC");
    scalar(LIMIT + "burst", "1", "1000000")
        .bad("0", "0 (expected: 1 to 1000000000)")
        .bad("1000000001", "(expected: 1 to 1000000000)")
        .bad("1000000000", "expected: as many as come back within 20 years")
        .bad("many", "(expected: 1 to 1000000000)");
    scalar(LIMIT + "cost", "1", "10")
        .bad("0", "0 (expected: 1 to 1000000000)")
        .bad("-1", "-1 (expected: 1 to 1000000000)")
        .bad("11", "11 (expected: from 1 to 10)")
        .bad("1000000001", "(expected: 1 to 1000000000)")
        .bad("many", "(expected: 1 to 1000000000)");
    choice(LIMIT + "counts", "all, failures", "all", "failures");
    choice("rate-limits.s.override", "none, credential", "none", "credential");
    whole(LIMIT + "ipv6-prefix", "1", "128", "0", "129");
    whole(LEAKY + "queue", "0", "100000", "-1", "100001");
    duration(LEAKY + "max-wait", "0s", "5m", "301s");
    choice(LIMIT + "on-store-failure", "local, allow, deny", "local", "allow", "deny");
    texts(ROUTE + "rate-limits", "r", "[r]", "[]")
        .bad("none-such", "no rate limit none-such (expected: one of r)")
        .bad("''", "expected: one of r");
    texts("route-defaults.rate-limits", "r", "[]")
        .bad("none-such", "no rate limit none-such (expected: one of r)");
    whole("plans.p.rate.permits", "1", "1000000000", "0", "1000000001");
    scalar("plans.p.rate.burst", "1", "1000000").bad("0", "0 (expected: 1 to 1000000000)");
    scalar("plans.p.quota.per", "1s", "month")
        .bad("999ms", "at least 1s for a window")
        .bad("year", "or day, week or month");
    scalar("plans.p.quota.time-zone", "Asia/Tokyo").bad("Tokyo", "expected: such as UTC");
    scalar("plan-claim", "plan", "\"['https://x/plan']\"")
        .bad("'a..b'", CLAIM_PATH)
        .bad("''", CLAIM_PATH);
    scalar("limiter.store", "local")
        .bad("file", "expected: local or redis")
        .bad("redis", "expected: a section redis")
        .bad("''", "expected: local or redis");
    choice("limiter.on-store-failure", "local, allow, deny", "local", "allow", "deny");
    whole("limiter.max-keys", "1000", "100000000", "999", "100000001");
    choice("limiter.headers", "legacy, draft, both, none", "both", "legacy", "draft", "none");
    choice("limiter.reset", "seconds, epoch", "seconds", "epoch");
    section("limiter");
  }

  private void shared() {
    texts("outbound.allow-http", "idp.internal", "[a, b]", "[]")
        .bad("'http://idp'", "expected: a host name alone")
        .bad("idp:80", "expected: a host name alone")
        .bad("''", "expected: a host name alone");
    scalar("outbound.trust-store")
        .bad("missing.pem", "expected: certificates in PEM")
        .bad("keys.json", "expected: certificates in PEM")
        .bad("''", "a file");
    choice("audit.log", "none, refused, all", "none", "refused", "all");
    choice("errors.format", "problem+json, json or text", "problem+json", "json", "text");
    scalar("errors.realm", "acme").bad("''", "expected: ").bad("\"a\\nb\"", "expected: ");
    flag("reload.watch", "true", "false");
    for (String section : List.of("outbound", "audit", "errors", "reload")) {
      section(section);
    }
  }

  private void invalidation() {
    scalar("invalidation.path", "/invalidate", "/in/%C3%A9", "/")
        .bad("/a/**", "more than one path (expected: one")
        .bad("/a/*/b", "more than one path (expected: one")
        .bad("a", "expected: a path")
        .bad("/a/../b", "expected: a path")
        .bad("''", "expected: ");
    texts("invalidation.authenticate", "a", "[a]")
        .bad("b", "no authenticator b (expected: one of a)")
        .bad("a | a", "each once")
        .bad("[]", "expected: the name of an authenticator")
        .bad("''", "expected: ");
    section("invalidation").last().bad().put("{path: /a}", "which says who may invalidate tokens");
    last().bad().put("{authenticate: a}", "missing (expected: text)");
    last().bad().put("{}", "missing (expected: text)");
  }

  private ReferenceKeys add(String path, String... good) {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("", NO_VALUE);
    bad.put("~", NO_VALUE);
    keys.add(new Key(path, List.of(good), bad));
    return this;
  }

  private Key last() {
    return keys.get(keys.size() - 1);
  }

  private ReferenceKeys bad(String value, String told) {
    last().bad().put(value, told);
    return this;
  }

  private ReferenceKeys scalar(String path, String... good) {
    return add(path, good)
        .bad("[a, b]", "a list (expected: ")
        .bad("[]", "a list (expected: ")
        .bad("{a: b}", "a mapping (expected: ");
  }

  private ReferenceKeys texts(String path, String... good) {
    return add(path, good)
        .bad("{a: b}", "a mapping (expected: ")
        .bad("[[a]]", "a list (expected: ")
        .bad("[~]", "no value (expected: ");
  }

  private void flag(String path, String... good) {
    scalar(path, good)
        .bad("maybe", "maybe (expected: true or false)")
        .bad("yes", "yes (expected: true or false)")
        .bad("True", "True (expected: true or false)")
        .bad("1", "1 (expected: true or false)")
        .bad("''", "\"\" (expected: true or false)");
  }

  private void choice(String path, String expected, String... good) {
    scalar(path, good)
        .bad("other", "other (expected: " + expected + ")")
        .bad("''", "\"\" (expected: " + expected + ")")
        .bad(good[0].toUpperCase(java.util.Locale.ROOT), "(expected: " + expected + ")");
  }

  private void size(String path, String least, String most, String below, String above) {
    scalar(path, least, most)
        .bad(below, below + " (expected: " + least + " to " + most + ")")
        .bad(above, "(expected: " + least + " to " + most + ")")
        .bad("8 KB", "8 KB (expected: a size such as 8KB or 1MB, " + least + " to " + most + ")")
        .bad("-1", "-1 (expected: a size such as")
        .bad("99999999999999999999", "(expected: a size such as")
        .bad("''", "\"\" (expected: a size such as");
  }

  private void whole(String path, String least, String most, String below, String above) {
    scalar(path, least, most)
        .bad(below, below + " (expected: " + least + " to " + most + ")")
        .bad(above, above + " (expected: " + least + " to " + most + ")")
        .bad("many", "many (expected: " + least + " to " + most + ")")
        .bad("1.5", "1.5 (expected: ")
        .bad("007", "007 (expected: ")
        .bad("99999999999999999999", "(expected: ")
        .bad("''", "\"\" (expected: ");
  }

  private void duration(String path, String least, String most, String... outside) {
    scalar(path, least, most)
        .bad("soon", "soon (expected: a duration such as 500ms, 30s, 5m, 1h or 1d, ")
        .bad("10", "10 (expected: a duration such as")
        .bad("-1s", "-1s (expected: a duration such as")
        .bad("''", "\"\" (expected: a duration such as");
    for (String value : outside) {
      bad(value, value + " (expected: ");
    }
  }

  private ReferenceKeys map(String path, String... good) {
    return add(path, good).bad("[a, b]", "a list (expected: a mapping)").bad("text", "expected: ");
  }

  private ReferenceKeys section(String path) {
    return add(path)
        .bad("[a, b]", "a list (expected: a mapping)")
        .bad("{no-such-key: x}", "unknown key")
        .bad("''", "expected: a mapping");
  }
}
