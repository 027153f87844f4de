package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H23: what of a backend's answer is the client's to see, and what no error page says. */
final class BackendAnswersTest {

  private static final String MARKUP = "<img/src=x/onerror=alert(1)>";

  @TempDir private Path directory;
  private Proxied proxied;

  @BeforeEach
  void start() throws IOException {
    proxied =
        Proxied.start(
            directory,
            text -> Proxied.with("forward: {presets: kong}").apply(Proxied.tokensAnywhere(text)));
  }

  @AfterEach
  void stop() throws IOException {
    proxied.close();
  }

  private static List<String> values(String answer, String name) {
    return answer
        .substring(0, answer.indexOf("\r\n\r\n"))
        .lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  private void answerWith(String status, String... lines) {
    proxied
        .upstream()
        .answerWith(
            "HTTP/1.1 "
                + status
                + "\r\n"
                + String.join("\r\n", lines)
                + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
  }

  /** Applications echo what they are told, and frameworks do in their errors. */
  @Test
  void answer_identityHeaders_endHere() throws Exception {
    answerWith(
        "200 OK",
        "X-User-Id: alice",
        "x_user_role: admin",
        "X-User-Anything: secret",
        "X-Edge-Identity: secret",
        "X-Consumer-ID: alice-app",
        "X-Auth-Method: user",
        "X-Tenant-Id: acme",
        "X-Request-Id: theirs",
        "X-Total: 7",
        "X-Users: 3");

    String answer = proxied.get("/a", proxied.bearer());

    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("alice", "admin", "secret", "acme", "theirs")
        .doesNotContainIgnoringCase("x-auth-method");
    assertThat(values(answer, "X-Request-Id")).hasSize(1);
    assertThat(values(answer, "X-Total")).containsExactly("7");
    assertThat(values(answer, "X-Users")).containsExactly("3");
  }

  @Test
  void answer_trailers_endHere() throws Exception {
    List<String> head =
        List.of("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X-User-Id");
    List<String> body = List.of("", "2", "ok", "0", "X-User-Id: alice", "", "");
    proxied.upstream().answerWith(String.join("\r\n", head) + "\r\n" + String.join("\r\n", body));

    assertThat(proxied.get("/a", proxied.bearer())).contains("ok").doesNotContain("alice");
  }

  @Test
  void answer_software_notNamed() throws Exception {
    answerWith("200 OK", "Server: Acme/1.2", "X-Powered-By: Acme", "Via: 1.1 inner");

    assertThat(proxied.get("/a", proxied.bearer()))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("Acme")
        .contains("1.1 inner");
  }

  /** Its cookies are the application's own. */
  @Test
  void answer_cookies_pass() throws Exception {
    answerWith("200 OK", "Set-Cookie: cart=1; Path=/", "Set-Cookie: seen=2; HttpOnly");

    assertThat(values(proxied.get("/a", proxied.bearer()), "Set-Cookie"))
        .containsExactly("cart=1; Path=/", "seen=2; HttpOnly");
  }

  /** Whom EdgeAuth knows, the application may still not: its word is not EdgeAuth's. */
  @Test
  void answer_unauthorized_passes() throws Exception {
    answerWith("401 Unauthorized", "WWW-Authenticate: Basic realm=\"app\"");

    String answer = proxied.get("/a", proxied.bearer());

    assertThat(answer).startsWith("HTTP/1.1 401 ").endsWith("ok");
    assertThat(values(answer, "WWW-Authenticate")).containsExactly("Basic realm=\"app\"");
  }

  /** Between two neighbours, and so not for the client. */
  @Test
  void answer_proxyAuthenticate_endsHere() throws Exception {
    answerWith("200 OK", "Proxy-Authenticate: Basic realm=\"inner\"");

    assertThat(proxied.get("/a", proxied.bearer())).doesNotContain("inner");
  }

  /** RFC 6750, section 2.3: the backend's word on caching counts beside ours. */
  @Test
  void answer_tokenInQuery_notForSharedCaches() throws Exception {
    String target = "/a?access_token=" + proxied.valid().compact();
    answerWith("200 OK", "Cache-Control: public, max-age=60", "CDN-Cache-Control: max-age=60");
    String shared = proxied.get(target);
    assertThat(values(shared, "Cache-Control")).containsExactly("private, max-age=60");
    assertThat(values(shared, "CDN-Cache-Control")).isEmpty();

    answerWith("200 OK", "Cache-Control: no-store");
    assertThat(values(proxied.get(target), "Cache-Control")).containsExactly("private, no-store");

    answerWith("200 OK", "X-A: 1");
    assertThat(values(proxied.get(target), "Cache-Control")).containsExactly("private");

    answerWith("200 OK", "Cache-Control: public, max-age=60");
    assertThat(values(proxied.get("/a", proxied.bearer()), "Cache-Control"))
        .containsExactly("public, max-age=60");
  }

  /** No error quotes what was asked, whoever writes it. */
  @Test
  void refusals_markupEverywhere_notEchoed() throws Exception {
    String query = "?q=" + MARKUP;
    String[] lines = {"X-A: " + MARKUP, "Referer: " + MARKUP, "Cookie: a=" + MARKUP};
    List<String> answers =
        List.of(
            proxied.get("/" + MARKUP + query, lines),
            proxied.get("/a/../" + MARKUP + query, lines),
            proxied.get("/admin/" + MARKUP + query, proxied.bearer(), lines[0]),
            proxied.get("/a" + query, "Authorization: Bearer " + MARKUP),
            proxied.exchange(MARKUP + " /public/a" + query, "", lines),
            proxied.get("/public/a", MARKUP),
            proxied.get("/public/a", "Host: " + MARKUP),
            proxied.get("/public/a", "Upgrade: " + MARKUP, "Connection: Upgrade"),
            proxied.get("/public/a", "X-Large: " + MARKUP.repeat(2_000)),
            proxied.get("/public/" + MARKUP.repeat(2_000)),
            proxied.raw("GET /public/" + MARKUP + " HTTP/9.9\r\nHost: a\r\n\r\n"));

    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .matches("(?s)HTTP/1.1 [45].*")
                    .doesNotContain("onerror")
                    .doesNotContain("alert"));
    assertThat(Stream.of(400, 401, 403, 414, 431))
        .allMatch(status -> answers.stream().anyMatch(a -> a.startsWith("HTTP/1.1 " + status)));
    assertThat(proxied.upstream().connections()).isZero();
  }

  /** Nor does the gateway's word for an upstream's failure. */
  @Test
  void failure_ofUpstream_namesNeitherItNorTheRequest() throws Exception {
    proxied.upstream().answerWith("220 smtp.internal ESMTP onerror\r\n");

    assertThat(proxied.get("/public/a?q=" + MARKUP))
        .startsWith("HTTP/1.1 502 ")
        .doesNotContain("onerror", "smtp", "127.0.0.1");
  }
}
