package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import io.edgeauth.servlet.RawHttp2.Field;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

/** The ways to a request's content that applications take less often, in real containers. */
final class ForwardedRequestTest {

  private static final String DATE = "Tue, 15 Nov 1994 08:12:31 GMT";
  private static final long DATE_MILLIS = 784_887_151_000L;

  private final Edge edge = new Edge();

  @AfterEach
  void close() {
    edge.close();
  }

  /** What an application finds in a request. */
  private interface Question {
    Object ask(HttpServletRequest request) throws IOException, ServletException;
  }

  private Running start(Container container, Question question) {
    return container.start(edge.auth(), Map.of("/*", new Asking(question)));
  }

  private static final class Asking extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Question question;

    Asking(Question question) {
      this.question = question;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      response.getWriter().write(String.valueOf(question.ask(request)));
    }
  }

  private String bearerOf(String subject) {
    return "Authorization: Bearer " + edge.token().claim("sub", subject).compact();
  }

  @EveryContainer
  void intHeader_keptRemovedSet_asTheOtherHeaders(Container container) {
    Question question =
        request ->
            request.getIntHeader("X-Kept")
                + " "
                + request.getIntHeader("X_User-Level")
                + " "
                + request.getIntHeader("X-User-Id")
                + " "
                + request.getIntHeader("X-Absent");
    try (Running running = start(container, question)) {
      String body =
          running
              .http()
              .get("/api/x", bearerOf("42"), "X-Kept: 7", "X_User-Level: 9", "X-User-Id: 1")
              .body();

      assertThat(body).isEqualTo("7 -1 42 -1");
    }
  }

  @EveryContainer
  void intHeader_noNumber_throws(Container container) {
    Question question =
        request -> {
          try {
            return request.getIntHeader("X-User-Id");
          } catch (NumberFormatException e) {
            return "no number";
          }
        };
    try (Running running = start(container, question)) {
      assertThat(running.http().get("/api/x", edge.bearer(), "X-User-Id: 1").body())
          .isEqualTo("no number");
    }
  }

  @EveryContainer
  void dateHeader_keptRemovedSet_asTheOtherHeaders(Container container) {
    Question question =
        request ->
            request.getDateHeader("If-Modified-Since")
                + " "
                + request.getDateHeader("X_User-Since")
                + " "
                + request.getDateHeader("X-User-Id")
                + " "
                + request.getDateHeader("X-Absent");
    try (Running running = start(container, question)) {
      String body =
          running
              .http()
              .get(
                  "/api/x",
                  bearerOf(DATE),
                  "If-Modified-Since: " + DATE,
                  "X_User-Since: " + DATE,
                  "X-User-Id: Thu, 01 Jan 1970 00:00:01 GMT")
              .body();

      assertThat(body).isEqualTo(DATE_MILLIS + " -1 " + DATE_MILLIS + " -1");
    }
  }

  @EveryContainer
  void dateHeader_noDate_throws(Container container) {
    Question question =
        request -> {
          try {
            return request.getDateHeader("X-User-Id");
          } catch (IllegalArgumentException e) {
            return "no date";
          }
        };
    try (Running running = start(container, question)) {
      assertThat(running.http().get("/api/x", edge.bearer(), "X-User-Id: " + DATE).body())
          .isEqualTo("no date");
    }
  }

  private static Object bodyAndTrailers(HttpServletRequest request) throws IOException {
    String body = text(request.getInputStream().readAllBytes());
    Map<String, String> trailers = new TreeMap<>();
    request
        .getTrailerFields()
        .forEach((name, value) -> trailers.put(name.toLowerCase(Locale.ROOT), value));
    return body + " " + trailers;
  }

  /**
   * H04, H24: what a client sends behind its body is no way around what is removed in front of it.
   */
  @EveryContainer
  void trailers_reservedName_removed(Container container) {
    try (Running running = start(container, ForwardedRequestTest::bodyAndTrailers)) {
      String body =
          running
              .http()
              .exchange(
                  head("Transfer-Encoding: chunked", "Trailer: X-User-Id, X-Kept")
                      + "5\r\nhello\r\n0\r\nX-User-Id: root\r\nX-Kept: yes\r\n\r\n")
              .body();

      assertThat(body).isEqualTo("hello {x-kept=yes}");
    }
  }

  /** H04, H24: in HTTP/2 trailers are a block of header fields behind the body. */
  @EveryContainer
  void http2Trailers_reservedName_removed(Container container) {
    try (Running running = start(container, ForwardedRequestTest::bodyAndTrailers);
        RawHttp2 http2 = new RawHttp2(running.port())) {
      Answer answer =
          http2.exchange(
              RawHttp2.request("POST", "/api/x", edge.bearer()),
              "hello",
              List.of(new Field("x-user-id", "root"), new Field("x-kept", "yes")));

      assertThat(answer.body()).isEqualTo("hello {x-kept=yes}");
    }
  }

  @EveryContainer
  void parameterNames_credentialInQuery_notAmongThem(Container container) {
    Question question = request -> Collections.list(request.getParameterNames());
    try (Running running = start(container, question)) {
      String token = edge.token().compact();

      assertThat(running.http().get("/api/x?a=1&access_token=" + token + "&b=2").body())
          .isEqualTo("[a, b]");
    }
  }

  /**
   * H24: a body of parts is read as it came, and the headers before it are cleaned all the same.
   */
  @EveryContainer
  void multipart_parts_readableBehindCleanHeaders(Container container) {
    Question question =
        request -> {
          Part part = request.getPart("note");
          return text(part.getInputStream().readAllBytes())
              + " "
              + Collections.list(request.getHeaders("X-User-Id"))
              + Collections.list(request.getHeaders("X_User-Name"))
              + Collections.list(request.getHeaders("Authorization"));
        };
    String parts =
        """
        --cut
        Content-Disposition: form-data; name="note"
        X-User-Id: root

        hello
        --cut--
        """
            .replace("\n", "\r\n");
    try (Running running = start(container, question)) {
      String body =
          running
              .http()
              .exchange(
                  head(
                          "Content-Type: multipart/form-data; boundary=cut",
                          "Content-Length: " + parts.length(),
                          "X-User-Id: root",
                          "X_User-Name: root")
                      + parts)
              .body();

      assertThat(body).isEqualTo("hello [alice][][]");
    }
  }

  private String head(String... lines) {
    return "POST /api/x HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n"
        + edge.bearer()
        + "\r\n"
        + String.join("\r\n", lines)
        + "\r\n\r\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
