package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/**
 * R21, R22: dispatches inside the application are decided for their own target, or go on under
 * their request's decision.
 */
final class DispatchTest {

  /** A servlet in one lambda. */
  @FunctionalInterface
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

  private final Edge edge = new Edge();
  private final SeenServlet target = new SeenServlet();

  @AfterEach
  void close() {
    edge.close();
  }

  private Running start(Container container, String path, Action action) {
    return container.start(edge.auth(), Map.of(path, servlet(action), "/*", target));
  }

  @EveryContainer
  void forward_toProtectedTarget_decidedAnew(Container container) {
    try (Running running =
        start(
            container,
            "/public/forward",
            (in, out) -> in.getRequestDispatcher("/api/x").forward(in, out))) {
      assertThat(running.http().get("/public/forward").status()).isEqualTo(401);
      assertThat(target.hits()).isZero();

      Answer allowed = running.http().get("/public/forward", edge.bearer(), "X-User-Id: root");
      assertThat(allowed.status()).isEqualTo(200);
      assertThat(allowed.body()).contains("alice").contains("FORWARD").doesNotContain("root");
    }
  }

  @EveryContainer
  void forward_afterWriterWasTaken_refusedAllTheSame(Container container) {
    Action writing =
        (in, out) -> {
          out.getWriter().write("begun");
          in.getRequestDispatcher("/api/x").forward(in, out);
        };
    try (Running running = start(container, "/public/writing", writing)) {
      Answer refused = running.http().get("/public/writing");

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body()).startsWith("{\"type\":\"about:blank\"").doesNotContain("begun");
      assertThat(target.hits()).isZero();
    }
  }

  @EveryContainer
  void include_ofProtectedTarget_leftOut(Container container) {
    Action including =
        (in, out) -> {
          out.getWriter().write("before,");
          in.getRequestDispatcher("/api/x").include(in, out);
          out.getWriter().write(",after");
        };
    try (Running running = start(container, "/public/include", including)) {
      Answer refused = running.http().get("/public/include");
      assertThat(refused.status()).isEqualTo(200);
      assertThat(refused.body()).isEqualTo("before,,after");
      assertThat(target.hits()).isZero();

      Answer allowed = running.http().get("/public/include", edge.bearer());
      assertThat(allowed.body())
          .startsWith("before,{")
          .contains("alice")
          .contains("INCLUDE")
          .endsWith(",after");
    }
  }

  @EveryContainer
  void error_dispatch_reusesDecision(Container container) {
    try (Running running = start(container, "/api/fails", (in, out) -> out.sendError(418))) {
      Answer answer = running.http().get("/api/fails", edge.bearer());

      assertThat(answer.status()).isEqualTo(418);
      assertThat(answer.body()).contains("ERROR").contains("alice");
      assertThat(edge.decisions()).hasSize(1);
    }
  }

  @EveryContainer
  void error_askedForDirectly_ordinaryRequest(Container container) {
    try (Running running = start(container, "/api/none", (in, out) -> out.sendError(418))) {
      assertThat(running.http().get("/error").status()).isEqualTo(401);
      assertThat(running.http().get("/error", edge.bearer()).status()).isEqualTo(403);
      assertThat(target.hits()).isZero();
    }
  }

  @EveryContainer
  void async_dispatchToItself_reusesDecision(Container container) {
    Action twice =
        (in, out) -> {
          if (in.getDispatcherType() == DispatcherType.REQUEST) {
            AsyncContext async = in.startAsync();
            async.start(async::dispatch);
          } else {
            out.getWriter().write(SeenServlet.seen(in));
          }
        };
    try (Running running = start(container, "/api/async", twice)) {
      Answer answer = running.http().get("/api/async", edge.bearer(), "X-User-Id: root");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains("alice").contains("ASYNC").doesNotContain("root");
      assertThat(edge.decisions()).hasSize(1);
      assertThat(answer.values("X-Request-Id")).hasSize(1);
    }
  }

  /** H01: the asynchronous context must not hand out the client's own request. */
  @EveryContainer
  void async_contextRequest_isTheForwardedOne(Container container) {
    Action reading =
        (in, out) -> {
          AsyncContext async = in.startAsync();
          async.start(
              () -> {
                HttpServletRequest seen = (HttpServletRequest) async.getRequest();
                try {
                  out.getWriter().write(SeenServlet.seen(seen));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                async.complete();
              });
        };
    try (Running running = start(container, "/public/reading", reading)) {
      Answer answer =
          running.http().get("/public/reading", "X-User-Id: root", "Authorization: Bearer planted");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains("headers").doesNotContain("root", "planted");
    }
  }

  @EveryContainer
  void include_byName_decidedAsItsRequest(Container container) {
    Action naming =
        (in, out) -> {
          out.getWriter().write("before,");
          in.getServletContext().getNamedDispatcher("target").include(in, out);
        };
    try (Running running = start(container, "/api/naming", naming)) {
      assertThat(running.http().get("/api/naming", edge.bearer()).body())
          .startsWith("before,{")
          .contains("alice");
    }
  }

  @EveryContainer
  void async_dispatchElsewhere_decidedAnew(Container container) {
    Action elsewhere =
        (in, out) -> {
          AsyncContext async = in.startAsync(in, out);
          async.start(() -> async.dispatch("/admin/x"));
        };
    try (Running running = start(container, "/api/elsewhere", elsewhere)) {
      assertThat(running.http().get("/api/elsewhere", edge.bearer()).status()).isEqualTo(403);
      assertThat(target.hits()).isZero();

      String admin = edge.token().claim("roles", List.of("admin")).compact();
      Answer allowed = running.http().get("/api/elsewhere", "Authorization: Bearer " + admin);
      assertThat(allowed.status()).isEqualTo(200);
      assertThat(target.hits()).isEqualTo(1);
    }
  }

  /** Some containers put the path of the request back when the dispatch before it ends. */
  @EveryContainer
  void async_dispatchElsewhereFromAnotherTarget_decidedAnew(Container container) {
    HttpServlet elsewhere =
        servlet((in, out) -> in.startAsync(in, out).dispatch(in.getParameter("to")));
    for (Action first :
        List.<Action>of(
            (in, out) -> in.getRequestDispatcher("/api/elsewhere").forward(in, out),
            (in, out) -> in.getRequestDispatcher("/api/elsewhere").include(in, out))) {
      SeenServlet seen = new SeenServlet();
      try (Running running =
          container.start(
              edge.auth(),
              Map.of("/api/first", servlet(first), "/api/elsewhere", elsewhere, "/*", seen))) {
        running.http().get("/api/first?to=/admin/x", edge.bearer());
        assertThat(seen.hits()).isZero();

        Answer allowed = running.http().get("/api/first?to=/api/x", edge.bearer());
        assertThat(allowed.body()).contains("alice").contains("ASYNC");
        assertThat(seen.hits()).isEqualTo(1);
      }
    }
  }
}
