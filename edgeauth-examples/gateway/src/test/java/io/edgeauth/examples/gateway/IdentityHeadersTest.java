package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity headers of a client's own, in the bytes that the upstream receives. */
final class IdentityHeadersTest {

  /** Each is {@code X-User-Id} to some server or framework. */
  private static final List<String> SPELLINGS =
      List.of(
          "X-User-Id",
          "x-user-id",
          "X-USER-ID",
          "X_User_Id",
          "X.User.Id",
          "x-user_id",
          "X-User.Id",
          "X~User~Id",
          "X!User'Id",
          "X|User|Id",
          "x_uSeR_iD");

  @TempDir private Path directory;
  private Proxied proxied;

  @BeforeEach
  void start() throws IOException {
    proxied =
        Proxied.start(
            directory,
            text ->
                Proxied.with("forward: {reserved: [X-User-*, 'X-Auth-*', X-Edge-*]}")
                    .apply(
                        Proxied.routed(
                                "{path: /shadow/**, authenticate: user, mode: shadow}",
                                "{path: /browser/**, methods: [GET, PUT], authenticate: user}")
                            .apply(text)));
  }

  @AfterEach
  void stop() throws IOException {
    proxied.close();
  }

  private ReceivedBytes received(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return proxied.upstream().last();
  }

  /** H01, H02: nobody was verified, so the backend is told of nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/optional/a", "/shadow/a"})
  void identity_nobodyVerified_noneArrives(String path) throws Exception {
    for (String spelling : SPELLINGS) {
      ReceivedBytes seen =
          received(
              proxied.get(path, spelling + ": root", "X-Kept: yes", spelling + ": root-again"));

      assertThat(seen.valuesInAnySpelling("X-User-Id")).as(spelling).isEmpty();
      assertThat(seen.text()).as(spelling).doesNotContain("root");
      assertThat(seen.values("X-Kept")).containsExactly("yes");
    }
  }

  /** H02: what a refused token leaves behind on a route that lets it pass all the same. */
  @Test
  void identity_shadowRouteWithForgedToken_noneArrives() throws Exception {
    for (String spelling : SPELLINGS) {
      ReceivedBytes seen =
          received(proxied.get("/shadow/a", proxied.forged(), spelling + ": root"));

      assertThat(seen.valuesInAnySpelling("X-User-Id")).as(spelling).isEmpty();
    }
  }

  /** H02: on an optional route a token that fails is refused, not ignored. */
  @Test
  void identity_optionalRouteWithForgedToken_refusedUnseen() throws Exception {
    assertThat(proxied.get("/optional/a", proxied.forged(), "X_User_Id: root"))
        .startsWith("HTTP/1.1 401 ");
    assertThat(proxied.upstream().connections()).isZero();
  }

  /** H01: the positive twin; who was verified arrives, once, whatever the client wrote beside. */
  @ParameterizedTest
  @ValueSource(strings = {"/optional/a", "/shadow/a", "/a"})
  void identity_verified_arrivesOnce(String path) throws Exception {
    for (String spelling : SPELLINGS) {
      ReceivedBytes seen =
          received(
              proxied.get(path, spelling + ": root", proxied.bearer(), spelling + ": root-again"));

      assertThat(seen.valuesInAnySpelling("X-User-Id")).as(spelling).containsExactly("alice");
      assertThat(seen.text()).as(spelling).doesNotContain("root");
    }
  }

  /** H01, R25: what is no name, or a line that goes on, is the container's to refuse. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id : root",
        "X-User-Id\t: root",
        " X-User-Id: root",
        "X-A: 1\r\n X-User-Id: root",
        "X-A: 1\r\n\tX-User-Id: root",
        "X-User\u00a0Id: root",
        "X-User Id: root",
        "X-User-Id\u0000: root",
        ": root",
        "X-User-Id"
      })
  void identity_malformedLine_refusedUnseen(String line) throws Exception {
    for (String path : List.of("/public/a", "/a")) {
      assertThat(proxied.get(path, proxied.bearer(), line))
          .as(path)
          .startsWith("HTTP/1.1 400 ")
          .doesNotContain("root");
    }
    assertThat(proxied.upstream().connections()).isZero();
    assertThat(received(proxied.get("/a", proxied.bearer(), "X-A: 1")).values("X-A"))
        .containsExactly("1");
  }

  /** H03, P13: the proxy behind the filter drops what {@code Connection} names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "close, X-User-Id, X-User-Role",
        "close, Signature, Signature-Input, x_user_id",
        "X-User-Id, X-Request-Id, Traceparent, X-Forwarded-For, X-Forwarded-Host"
      })
  void identity_connectionNamesIt_arrives(String connection) throws Exception {
    // HTTP/1.0, so that the connection ends whatever its header says.
    String answer =
        proxied.raw(
            "GET /a HTTP/1.0\r\nHost: api.example\r\nX-User-Id: root\r\nX-Forwarded-For:"
                + " 192.0.2.1\r\n"
                + proxied.bearer()
                + "\r\nConnection: "
                + connection
                + "\r\n\r\n");

    ReceivedBytes seen = received(answer);
    assertThat(seen.valuesInAnySpelling("X-User-Id")).containsExactly("alice");
    assertThat(seen.values("X-User-Role")).containsExactly("user auditor");
    assertThat(seen.values("X-Request-Id")).hasSize(1);
    assertThat(seen.values("traceparent")).hasSize(1);
    assertThat(seen.values("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.values("X-Forwarded-Host")).containsExactly("api.example");
  }

  /** H03: its twin; what is the client's own to drop is dropped. */
  @Test
  void connection_namesOwnHeader_dropped() throws Exception {
    ReceivedBytes seen =
        received(proxied.get("/public/a", "Connection: close, X-Mine", "X-Mine: 1", "X-Kept: 2"));

    assertThat(seen.values("X-Mine")).isEmpty();
    assertThat(seen.values("X-Kept")).containsExactly("2");
    assertThat(seen.values("Connection")).isEmpty();
  }

  /** H04: every name with a reserved beginning, also one that nobody has heard of. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/optional/a", "/a"})
  void prefix_reserved_endsWithEveryName(String path) throws Exception {
    ReceivedBytes seen =
        received(
            proxied.get(
                path,
                path.equals("/a") ? proxied.bearer() : "X-Filler: 1",
                "X-Auth-Anything: root",
                "x_auth_token: root",
                "X.Auth.: root",
                "X-AUTH-Unheard-Of: root",
                "X-Authentic: kept"));

    assertThat(seen.text()).doesNotContain("root");
    assertThat(seen.foldedNames().stream().filter(name -> name.startsWith("x-auth-")))
        .allMatch(name -> path.equals("/a") && name.equals("x-auth-method"));
    assertThat(seen.values("X-Authentic")).containsExactly("kept");
  }

  /** H04, H24: behind a chunked body, where an application may look for more headers. */
  @Test
  void trailers_identity_endHere() throws Exception {
    ReceivedBytes seen =
        received(
            proxied.exchange(
                "POST /a",
                "5\r\nhello\r\n0\r\nX-User-Id: root\r\nx_auth_token: root\r\nX-Sum: 1\r\n\r\n",
                proxied.bearer(),
                "Transfer-Encoding: chunked",
                "Trailer: X-User-Id, X-Sum"));

    assertThat(seen.valuesInAnySpelling("X-User-Id")).containsExactly("alice");
    assertThat(seen.text()).doesNotContain("root");
    assertThat(seen.values("Trailer")).isEmpty();
    assertThat(seen.body()).contains("hello").endsWith("0\r\n\r\n");
  }

  /** H24: a browser's question goes on without credentials, and without what it wrote beside. */
  @Test
  void preflight_identity_endsHere() throws Exception {
    ReceivedBytes seen =
        received(
            proxied.exchange(
                "OPTIONS /browser/a",
                "",
                "Origin: https://app.example",
                "Access-Control-Request-Method: PUT",
                "X_User_Id: root",
                "X-User-Id: root"));

    assertThat(seen.requestLine()).isEqualTo("OPTIONS /browser/a HTTP/1.1");
    assertThat(seen.text()).doesNotContain("root");
    assertThat(seen.values("Access-Control-Request-Method")).containsExactly("PUT");
  }

  /** H24: what a part says of itself is its application's; what stands before the body is not. */
  @Test
  void multipart_identity_endsBeforeTheBodyAlone() throws Exception {
    String body =
        String.join(
            "\r\n",
            "--cut",
            "Content-Disposition: form-data; name=a",
            "X-User-Id: of-the-part",
            "",
            "1",
            "--cut--",
            "");
    ReceivedBytes seen =
        received(
            proxied.exchange(
                "POST /a",
                body,
                proxied.bearer(),
                "X_User_Id: root",
                "Content-Type: multipart/form-data; boundary=cut",
                "Content-Length: " + body.length()));

    assertThat(seen.valuesInAnySpelling("X-User-Id")).containsExactly("alice");
    assertThat(seen.head()).doesNotContain("root");
    assertThat(seen.body()).isEqualTo(body);
  }
}
