package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The filter before real containers, asked over raw sockets. */
final class EdgeAuthFilterTest {

  private static final String DPOP =
      "DPoP algs=\"ES256 RS256 RS384 RS512 PS256 PS384 PS512 ES384 ES512 EdDSA\","
          + " realm=\"edgeauth\"";

  private final Edge edge = new Edge();
  private final SeenServlet servlet = new SeenServlet();

  @AfterEach
  void close() {
    edge.close();
  }

  private Running start(Container container) {
    return container.start(edge.auth(), Map.of("/*", servlet));
  }

  @EveryContainer
  void valid_token_passesWithIdentityAlone(Container container) throws JsonException {
    try (Running running = start(container)) {
      Answer answer = running.http().get("/api/orders?a=1", edge.bearer(), "X-Kept: yes");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(header(answer, "x-user-id")).containsExactly("alice");
      assertThat(header(answer, "x-user-email")).containsExactly("alice@example.com");
      assertThat(header(answer, "x-user-role")).containsExactly("user auditor");
      assertThat(header(answer, "x-user-scope")).containsExactly("orders:read orders:write");
      assertThat(header(answer, "x-client-id")).containsExactly("alice-app");
      assertThat(header(answer, "x-tenant-id")).containsExactly("acme");
      assertThat(header(answer, "x-auth-method")).containsExactly("user");
      assertThat(header(answer, "x-kept")).containsExactly("yes");
      assertThat(header(answer, "authorization")).isEmpty();
      assertThat(header(answer, "x-request-id")).containsExactly(answer.value("X-Request-Id"));
      assertThat(seen(answer)).containsEntry("query", "a=1").containsEntry("user", "alice");
      assertThat(seen(answer)).containsEntry("auditor", true).containsEntry("admin", false);
      assertThat(seen(answer)).containsEntry("identity", "alice");
    }
  }

  @EveryContainer
  void missing_token_challengedWithoutError(Container container) {
    try (Running running = start(container)) {
      Answer answer = running.http().get("/api/orders");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.values("WWW-Authenticate"))
          .containsExactly("Bearer realm=\"edgeauth\"", DPOP);
      assertThat(answer.value("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.value("Cache-Control")).isEqualTo("no-store");
      assertThat(servlet.hits()).isZero();
    }
  }

  @EveryContainer
  void bad_tokens_refusedAlike(Container container) {
    try (Running running = start(container)) {
      RawHttp http = running.http();
      List<String> bad =
          List.of(
              edge.token().signedBy(TestKey.of("RS256", "k1")).compact(),
              edge.token()
                  .without("iat")
                  .claim("exp", Instant.now().getEpochSecond() - 120)
                  .compact(),
              edge.token().claim("aud", "billing").compact(),
              edge.token().claim("iss", "https://elsewhere.example").compact(),
              edge.token().header("alg", "none").compact(),
              edge.token()
                  .header("alg", "HS256")
                  .signedBy(TestKey.secret("HS256", publicKeyBytes()))
                  .compact());
      for (String token : bad) {
        Answer answer = http.get("/api/orders", "Authorization: Bearer " + token);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.values("WWW-Authenticate"))
            .containsExactly(
                "Bearer realm=\"edgeauth\", error=\"invalid_token\","
                    + " error_description=\"The access token is not valid\"",
                DPOP);
        assertThat(answer.body()).doesNotContain(token).doesNotContain("alice");
      }
      assertThat(servlet.hits()).isZero();
      assertThat(edge.decisions())
          .extracting(decision -> decision.reason().code())
          .containsExactly(
              "token-signature",
              "token-expired",
              "token-audience",
              "credential-foreign",
              "token-algorithm",
              "token-algorithm");
    }
  }

  private static byte[] publicKeyBytes() {
    return Edge.KEY.publicJwk().toString().getBytes(StandardCharsets.UTF_8);
  }

  /** H01, H02: no spelling of an identity header comes through, on any kind of route. */
  @EveryContainer
  void clientSentIdentity_anySpellingAnyRoute_removed(Container container) throws JsonException {
    List<String> spellings =
        List.of("X-User-Id", "x-user-id", "X_User_Id", "X.User.Id", "x-user_id", "X-USER-ID");
    try (Running running = start(container)) {
      for (String path : List.of("/public/x", "/optional/x", "/api/x")) {
        for (String spelling : spellings) {
          boolean isProtected = path.startsWith("/api");
          Answer answer =
              running
                  .http()
                  .get(
                      path,
                      spelling + ": root",
                      spelling + ": again",
                      isProtected ? edge.bearer() : "X-None: none");

          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.body()).doesNotContain("root").doesNotContain("again");
          List<Object> expected = isProtected ? List.of("alice") : List.of();
          assertThat(header(answer, "x-user-id")).isEqualTo(expected);
        }
      }
    }
  }

  @EveryContainer
  void credentials_everyCarrier_endHere(Container container) throws JsonException {
    try (Running running = start(container)) {
      String token = edge.token().compact();
      Answer cookie =
          running.http().get("/api/x", "Cookie: theme=dark; session=" + token + "; lang=en");
      Answer query = running.http().get("/api/x?a=1&access_token=" + token + "&b=2");

      assertThat(cookie.status()).isEqualTo(200);
      assertThat(header(cookie, "cookie")).containsExactly("theme=dark; lang=en");
      assertThat(seen(cookie)).containsEntry("cookies", List.of("theme", "lang"));
      assertThat(query.status()).isEqualTo(200);
      assertThat(query.value("Cache-Control")).isEqualTo("private");
      assertThat(seen(query))
          .containsEntry("query", "a=1&b=2")
          .containsEntry("parameters", List.of("a", "b"));
      assertThat(cookie.body() + query.body()).doesNotContain(token);
    }
  }

  /** J37, J38: more than one credential is refused, on optional routes too. */
  @EveryContainer
  void severalCredentials_anyRoute_malformed(Container container) {
    try (Running running = start(container)) {
      String token = edge.token().compact();
      for (String path : List.of("/api/x", "/optional/x")) {
        assertThat(running.http().get(path, edge.bearer(), edge.bearer()).status()).isEqualTo(400);
        assertThat(running.http().get(path, edge.bearer(), "Cookie: session=" + token).status())
            .isEqualTo(400);
        assertThat(running.http().get(path + "?access_token=" + token, edge.bearer()).status())
            .isEqualTo(400);
        assertThat(running.http().get(path, edge.bearer()).status()).isEqualTo(200);
      }
    }
  }

  @EveryContainer
  void optional_withoutCredentials_anonymous(Container container) throws JsonException {
    try (Running running = start(container)) {
      Answer anonymous = running.http().get("/optional/x");

      assertThat(anonymous.status()).isEqualTo(200);
      assertThat(seen(anonymous).get("user")).isNull();
      assertThat(header(anonymous, "x-auth-method")).isEmpty();
      assertThat(running.http().get("/optional/x", "Authorization: Bearer bad").status())
          .isEqualTo(401);
      assertThat(running.http().get("/optional/x", "Authorization: Basic YTpi").status())
          .isEqualTo(401);
    }
  }

  @EveryContainer
  void lackingRights_forbiddenAndTold(Container container) {
    try (Running running = start(container)) {
      Answer role = running.http().get("/admin/x", edge.bearer());
      Answer scope = running.http().get("/scoped/x", edge.bearer());

      assertThat(role.status()).isEqualTo(403);
      assertThat(role.values("WWW-Authenticate")).isEmpty();
      assertThat(scope.status()).isEqualTo(403);
      assertThat(scope.value("WWW-Authenticate"))
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"orders:delete\"");
      assertThat(servlet.hits()).isZero();
    }
  }

  @EveryContainer
  void unmatched_pathOrMethod_refused(Container container) {
    try (Running running = start(container)) {
      assertThat(running.http().get("/elsewhere", edge.bearer()).status()).isEqualTo(403);
      Answer post = running.http().send("POST", "/read/x", edge.bearer(), "Content-Length: 0");
      assertThat(post.status()).isEqualTo(405);
      assertThat(post.value("Allow")).isEqualTo("GET, HEAD");
      assertThat(running.http().send("HEAD", "/read/x", edge.bearer()).status()).isEqualTo(200);
    }
  }

  /** R03, R05, R07: what containers read differently is refused by them or by us, never served. */
  @EveryContainer
  void ambiguousPath_refused(Container container) {
    try (Running running = start(container)) {
      List<String> targets =
          List.of(
              "//api/x",
              "/public/..;/api/x",
              "/public/%2e%2e/api/x",
              "/api;x=y/z",
              "/api/%00",
              "/public/%2fx");
      for (String target : targets) {
        assertThat(running.http().get(target, edge.bearer()).status()).as(target).isEqualTo(400);
      }
      assertThat(servlet.hits()).isZero();
    }
  }

  @EveryContainer
  void contextPath_routesLieBelow(Container container) {
    try (Running running =
        container.start(new Application(edge.auth(), Map.of("/*", servlet)).below("/app"))) {
      assertThat(running.http().get("/app/api/x", edge.bearer()).status()).isEqualTo(200);
      assertThat(running.http().get("/app/elsewhere", edge.bearer()).status()).isEqualTo(403);
      assertThat(running.http().get("/%61pp/api/x", edge.bearer()).status()).isIn(400, 404);
      assertThat(servlet.hits()).isEqualTo(1);
    }
  }

  /** R26: who called before on a connection says nothing about who calls next. */
  @EveryContainer
  void keepAlive_anonymousAfterUser_anonymous(Container container) {
    try (Running running = start(container)) {
      String head = " HTTP/1.1\r\nHost: gateway.example\r\n";
      Answer both =
          running
              .http()
              .exchange(
                  "GET /optional/a"
                      + head
                      + edge.bearer()
                      + "\r\n\r\n"
                      + "GET /optional/b"
                      + head
                      + "Connection: close\r\n\r\n");

      String second = both.body().substring(both.body().indexOf("HTTP/1.1 "));
      assertThat(both.body().substring(0, both.body().length() - second.length()))
          .contains("alice");
      assertThat(second).startsWith("HTTP/1.1 200").doesNotContain("alice");
    }
  }

  private static Map<String, Object> seen(Answer answer) throws JsonException {
    return JsonReader.readObject(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Object> header(Answer answer, String name) throws JsonException {
    Map<?, ?> headers = (Map<?, ?>) seen(answer).get("headers");
    return headers.containsKey(name) ? new ArrayList<>((List<?>) headers.get(name)) : List.of();
  }
}
