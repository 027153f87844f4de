package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/**
 * H11: a token in the query parameter that {@code token-from} names. No application sees it, and no
 * cache that others share keeps what it opened.
 */
final class QueryTokenTest {

  private static final List<String> NAMES =
      List.of("access_token", "access%5Ftoken", "%61ccess_token", "acc%65ss_token");

  private final Edge edge = new Edge();
  private final String token = edge.token().compact();

  @AfterEach
  void close() {
    edge.close();
  }

  /** What an application does. */
  private interface Action {
    void run(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  private static HttpServlet servlet(Action action) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws IOException, ServletException {
        action.run(request, response);
      }
    };
  }

  private Running start(Container container, Action action) {
    return container.start(edge.auth(), Map.of("/*", servlet(action)));
  }

  /** Everything that tells of the address or the form, but the parts. */
  private static String told(HttpServletRequest request) {
    List<String> told = new ArrayList<>();
    told.add(request.getQueryString());
    told.add(request.getRequestURL().toString());
    told.add(request.getParameter("access_token"));
    told.add(Arrays.toString(request.getParameterValues("access_token")));
    told.add(Collections.list(request.getParameterNames()).toString());
    request.getParameterMap().forEach((name, values) -> told.add(name + Arrays.toString(values)));
    for (String name :
        List.of(
            RequestDispatcher.FORWARD_QUERY_STRING,
            RequestDispatcher.INCLUDE_QUERY_STRING,
            AsyncContext.ASYNC_QUERY_STRING,
            "jakarta.servlet.error.query_string")) {
      told.add(String.valueOf(request.getAttribute(name)));
    }
    return String.join("\n", told.stream().map(String::valueOf).toList());
  }

  @EveryContainer
  void token_everySpellingOfItsName_notTold(Container container) {
    try (Running running =
        start(container, (request, response) -> response.getWriter().write(told(request)))) {
      for (String name : NAMES) {
        Answer answer = running.http().get("/api/x?a=%7e1&" + name + "=" + token + "&b");

        assertThat(answer.status()).as(name).isEqualTo(200);
        assertThat(answer.body())
            .startsWith("a=%7e1&b\n")
            .doesNotContain(token)
            .doesNotContain("ccess_token")
            .contains("\na[~1]");
      }
    }
  }

  @EveryContainer
  void token_inFormAsWell_notToldEither(Container container) {
    try (Running running =
        start(container, (request, response) -> response.getWriter().write(told(request)))) {
      String form = "access_token=" + token + "&c=3";
      Answer answer =
          running
              .http()
              .exchange(
                  "POST /api/x?a=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
                      + edge.bearer()
                      + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                      + form.length()
                      + "\r\n\r\n"
                      + form);

      assertThat(answer.body()).doesNotContain(token).contains("\nc[3]", "\na[1]");
    }
  }

  /** The attributes of a dispatch tell the query of its request. */
  @EveryContainer
  void token_afterDispatch_notTold(Container container) {
    Action tell = (request, response) -> response.getWriter().write(told(request));
    Action forward =
        (request, response) ->
            request.getRequestDispatcher("/api/told?more=1").forward(request, response);
    Action include =
        (request, response) ->
            request.getRequestDispatcher("/api/told?more=1").include(request, response);
    Action async = (request, response) -> request.startAsync().dispatch("/api/told");
    Action bareAsync =
        (request, response) -> request.startAsync(request, response).dispatch("/api/told");
    Action error = (request, response) -> response.sendError(418);
    Map<String, HttpServlet> servlets =
        Map.of(
            "/api/told", servlet(tell),
            "/error", servlet(tell),
            "/api/forward", servlet(forward),
            "/api/include", servlet(include),
            "/api/async", servlet(async),
            "/api/bare", servlet(bareAsync),
            "/api/error", servlet(error));
    try (Running running = container.start(edge.auth(), servlets)) {
      for (String path : List.of("forward", "include", "async", "bare", "error")) {
        Answer answer = running.http().get("/api/" + path + "?a=1&access_token=" + token);

        assertThat(answer.body()).as(path).contains("a[1]").doesNotContain(token);
      }
    }
  }

  /** What stands in a part is a part of the body, which is the application's own. */
  @EveryContainer
  void part_ofThatName_isTheApplications(Container container) {
    Action action =
        (request, response) ->
            response
                .getWriter()
                .write(
                    new String(
                            request.getPart("access_token").getInputStream().readAllBytes(),
                            StandardCharsets.UTF_8)
                        + request.getParameter("access_token"));
    String parts =
        "--cut\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\nmine\r\n--cut--\r\n";
    try (Running running = start(container, action)) {
      Answer answer =
          running
              .http()
              .exchange(
                  "POST /api/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
                      + edge.bearer()
                      + "\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: "
                      + parts.length()
                      + "\r\n\r\n"
                      + parts);

      assertThat(answer.body()).isEqualTo("minenull");
    }
  }

  private String cacheControl(Running running) {
    return running.http().get("/api/x?access_token=" + token).value("Cache-Control");
  }

  @EveryContainer
  void answer_applicationLetsOthersCache_private(Container container) {
    try (Running running =
        start(
            container,
            (request, response) ->
                response.setHeader("Cache-Control", request.getHeader("X-Wanted")))) {
      for (Map.Entry<String, String> each :
          Map.of(
                  "public, max-age=60, s-maxage=90", "private, max-age=60",
                  "PUBLIC", "private",
                  "no-store", "private, no-store",
                  "private=\"Set-Cookie, X-A\", no-cache=\"a, public\"",
                      "private, no-cache=\"a, public\"",
                  "private, max-age=5", "private, max-age=5")
              .entrySet()) {
        String wanted = "X-Wanted: " + each.getKey();

        assertThat(
                running.http().get("/api/x?access_token=" + token, wanted).values("Cache-Control"))
            .containsExactly(each.getValue());
        // The twin: a token in a header makes no difference to caches, which know that one.
        assertThat(running.http().get("/api/x", edge.bearer(), wanted).values("Cache-Control"))
            .containsExactly(each.getKey());
      }
    }
  }

  @EveryContainer
  void answer_addedResetOrTargeted_private(Container container) {
    Action added =
        (request, response) -> {
          response.addHeader("Cache-Control", "public");
          response.addHeader("cache-control", "max-age=60");
          response.setHeader("CDN-Cache-Control", "max-age=60");
          response.addHeader("Surrogate-Control", "max-age=60");
          response.setHeader("X-Accel-Expires", "60");
          response.addIntHeader("x-accel-expires", 60);
          response.setIntHeader("Edge-Control", 60);
          response.addIntHeader("X-Count", 3);
          response.setHeader("X-Kept", "1");
          response.addHeader("X-Kept", "2");
        };
    Action reset = (request, response) -> response.reset();
    Action async =
        (request, response) -> {
          AsyncContext context = request.startAsync();
          HttpServletResponse answer = (HttpServletResponse) context.getResponse();
          answer.setHeader("Cache-Control", "public");
          context.complete();
        };
    try (Running running = start(container, added)) {
      Answer answer = running.http().get("/api/x?access_token=" + token);
      assertThat(answer.values("Cache-Control")).containsExactly("private, max-age=60");
      assertThat(answer.values("CDN-Cache-Control")).isEmpty();
      assertThat(answer.values("Surrogate-Control")).isEmpty();
      assertThat(answer.values("X-Accel-Expires")).isEmpty();
      assertThat(answer.values("Edge-Control")).isEmpty();
      assertThat(answer.values("X-Kept")).containsExactly("1", "2");
      assertThat(answer.values("X-Count")).containsExactly("3");
    }
    for (Action action : List.of(reset, async)) {
      try (Running running = start(container, action)) {
        assertThat(cacheControl(running)).isEqualTo("private");
      }
    }
  }
}
